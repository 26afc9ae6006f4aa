import { getuid } from 'node:process'
import { Refused, Unreachable } from '../execution.ts'
import { type Call, call, Failed, SEARCH_PATH } from './command.ts'
import type { As, Driver, Job, JobOrder } from './driver.ts'
import type { SlurmSettings } from './settings.ts'

export interface DriverOptions {
  settings: SlurmSettings
  deadlineMs: number
}

/** What a command says when the fault is not the job's. Sites translate nothing: these are the texts of its library. */
const NO_ANSWER =
  /unable to contact|connection refused|timed out|zero bytes|unable to establish|standby mode|temporarily|communication|authentication|credential|munge|insane message|unexpected message|transport endpoint|no route to host|slurm_persist|unable to process configuration|could not establish|unable to determine|establish a configuration/i

/** None of them is anything that a person of the cluster has written: a line break in it would be a line about another's job. */
const FIELDS = ['JobID', 'State', 'exit_code', 'NodeList', 'StartTime', 'EndTime', 'TimeLimit', 'Reason']
const LINE = /^(\d+)\|([A-Z_]+)\|(\d+)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$/
/** Of so many jobs at once the list of numbers still fits into a command line. */
const MOST_IDS = 5_000

/** Speaks with Slurm by its commands, each as whom it concerns. */
export function cliDriver({ settings, deadlineMs }: DriverOptions): Driver {
  const path = settings.commands === undefined ? SEARCH_PATH : `${settings.commands}:${SEARCH_PATH}`
  const base = {
    PATH: path,
    LANG: 'C.UTF-8',
    // Seconds since 1970, whatever the zones of the two machines.
    SLURM_TIME_FORMAT: '%s',
    ...(settings.conf !== undefined && { SLURM_CONF: settings.conf }),
  }
  const ask = (program: string, args: readonly string[], more: Partial<Call> = {}) =>
    call({ program, args, env: base, deadlineMs, ...more }).catch((error: unknown) => {
      if (error instanceof Failed && NO_ANSWER.test(error.message))
        throw new Unreachable('The cluster does not answer.', { cause: error })
      throw error
    })
  const queue = async (args: readonly string[], fields: readonly string[], as?: As): Promise<string> => {
    const format = fields.map((field) => `${field}:|`).join(',')
    try {
      return await ask('squeue', ['--noheader', '--states=all', ...args, '--Format', format], { as })
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      if (/invalid job id/i.test(error.message)) return ''
      throw new Unreachable('The cluster’s list of jobs cannot be read.', { cause: error })
    }
  }
  return {
    async submit(job, as) {
      // The commands that were chosen come first here too, or those of the machine would be taken.
      const chosen = settings.commands === undefined ? [] : [settings.commands]
      const PATH = [...chosen, ...(job.env.PATH ? [job.env.PATH] : []), SEARCH_PATH].join(':')
      const env = { ...job.env, ...base, PATH }
      const said = await ask('sbatch', submitArgs(job), { as, env, stdin: job.script }).catch((error) => {
        throw error instanceof Failed ? new Refused(refusal(error.message), { cause: error }) : error
      })
      const id = /^(\d+)(?:;.*)?$/m.exec(said.trim())?.[1]
      if (id === undefined) throw new Unreachable('The cluster took a job and did not say its number.')
      return Number(id)
    },
    async list(ids) {
      const jobs: Job[] = []
      for (let at = 0; at < ids.length; at += MOST_IDS) {
        const some = ids.slice(at, at + MOST_IDS)
        // A number that is asked for alone, and is unknown, is an error; twice it is not.
        jobs.push(...parse(await queue([`--jobs=${[...some, some[0]].join(',')}`], FIELDS)))
      }
      return jobs
    },
    async find(comment, as) {
      // Only what the same account has written can be in here, and other lines count for nothing.
      const lines = (await queue([`--user=${as?.uid ?? getuid?.()}`], ['JobID', 'Comment'], as)).split('\n')
      return lines.flatMap((line) => {
        const [, id, found] = /^(\d+)\|(.*)\|$/.exec(line) ?? []
        return found === comment ? [Number(id)] : []
      })
    },
    async past(ids) {
      const fields = 'JobIDRaw,State,ExitCode,NodeList,Start,End'
      const args = [
        '--noheader',
        '--parsable2',
        '--allocations',
        `--jobs=${ids.join(',')}`,
        `--format=${fields}`,
      ]
      try {
        return parsePast(await ask('sacct', args))
      } catch (error) {
        // Most small clusters keep no accounts.
        if (error instanceof Failed) return []
        throw error
      }
    },
    async cancel(id, as) {
      await ask('scancel', [String(id)], { as }).catch((error) => {
        if (!(error instanceof Failed && /invalid job id|already completed|completing/i.test(error.message)))
          throw error
      })
    },
    async setLimit(id, minutes) {
      await ask('scontrol', ['update', `JobId=${id}`, `TimeLimit=${minutes}`])
    },
    async ping() {
      if (!/\bUP\b/.test(await ask('scontrol', ['ping'])))
        throw new Unreachable('The cluster does not answer.')
    },
  }
}

function submitArgs(job: JobOrder): string[] {
  const { memoryMb, gpus = 0, minutes, options } = job
  return [
    '--parsable',
    `--chdir=${job.directory}`,
    `--job-name=${job.name}`,
    `--comment=${job.comment}`,
    `--output=${job.output}`,
    `--error=${job.output}`,
    '--open-mode=append',
    '--nodes=1',
    '--ntasks=1',
    `--cpus-per-task=${job.cpus}`,
    '--no-requeue',
    // Its environment is the one that the command itself has: nobody sees it in a list of processes.
    '--export=ALL',
    ...(minutes === undefined ? [] : [`--time=${minutes}`]),
    ...(memoryMb === undefined ? [] : [`--mem=${memoryMb}M`]),
    ...(gpus === 0 ? [] : [`--gres=gpu:${gpus}`]),
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
  ]
}

/** The cluster's own words, without the name of the command before each. */
function refusal(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^sbatch: (error: )?/, '').replace(/^Batch job submission failed: /, ''))
    .filter((line) => line.trim() !== '')
  return `The cluster refused it: ${[...new Set(lines)].join('. ')}.`
}

function parse(text: string): Job[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const [, id, state = '', code, host = '', start = '', end = '', limit = '', reason = ''] =
      LINE.exec(line) ?? []
    if (id === undefined) throw new Unreachable('The cluster answers what cannot be understood.')
    return {
      id: Number(id),
      state,
      host,
      ...exitOf(Number(code)),
      startedAt: moment(start),
      endedAt: moment(end),
      limitMinutes: minutesOf(limit),
      reason,
    }
  })
}

/** Wait status of the system: the exit status stands above the signal. */
export const exitOf = (status: number) => ({ exitCode: (status >> 8) & 255, signal: status & 127 })

const moment = (text: string): number | undefined =>
  /^\d{9,11}$/.test(text) ? Number(text) * 1_000 : undefined

/** `1-02:03:04`, `02:03:04` or `3:04`. */
function minutesOf(text: string): number | undefined {
  const [, days = 0, hours = 0, minutes, seconds = 0] = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$/.exec(text) ?? []
  if (minutes === undefined) return undefined
  return Number(days) * 1_440 + Number(hours) * 60 + Number(minutes) + Math.ceil(Number(seconds) / 60)
}

function parsePast(text: string): Job[] {
  return text.split('\n').flatMap((line) => {
    const [id = '', state = '', exit = '', host = '', start = '', end = ''] = line.split('|')
    if (!/^\d+$/.test(id)) return []
    const [exitCode = 0, signal = 0] = exit.split(':').map(Number)
    return [
      {
        id: Number(id),
        // Such as `CANCELLED by 1000`.
        state: state.split(' ')[0] ?? '',
        host: host.startsWith('None') ? '' : host,
        exitCode,
        signal,
        startedAt: moment(start),
        endedAt: moment(end),
        reason: 'None',
      },
    ]
  })
}
