import { Unreachable } from '../execution.ts'
import { exitOf } from './cli.ts'
import type { Job, JobOrder } from './driver.ts'

/** Versions of its API that we speak: 38 is Slurm 22.05. */
const OLDEST = 38
const NEWEST = 43

/** The newest version of its document (`/openapi/v3`) that we speak. */
export function newestVersion(document: unknown): number {
  const paths = Object.keys((document as { paths?: object } | null)?.paths ?? {})
  const versions = paths.map((path) => Number(/^\/slurm\/v0\.0\.(\d+)\/job\/submit$/.exec(path)?.[1]))
  const known = versions.filter((version) => version >= OLDEST && version <= NEWEST)
  if (known.length === 0)
    throw new Unreachable('The cluster’s service speaks none of the versions that are known here.')
  return Math.max(...known)
}

/** What is handed in; each version took something else. */
export function submitBody(version: number, order: JobOrder): object {
  const { script, memoryMb, gpus = 0, minutes, options } = order
  const number = (value: number) => (version >= 40 ? { set: true, infinite: false, number: value } : value)
  const { constraint, ...others } = options
  const job = {
    name: order.name,
    comment: order.comment,
    current_working_directory: order.directory,
    standard_output: order.output,
    standard_error: order.output,
    open_mode: version >= 40 ? ['APPEND'] : 'append',
    environment:
      version >= 39 ? Object.entries(order.env).map(([name, value]) => `${name}=${value}`) : order.env,
    ...(version >= 39 ? { minimum_nodes: 1, maximum_nodes: 1 } : { nodes: 1 }),
    tasks: 1,
    cpus_per_task: order.cpus,
    requeue: false,
    ...(minutes !== undefined && { time_limit: number(minutes) }),
    ...(memoryMb !== undefined && { memory_per_node: number(memoryMb) }),
    ...(gpus > 0 && (version >= 39 ? { tres_per_node: `gres/gpu:${gpus}` } : { gres: `gpu:${gpus}` })),
    ...others,
    ...(constraint !== undefined && { constraints: constraint }),
  }
  return version >= 41 ? { job: { ...job, script } } : { script, job }
}

/** How much of a job is read; numbers and words came in several shapes. */
interface RawJob {
  job_id?: unknown
  job_state?: unknown
  state_reason?: unknown
  nodes?: unknown
  start_time?: unknown
  end_time?: unknown
  time_limit?: unknown
  exit_code?: unknown
  comment?: unknown
  user_name?: unknown
}

interface RestJob extends Job {
  comment: string
  /** Whose it is, where that is told. */
  user: string | undefined
}

/** The jobs of an answer, of whichever version. */
export function readJobs(answer: unknown): RestJob[] {
  const jobs = (answer as { jobs?: unknown } | null)?.jobs
  if (!Array.isArray(jobs)) throw new Unreachable('The cluster answers what cannot be understood.')
  return jobs.map(readJob)
}

function readJob(raw: RawJob): RestJob {
  const id = numberOf(raw.job_id)
  const words = Array.isArray(raw.job_state) ? raw.job_state : [raw.job_state]
  const state = words.includes('COMPLETING') ? 'COMPLETING' : words[0]
  if (id === undefined || typeof state !== 'string')
    throw new Unreachable('The cluster answers what cannot be understood.')
  const start = numberOf(raw.start_time)
  const end = numberOf(raw.end_time)
  return {
    id,
    state,
    reason: typeof raw.state_reason === 'string' ? raw.state_reason : 'None',
    host: typeof raw.nodes === 'string' ? raw.nodes : '',
    startedAt: start ? start * 1_000 : undefined,
    endedAt: end ? end * 1_000 : undefined,
    limitMinutes: numberOf(raw.time_limit),
    ...exitStatus(raw.exit_code),
    comment: typeof raw.comment === 'string' ? raw.comment : '',
    user: typeof raw.user_name === 'string' ? raw.user_name : undefined,
  }
}

/** A number, or `{set, infinite, number}`. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const { set, infinite, number } = (value ?? {}) as { set?: boolean; infinite?: boolean; number?: unknown }
  return set === false || infinite === true || typeof number !== 'number' ? undefined : number
}

/** A wait status, or `{return_code, signal: {id}}`. */
function exitStatus(value: unknown): Pick<Job, 'exitCode' | 'signal'> {
  if (typeof value === 'number') return exitOf(value)
  const { return_code, signal } = (value ?? {}) as {
    return_code?: unknown
    signal?: { id?: unknown; signal_id?: unknown }
  }
  return {
    exitCode: numberOf(return_code) ?? 0,
    signal: numberOf(signal?.id) ?? numberOf(signal?.signal_id) ?? 0,
  }
}
