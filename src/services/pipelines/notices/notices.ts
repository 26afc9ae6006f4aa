import type { Notices } from '../../../kernel/notices/notices.ts'
import { SERVICE } from '../pipelines.ts'

export const COMPLETED = 'pipelines.experiment.completed'
export const FAILED = 'pipelines.experiment.failed'
export const BATCH_ENDED = 'pipelines.batch.ended'
export const LEAVING = 'pipelines.results.leaving'
export const SHARED = 'pipelines.share.received'

/** Lets people choose how they hear of their experiments. */
export function definePipelinesNotices(notices: Notices): void {
  const define = (kind: string, title: string, mail: boolean) =>
    notices.define({ kind, service: SERVICE, title, default: { console: true, mail } })
  define(COMPLETED, 'An experiment of yours is completed', false)
  define(FAILED, 'An experiment of yours failed', false)
  define(BATCH_ENDED, 'All experiments of a batch of yours have ended', false)
  define(LEAVING, 'Results of yours are removed soon', true)
  define(SHARED, 'Somebody shares results with you', true)
}

/** Where people find an experiment. */
export const experimentPage = (id: number): string => `/app/pipelines/experiments/${id}`
export const batchPage = (id: number): string => `/app/pipelines/batches/${id}`

/** What an experiment is called where there is no name for it. */
export const nameOf = ({ id, name }: { id: number; name: string }): string => name || `Experiment ${id}`
