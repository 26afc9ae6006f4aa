import { chown, mkdir, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, sep } from 'node:path'
import type { Clock } from '../../clock.ts'
import type { Check } from '../../doctor/doctor.ts'
import type { Log } from '../../log.ts'
import { type Backend, type ExecutionOrder, type Known, type OsUser, Refused } from '../execution.ts'
import { halfOf, isRoot, launch, quoted } from './launch.ts'
import { findingOf, tryMeans } from './means.ts'
import { Meters } from './meters.ts'
import { readPrinted } from './printed.ts'
import { bootId, breather, type Identity, isAlive, signal } from './process.ts'
import { readEnding, readInside, readLauncher, readOutput, writeNote } from './record.ts'
import { lost, sightOf } from './sight.ts'

interface LocalOptions {
  /** Of the records, one folder an execution. */
  folder: string
  node: string
  clock: Clock
  log: Log
  hidden(): string[]
  shown(): readonly string[]
  /** Called when one has ended that this process started: nobody needs to wait for the next look. */
  wake(): void
  /** Whom those without an account of their own run as; for the check. */
  serviceUser(): Promise<OsUser | undefined>
}

interface Handle extends Identity {
  boot: string
  node: string
}

/** A launcher that has taken its order has said who it is within this. */
const BEGIN_MS = 5_000
const KILL_MS = 10_000

/** Runs executions as processes of this machine. They outlive the server: a launcher waits for each. */
export function createLocal(
  options: LocalOptions,
): Backend & { check(): Promise<Awaited<ReturnType<Check['look']>>> } {
  const { folder, node, clock } = options
  const boot = bootId()
  const meters = new Meters(clock)
  const inside = new Map<number, Identity>()
  let means: ReturnType<typeof tryMeans> | undefined

  const recordOf = (id: number) => join(folder, String(id))
  const meansFor = (user: OsUser | undefined) => {
    means ??= tryMeans({ folder, hidden: options.hidden(), shown: options.shown() }, user)
    return means
  }
  /** What the clock of the machine is ahead of ours: launchers know the machine's alone. */
  const ahead = () => Date.now() - clock.now()
  const isHere = (handle: Handle) => handle.boot === boot && handle.node === node

  async function begun(id: number): Promise<Handle | undefined> {
    const launcher = await readLauncher(recordOf(id))
    return launcher && { ...launcher, boot, node }
  }

  async function insideOf(id: number): Promise<Identity | undefined> {
    const known = inside.get(id) ?? (await readInside(recordOf(id)))
    if (known) inside.set(id, known)
    return known
  }

  return {
    key: 'local',

    async submit(id, order, user) {
      const before = await begun(id)
      if (before) return { handle: before, state: 'running' }
      if (isRoot() && (user === undefined || user.uid === 0))
        throw new Refused('Nothing is run as root. An administrator sets ATELIER_EXECUTION_USER.')
      await requireFolders(order, user)
      const record = recordOf(id)
      await mkdir(record, { recursive: true, mode: 0o700 })
      const child = await launch(
        {
          mark: `${node}-${id}`,
          record,
          directory: order.directory,
          folder: order.folder,
          script: textOf(order),
          limits: order.limits,
          user,
          hidden: options.hidden(),
          shown: options.shown(),
        },
        await meansFor(user),
      )
      // The server ends without waiting for it.
      child.unref()
      child.once('exit', options.wake)
      if (child.exitCode !== null) options.wake()
      return { handle: await untilBegun(id, begun), state: 'running' }
    },

    async look(executions) {
      const sights = new Map()
      const living: Known[] = []
      const breathe = breather()
      for (const known of executions) {
        await breathe()
        const handle = known.handle as Handle
        if (isHere(handle) && isAlive(handle)) living.push(known)
        else sights.set(known.id, await end(known, handle))
      }
      const used = await meters.read(
        await Promise.all(living.map(async ({ id }) => [id, (await insideOf(id))?.pid] as const)),
      )
      for (const known of living) {
        const { cpuSeconds, peakBytes } = meters.totals(known.id)
        const usage = used.get(known.id)
        if (usage && meters.isOver(usage, known.order.limits)) await endForMemory(known)
        sights.set(known.id, { state: 'running', host: hostname(), cpuSeconds, peakBytes })
      }
      return sights
    },

    async stop({ id, handle }) {
      // One that a server left in the middle of its start has no handle yet.
      const launcher = (handle as Handle | null) ?? (await begun(id))
      if (!launcher || !isHere(launcher)) return
      if (signal(launcher, 'SIGTERM')) return
      // Without its launcher nobody else would.
      const first = await insideOf(id)
      if (!first || !signal(first, 'SIGTERM')) return
      setTimeout(() => signal(first, 'SIGKILL'), KILL_MS).unref()
    },

    async extend({ id, handle }, deadlineAt) {
      const launcher = handle as Handle
      if (!isHere(launcher) || !isAlive(launcher)) return false
      await writeNote(recordOf(id), 'deadline', String(Math.ceil((deadlineAt + ahead()) / 1_000)))
      return true
    },

    output: ({ id }, { bytes }) => readOutput(recordOf(id), bytes),

    read: ({ id, order }, part) => readPrinted(recordOf(id), { ...part, half: halfOf(order.limits) }),

    async meter({ id }) {
      return meters.meter(id, (await insideOf(id))?.pid)
    },

    async health() {
      return { connected: true, message: 'This machine.' }
    },

    async check() {
      return findingOf(await meansFor(await options.serviceUser()))
    },

    async close() {},
  }

  /** How one ended whose launcher is gone. */
  async function end({ id, order }: Known, handle: Handle) {
    const record = recordOf(id)
    const ending = handle.node === node ? await readEnding(record) : undefined
    const usage = meters.forget(id)
    const first = isHere(handle) ? await insideOf(id) : undefined
    inside.delete(id)
    if (ending) return sightOf({ ...ending, endedAt: ending.endedAt - ahead() }, usage, order.limits)
    if (first) signal(first, 'SIGKILL')
    return lost(usage, handle.boot === boot)
  }

  async function endForMemory({ id }: Known): Promise<void> {
    const first = await insideOf(id)
    if (!first) return
    await writeNote(recordOf(id), 'cause', 'memory')
    signal(first, 'SIGKILL')
  }
}

/** The launcher of another server that died may just be about to say it. */
async function untilBegun(id: number, begun: (id: number) => Promise<Handle | undefined>): Promise<Handle> {
  for (const since = performance.now(); performance.now() - since < BEGIN_MS; ) {
    const handle = await begun(id)
    if (handle) return handle
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Refused('Its start was interrupted, so that nobody can say whether it has begun.')
}

async function requireFolders(
  { directory, folder, script }: ExecutionOrder,
  user: OsUser | undefined,
): Promise<void> {
  const found = await stat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (!found?.isDirectory()) throw new Refused('The folder that it works in is gone.')
  if (script.includes('\0')) throw new Refused('The script holds a character that no shell takes.')
  // Below its directory whoever it runs as makes it: in there links may lead anywhere.
  if (`${folder}${sep}`.startsWith(`${directory}${sep}`)) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (user) await chown(folder, user.uid, user.gid)
}

/** What the shell is given: the environment, the directory, the script. */
function textOf({ env, secrets, directory, script }: ExecutionOrder): string {
  const names = Object.entries({ ...env, ...secrets })
  const odd = names.find(([name, value]) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || value.includes('\0'))
  if (odd) throw new Refused(`The variable ${odd[0]} cannot be set.`)
  const exports = names.map(([name, value]) => `export ${name}=${quoted(value)}`)
  return ['exec 3<&-', ...exports, `cd ${quoted(directory)} || exit 125`, script].join('\n')
}
