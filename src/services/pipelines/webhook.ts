import type { OwnEvents } from '../../kernel/webhooks/own.ts'
import { SERVICE, USER_ROLE } from './pipelines.ts'

export type OwnEvent =
  | 'pipelines.experiment.completed'
  | 'pipelines.experiment.failed'
  | 'pipelines.experiment.cancelled'
  | 'pipelines.batch.ended'
  | 'pipelines.results.leaving'
  | 'pipelines.share.received'

/** What a person's own server can hear: ids, names of experiments, states and times; never a file or a parameter. */
export const OWN_EVENTS: OwnEvents<OwnEvent> = {
  service: SERVICE,
  role: USER_ROLE,
  page: '/app/pipelines/webhooks',
  events: {
    'pipelines.experiment.completed': 'An experiment of mine is completed',
    'pipelines.experiment.failed': 'An experiment of mine failed',
    'pipelines.experiment.cancelled': 'An experiment of mine was cancelled',
    'pipelines.batch.ended': 'All experiments of a batch of mine have ended',
    'pipelines.results.leaving': 'Results of mine are removed soon',
    'pipelines.share.received': 'Somebody shares results with me',
  },
}
