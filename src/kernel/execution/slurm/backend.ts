import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { getgid, getuid } from 'node:process'
import type { Clock } from '../../clock.ts'
import {
  type Backend,
  type ExecutionOrder,
  type Health,
  type Known,
  type OsUser,
  Refused,
  type Sight,
  Unreachable,
} from '../execution.ts'
import { faultOfAccount } from './account.ts'
import { cliDriver } from './cli.ts'
import { call, Failed, SEARCH_PATH } from './command.ts'
import type { As, Driver, Job } from './driver.ts'
import { Gone } from './gone.ts'
import { batchScript, readNote } from './note.ts'
import { cutOutput, readOwn, readPart } from './output.ts'
import { restDriver } from './rest.ts'
import { JOB_OPTIONS, type JobOption, type SlurmSettings } from './settings.ts'
import { sightOf } from './state.ts'

export interface SlurmOptions {
  key: string
  settings: SlurmSettings
  /** Signs tokens of slurmrestd, where it is not in a file. */
  tokenKey?: Buffer
  clock: Clock
  /** A call that takes longer counts as none. */
  deadlineMs?: number
}

/** How an execution is found again: the scheduler's number, and as whom it runs. */
interface Handle {
  job: number
  uid?: number
  gid?: number
  submittedAt: number
}

const DEADLINE_MS = 10_000
const HEALTH_MS = 30_000
const CUT_MS = 60_000
const NAME = 'Slurm'

/** Runs executions on a cluster of Slurm (contracts/compute.md, section 5). */
export function slurmBackend(options: SlurmOptions): Backend {
  const { key, settings, clock, deadlineMs = DEADLINE_MS } = options
  const parts = { settings, deadlineMs, clock, ...(options.tokenKey && { key: options.tokenKey }) }
  const driver: Driver = settings.driver === 'cli' ? cliDriver(parts) : restDriver(parts)
  const gone = new Gone({ driver, clock })
  let health: (Health & { at: number }) | undefined
  let asking: Promise<Health> | undefined
  let cutAt = 0

  const note = (fault?: string, cause?: string): Health => {
    const at = clock.now()
    health =
      fault === undefined
        ? { connected: true, message: 'It answers.', at }
        : { connected: false, message: fault, ...(cause && { cause }), at, since: health?.since ?? at }
    return health
  }

  async function heard<T>(asked: Promise<T>): Promise<T> {
    try {
      const answer = await asked
      note()
      return answer
    } catch (error) {
      if (error instanceof Unreachable) note(error.message, saidIn(error.cause))
      throw error
    }
  }

  function ping(): Promise<Health> {
    const asked = heard(driver.ping()).then(
      () => health as Health,
      (error: Error): Health =>
        error instanceof Unreachable
          ? (health as Health)
          : note('The cluster does not answer.', saidIn(error)),
    )
    asking = asked.finally(() => {
      asking = undefined
    })
    return asking
  }

  return {
    key,
    async submit(id, order, user) {
      const handle = (job: number): Handle => ({
        job,
        ...(user ? { uid: user.uid, gid: user.gid } : { uid: getuid?.(), gid: getgid?.() }),
        submittedAt: clock.now(),
      })
      const fault = user ? undefined : await faultOfAccount(settings)
      if (fault !== undefined) throw new Refused(fault)
      requirePlain(order)
      const comment = commentOf(id, order)
      // A crash may have come between the cluster's answer and our note of it.
      const [before] = await heard(driver.find(comment, user))
      if (before !== undefined) return { handle: handle(before), state: 'queued' }
      await makeFolder(order.folder, user, deadlineMs)
      if (await readOwn(join(order.folder, 'output'), undefined, 0))
        throw new Refused('It ran before, and the cluster no longer knows how it ended.')
      return {
        handle: handle(await heard(driver.submit(jobOf(order, comment, user), user))),
        state: 'queued',
      }
    },
    async look(executions) {
      const sights = new Map<number, Sight>()
      if (executions.length === 0) return sights
      const jobs = await heard(driver.list(executions.map((each) => handleOf(each).job)))
      const byId = new Map(jobs.map((job) => [job.id, job]))
      const missing: { execution: Known; handle: Handle }[] = []
      for (const execution of executions) {
        const handle = handleOf(execution)
        const job = byId.get(handle.job)
        if (!job) missing.push({ execution, handle })
        else {
          gone.seen(execution.id, job)
          const sight = sightOf(job)
          if (sight) sights.set(execution.id, await withNote(execution, handle, sight))
        }
      }
      for (const [id, sight] of await gone.look(missing)) sights.set(id, sight)
      await cut(executions, byId)
      return sights
    },
    async stop(execution) {
      const { job } = handleOf(execution)
      await heard(driver.cancel(job, asOf(execution)))
    },
    async extend(execution, deadlineAt) {
      if (!settings.mayExtend) return false
      const { job } = handleOf(execution)
      const [seen] = await heard(driver.list([job]))
      if (seen?.startedAt === undefined || sightOf(seen)?.state !== 'running') return false
      try {
        await heard(driver.setLimit(job, Math.ceil((deadlineAt - seen.startedAt) / 60_000)))
        return true
      } catch (error) {
        if (error instanceof Failed || error instanceof Refused) return false
        throw error
      }
    },
    async output(execution, { bytes }) {
      const read = await readOwn(outputOf(execution.order), handleOf(execution).uid, bytes)
      return read?.text ?? ''
    },
    async read(execution, part) {
      return readPart(outputOf(execution.order), handleOf(execution).uid, part)
    },
    // What a job uses right now only its own machine knows.
    meter: async () => undefined,
    async health() {
      if (!health) return asking ?? ping()
      if (clock.now() - health.at > HEALTH_MS && !asking) void ping()
      return health
    },
    async close() {
      await asking
    },
  }

  /** Once a minute for those that run: nothing else bounds what they print. */
  async function cut(executions: readonly Known[], jobs: ReadonlyMap<number, Job>): Promise<void> {
    if (clock.now() - cutAt < CUT_MS) return
    cutAt = clock.now()
    for (const execution of executions) {
      const { job, uid } = handleOf(execution)
      if (jobs.get(job)?.state !== 'RUNNING') continue
      await cutOutput(outputOf(execution.order), uid, execution.order.limits.outputBytes)
    }
  }

  function jobOf(order: ExecutionOrder, comment: string, user: OsUser | undefined) {
    const { script, directory, folder, limits } = order
    const { cpus, memoryMb, minutes, gpus } = limits
    return {
      name: order.name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60) || NAME,
      comment,
      script: batchScript(script, folder),
      directory,
      output: join(folder, 'output'),
      env: environmentOf(order, user),
      cpus,
      ...(memoryMb !== undefined && { memoryMb }),
      ...(minutes !== undefined && { minutes }),
      ...(gpus !== undefined && { gpus }),
      options: optionsOf(settings, order),
    }
  }
}

const handleOf = (execution: Known): Handle => execution.handle as Handle
const outputOf = (order: ExecutionOrder): string => join(order.folder, 'output')

function asOf({ handle, osUser }: Known): As {
  const { uid, gid } = handle as Handle
  return osUser === null || uid === undefined || gid === undefined ? undefined : { name: osUser, uid, gid }
}

/** Numbers come again after a restored backup, and two installations may share a cluster: what is to be run is in it too. */
function commentOf(id: number, order: ExecutionOrder): string {
  const hash = createHash('sha256').update(JSON.stringify(order)).digest('hex').slice(0, 16)
  return `atelier:${id}:${hash}`
}

/** What no command and no environment takes would be tried again for ever. */
function requirePlain({ script, env, secrets, options }: ExecutionOrder): void {
  const texts = [script, ...Object.values({ ...env, ...secrets }), ...Object.values(options ?? {})]
  if (texts.some((text) => String(text).includes('\0')))
    throw new Refused('What was chosen holds a character that cannot be passed on.')
}

/** As whom it runs, since only they may write there, and a link that they have put in the way leads nowhere else. */
async function makeFolder(folder: string, user: OsUser | undefined, deadlineMs: number): Promise<void> {
  const args = ['-p', '-m', '700', '--', folder]
  const env = { PATH: SEARCH_PATH }
  await call({ program: 'mkdir', args, env, deadlineMs, ...(user && { as: user }) }).catch((error) => {
    throw error instanceof Failed ? new Refused('Its folder cannot be made.', { cause: error }) : error
  })
}

function environmentOf(order: ExecutionOrder, user: OsUser | undefined): Record<string, string> {
  const own = Object.entries({ ...order.env, ...order.secrets })
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: user?.home || order.folder,
    ...(user && { USER: user.name, LOGNAME: user.name }),
    // The scheduler's own names are options to it.
    ...Object.fromEntries(own.filter(([name]) => !/^(SLURM|SBATCH)_/.test(name))),
  }
}

function optionsOf(settings: SlurmSettings, order: ExecutionOrder): Partial<Record<JobOption, string>> {
  const hasGpu = (order.limits.gpus ?? 0) > 0
  const partition = (hasGpu ? settings.gpuPartition : undefined) ?? settings.partition
  const asked = Object.entries(order.options ?? {}).flatMap(([name, value]) => {
    const option = settings.parameters[name] ?? JOB_OPTIONS.find((each) => each === name)
    return option === undefined || value === '' ? [] : [[option, String(value)]]
  })
  return {
    ...(partition !== undefined && { partition }),
    ...(settings.account !== undefined && { account: settings.account }),
    ...Object.fromEntries(asked),
  }
}

/** What the scheduler does not count stands in the job's own note. */
async function withNote(execution: Known, handle: Handle, sight: Sight): Promise<Sight> {
  if (sight.state !== 'ended') return sight
  const note = await readNote(execution, handle.uid)
  return note?.cpuSeconds === undefined ? sight : { ...sight, cpuSeconds: note.cpuSeconds }
}

/** The last line of what a command or a connection said. */
function saidIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.cause instanceof Error && !(error instanceof Failed)) return saidIn(error.cause)
  return error.message.trim().split('\n').at(-1)?.slice(0, 300)
}
