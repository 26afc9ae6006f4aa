import type { Sight } from '../execution.ts'
import { reasonOf } from '../reason.ts'
import type { Job } from './driver.ts'

type Ending = Pick<Sight, 'outcome' | 'reason'>

const WAITING = [
  ...['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'SUSPENDED'],
  ...['RESV_DEL_HOLD', 'SPECIAL_EXIT'],
]
const WORKING = ['RUNNING', 'COMPLETING', 'STOPPED', 'SIGNALING', 'STAGE_OUT', 'RESIZING']

const ENDINGS: Readonly<Record<string, Ending>> = {
  COMPLETED: { outcome: 'finished' },
  CANCELLED: { outcome: 'stopped' },
  REVOKED: { outcome: 'stopped' },
  TIMEOUT: { outcome: 'timed-out', reason: 'Its limit of time was reached.' },
  DEADLINE: { outcome: 'failed', reason: 'The cluster could not run it before its deadline.' },
  PREEMPTED: { outcome: 'stopped', reason: 'The cluster took its place for a job of higher priority.' },
  FAILED: { outcome: 'failed' },
  NODE_FAIL: { outcome: 'failed', reason: 'The machine that it ran on failed.' },
  OUT_OF_MEMORY: { outcome: 'failed', reason: 'It needed more memory than it was given.' },
  BOOT_FAIL: { outcome: 'failed', reason: 'The machine for it did not start.' },
  LAUNCH_FAILED: { outcome: 'failed', reason: 'The cluster could not start it.' },
}

/** The scheduler's words for why a job waits or did not run; others are shown as they are. */
const REASONS: Readonly<Record<string, string>> = {
  None: 'The cluster has not looked at it yet.',
  Resources: 'It waits until enough of the cluster is free.',
  Priority: 'Jobs of higher priority come first.',
  BeginTime: 'It may not begin yet.',
  Dependency: 'It waits for another job.',
  JobHeldUser: 'It is held back by its owner.',
  JobHeldAdmin: 'It is held back by the cluster’s operators.',
  BadConstraints: 'The cluster has no machine like that.',
  PartitionDown: 'Its part of the cluster is switched off.',
  PartitionInactive: 'Its part of the cluster is switched off.',
  PartitionNodeLimit: 'It asks for more than its part of the cluster has.',
  PartitionTimeLimit: 'It asks for more time than its part of the cluster allows.',
  AssociationJobLimit: 'You have as many jobs as your account on the cluster may have.',
  AssocGrpCpuLimit: 'Your group uses as many cores as it may.',
  AssocMaxJobsLimit: 'You have as many jobs as your account on the cluster may have.',
  QOSMaxJobsPerUserLimit: 'You have as many jobs as your account on the cluster may have.',
  QOSMaxCpuPerUserLimit: 'You use as many cores as you may.',
  JobLaunchFailure: 'The cluster could not start it.',
}

/** What a scheduler's job is to us; undefined for a word that is not known: then what was last seen stays. */
export function sightOf(job: Job): Sight | undefined {
  const { state, startedAt, endedAt } = job
  const host = job.host === '' ? {} : { host: job.host }
  if (WAITING.includes(state))
    return { state: 'queued', reason: whyItWaits(job.reason), ...(startedAt && { expectedAt: startedAt }) }
  if (WORKING.includes(state))
    // Of one that is being cleared away the scheduler tells when it ended.
    return {
      state: 'running',
      ...host,
      startedAt,
      ...(state === 'RUNNING' && endedAt && { deadlineAt: endedAt }),
    }
  const ending = ENDINGS[state]
  if (!ending) return undefined
  const status = ending.outcome === 'finished' || ending.outcome === 'failed' ? statusOf(job) : {}
  return { state: 'ended', ...host, startedAt, endedAt, ...status, ...ending }
}

const whyItWaits = (reason: string): string => REASONS[reason] ?? `The cluster says: ${reason}.`

function statusOf({ exitCode, signal, reason, startedAt, host }: Job): Partial<Sight> {
  if (host === '' || startedAt === undefined) return { reason: whyItWaits(reason) }
  const code = signal > 0 ? 128 + signal : exitCode
  return code === 0 ? { exitCode: code } : { exitCode: code, reason: reasonOf(code) }
}
