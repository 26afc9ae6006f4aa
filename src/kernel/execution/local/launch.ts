import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { Limits, OsUser } from '../execution.ts'

/** How much an execution is kept apart: `full` and `mounts` by namespaces, with or without own counts of processes. */
export type Isolation = 'full' | 'mounts' | 'plain'

/** What this machine can do. */
export interface Means {
  isolation: Isolation
  /** A scope of systemd holds its memory, tasks and share of the processors. */
  scope: boolean
}

export interface Launch {
  /** Unlike any other's on this machine. */
  mark: string
  /** The server's notes about it: out of its reach. */
  record: string
  directory: string
  folder: string
  script: string
  limits: Limits
  user: OsUser | undefined
  /** The server's folders and files. */
  hidden: readonly string[]
  /** What is seen all the same, where it lies below one of those. */
  shown: readonly string[]
}

const LAUNCHER = join(import.meta.dirname, 'launcher.sh')
/** The launcher takes an order that ends with this; one that was cut off by the death of the server does not. */
const LAST = '\n#end of the order'
const MB = 1_048_576
/** What one process may ask for beyond what all together may hold: asked for is not used. */
const ROOM_MB = 1_024
/** Of the launcher itself. */
const OWN_TASKS = 16

export const isRoot = (): boolean => process.getuid?.() === 0

/** Starts the launcher, and resolves once it has begun or has found that another one did. */
export async function launch(what: Launch, means: Means): Promise<ChildProcess> {
  const errors = openSync(join(what.record, 'launcher.log'), 'a', 0o600)
  try {
    const [program = '', ...args] = [...(means.scope ? scopeOf(what) : []), 'sh', LAUNCHER]
    const child = spawn(program, args, {
      cwd: '/',
      env: environmentOf(what, means.isolation),
      detached: true,
      stdio: ['pipe', 'ignore', errors, 'pipe'],
    })
    const begun = once(child.stdio[3] as NodeJS.ReadableStream, 'close')
    ;(child.stdio[3] as NodeJS.ReadableStream).resume()
    // That it closes before it has read everything is told by what it leaves in its record.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(what.script + LAST)
    await Promise.race([begun, once(child, 'error').then(([error]) => Promise.reject(error))])
    return child
  } finally {
    closeSync(errors)
  }
}

/** What is kept of the output lies in two files: so much in each. */
export const halfOf = ({ outputBytes }: Limits): number => Math.ceil(outputBytes / 2)

function scopeOf({ limits, mark }: Launch): string[] {
  const { memoryMb, cpus, processes } = limits
  const properties = [
    ...(memoryMb === undefined ? [] : [`MemoryMax=${memoryMb}M`, 'MemorySwapMax=0']),
    `TasksMax=${processes + OWN_TASKS}`,
    `CPUQuota=${cpus * 100}%`,
  ]
  return [
    'systemd-run',
    '--scope',
    '--quiet',
    '--collect',
    `--unit=atelier-${mark}`,
    ...properties.map((each) => `--property=${each}`),
  ]
}

/** All that the launcher is told, none of it in confidence. */
function environmentOf(what: Launch, isolation: Isolation): NodeJS.ProcessEnv {
  const { record, directory, folder, limits, user, mark } = what
  const toShow = outermost(what.shown)
  const closed = [directory, ...toShow].flatMap((path) => closedAbove(path, user))
  const hidden = outermost([...what.hidden, ...closed])
  const [shown = '', shownToo = '', shownThird = ''] = toShow.filter((path) =>
    hidden.some((each) => path.startsWith(`${each}${sep}`)),
  )
  const isBelow = `${folder}${sep}`.startsWith(`${directory}${sep}`)
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LAST,
    RECORD: record,
    MARK: mark,
    ISOLATION: isolation,
    DIRECTORY: directory,
    FOLDER: folder,
    OTHER_FOLDER: isBelow ? '' : folder,
    HIDDEN: hidden.join('\n'),
    SHOWN: shown,
    SHOWN_TOO: shownToo,
    SHOWN_THIRD: shownThird,
    PROCESSES: String(limits.processes),
    DATA_BYTES: limits.memoryMb === undefined ? '' : String((limits.memoryMb + ROOM_MB) * MB),
    SHARED_BYTES: limits.memoryMb === undefined ? '' : String(limits.memoryMb * MB),
    HALF: String(halfOf(limits)),
    SECONDS_LEFT: limits.minutes === undefined ? '' : String(Math.ceil(limits.minutes * 60)),
    RUN_UID: user ? String(user.uid) : '',
    RUN_GID: user ? String(user.gid) : '',
    RUN_NAME: user?.name ?? 'atelier',
    RUN_HOME: user?.home || folder,
    OWN_UID: String(process.getuid?.()),
    OWN_GID: String(process.getgid?.()),
  }
}

/** Folders above that one may not pass, such as root's home: the way to what is put back leads through an empty one in their place. */
function closedAbove(directory: string, user: Launch['user']): string[] {
  if (!user) return []
  const closed: string[] = []
  for (let above = dirname(directory); above !== dirname(above); above = dirname(above)) {
    const { mode, uid, gid } = statSync(above)
    const isOpen = (mode & 0o001) !== 0 || uid === user.uid || ((mode & 0o010) !== 0 && gid !== 0)
    if (!isOpen) closed.push(above)
  }
  return closed
}

/** As real paths, without those that lie in another one, or are not there. */
function outermost(paths: readonly string[]): string[] {
  const real = [...new Set(paths.flatMap((path) => realOrNothing(path)))].sort()
  return real.filter((path) => !real.some((other) => other !== path && path.startsWith(`${other}${sep}`)))
}

function realOrNothing(path: string): string[] {
  try {
    return [realpathSync(path)]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** A value as the shell takes it, whatever is in it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
