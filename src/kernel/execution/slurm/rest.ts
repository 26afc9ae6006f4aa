import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { Clock } from '../../clock.ts'
import { Refused, Unreachable } from '../execution.ts'
import type { DriverOptions } from './cli.ts'
import { call, SEARCH_PATH } from './command.ts'
import type { As, Driver } from './driver.ts'
import { newestVersion, readJobs, submitBody } from './rest-shapes.ts'
import { signToken, TOKEN_MS, Tokens } from './token.ts'

export interface RestOptions extends DriverOptions {
  /** The key that signs tokens, where it is kept here and not in a file. */
  key?: Buffer
  clock: Clock
}

interface Asked {
  method?: 'GET' | 'POST' | 'DELETE'
  body?: object
  as?: As
}

interface Fault {
  error?: string
  /** Either, as the call would have it. */
  error_number?: number
  error_code?: number
  description?: string
}

const codeOf = (fault: Fault): number | undefined => fault.error_number ?? fault.error_code

/** The scheduler's own, and those of the document: another try changes nothing. All others are about reaching it. */
const isRefusal = (code: number): boolean => (code >= 2_000 && code < 3_000) || code >= 9_000
const NO_SUCH_JOB = 2_017
const OVER_ALREADY = 2_021

/** Speaks with Slurm by slurmrestd, with a short-lived token of whom it concerns. */
export function restDriver({ settings, deadlineMs, key, clock }: RestOptions): Driver {
  const own = settings.user ?? userInfo().username
  const base = settings.url?.replace(/\/+$/, '') ?? ''
  const tokens = new Tokens(async (user) => {
    const signing = settings.keyFile === undefined ? key : await readKey(settings.keyFile)
    return signing ? signToken(signing, user, clock.now()) : askToken(user)
  })
  let version: number | undefined

  async function askToken(user: string): Promise<string> {
    const env = { PATH: SEARCH_PATH, ...(settings.conf !== undefined && { SLURM_CONF: settings.conf }) }
    const args = ['token', `username=${user}`, `lifespan=${TOKEN_MS / 1_000}`]
    const said = await call({ program: 'scontrol', args, env, deadlineMs }).catch((error) => {
      throw new Unreachable(
        'No token could be made: the cluster needs its key here, or “scontrol token” that works.',
        { cause: error },
      )
    })
    return said.trim().replace(/^SLURM_JWT=/, '')
  }

  async function send(path: string, { method = 'GET', body, as }: Asked) {
    const user = as?.name ?? own
    const token = await tokens.of(user, clock.now())
    try {
      const answer = await fetch(`${base}${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(deadlineMs),
        headers: {
          'x-slurm-user-name': user,
          'x-slurm-user-token': token,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      return { status: answer.status, text: await answer.text() }
    } catch (error) {
      throw new Unreachable('The cluster’s service does not answer.', { cause: error })
    }
  }

  /** Of a call that went well its answer; else the faults that it names, which are the scheduler's alone. */
  async function ask(path: string, asked: Asked = {}): Promise<{ answer?: unknown; faults: Fault[] }> {
    if (version === undefined) version = newestVersion(readJson(await send('/openapi/v3', {})))
    const { status, text } = await send(`/slurm/v0.0.${version}${path}`, asked)
    if (status === 404 && !text.startsWith('{')) {
      // It was replaced by another release.
      version = undefined
      throw new Unreachable('The cluster’s service has changed its version.')
    }
    const answer = readJson({ text })
    const faults = (answer as { errors?: Fault[] }).errors ?? []
    // A job that was taken although it cannot run yet is told with a fault.
    if (status < 400 && (faults.length === 0 || jobIdIn(answer) !== undefined)) return { answer, faults: [] }
    const codes = faults.map(codeOf).filter((code) => code !== undefined)
    if (codes.length > 0 && codes.every(isRefusal)) return { faults }
    tokens.clear()
    throw new Unreachable('The cluster’s service reaches no scheduler, or does not take our token.')
  }

  const jobs = async (as?: As) => readJobs((await ask('/jobs', { as })).answer ?? { jobs: [] })
  /** Faults but for these go to whoever asked. */
  const must = async (path: string, asked: Asked, fine: readonly number[] = []) => {
    const { answer, faults } = await ask(path, asked)
    const wrong = faults.filter((fault) => !fine.includes(codeOf(fault) ?? 0))
    if (wrong.length > 0) throw new Refused(refusal(wrong))
    return answer
  }
  return {
    async submit(order, as) {
      const body = submitBody(version ?? (await currentVersion()), order)
      const answer = await must('/job/submit', { method: 'POST', body, as })
      const id = jobIdIn(answer)
      if (id === undefined) throw new Unreachable('The cluster took a job and did not say its number.')
      return id
    },
    async list(ids) {
      const wanted = new Set(ids)
      return (await jobs()).filter((job) => wanted.has(job.id))
    },
    async find(comment, as) {
      // Anybody may give a job of theirs the comment of another's.
      const user = as?.name ?? own
      const mine = (await jobs(as)).filter((job) => job.user === undefined || job.user === user)
      return mine.filter((job) => job.comment === comment).map(({ id }) => id)
    },
    // Its accounting is another service (slurmdbd); our own note of the end does without.
    past: async () => [],
    async cancel(id, as) {
      await must(`/job/${id}`, { method: 'DELETE', as }, [NO_SUCH_JOB, OVER_ALREADY])
    },
    async setLimit(id, minutes) {
      const limit = (version ?? 0) >= 40 ? { set: true, infinite: false, number: minutes } : minutes
      await must(`/job/${id}`, { method: 'POST', body: { time_limit: limit } })
    },
    async ping() {
      const { answer } = await ask('/ping')
      const pings = (answer as { pings?: { ping?: unknown; pinged?: unknown }[] } | undefined)?.pings ?? []
      if (!pings.some((each) => each.ping === 'UP' || each.pinged === 'UP'))
        throw new Unreachable('The cluster’s service reaches no scheduler.')
    },
  }

  async function currentVersion(): Promise<number> {
    version = newestVersion(readJson(await send('/openapi/v3', {})))
    return version
  }
}

function jobIdIn(answer: unknown): number | undefined {
  const id = (answer as { job_id?: unknown } | undefined)?.job_id
  return typeof id === 'number' && id > 0 ? id : undefined
}

async function readKey(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new Unreachable('The key that signs tokens for the cluster cannot be read.', { cause: error })
  }
}

function readJson({ text }: { text: string }): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below, with what is no object.
  }
  throw new Unreachable('The cluster answers what cannot be understood.')
}

function refusal(faults: readonly Fault[]): string {
  const said = faults.map((fault) => fault.error ?? fault.description ?? `error ${codeOf(fault)}`)
  return `The cluster refused it: ${[...new Set(said)].join('. ')}.`
}
