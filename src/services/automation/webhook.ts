import type { OwnEvents } from '../../kernel/webhooks/own.ts'
import { NETADMIN_ROLE, SERVICE } from './automation.ts'

export type OwnEvent = 'automation.run.finished' | 'automation.run.failed' | 'automation.run.aborted'

/** What a person's own server can hear: ids, names, states, counts and times; never what hosts said, nor variables. */
export const OWN_EVENTS: OwnEvents<OwnEvent> = {
  service: SERVICE,
  role: NETADMIN_ROLE,
  page: '/app/automation/webhooks',
  events: {
    'automation.run.finished': 'A run of mine finished',
    'automation.run.failed': 'A run of mine failed',
    'automation.run.aborted': 'A run of mine was aborted',
  },
}
