import type { Notices } from '../../../kernel/notices/notices.ts'
import { SERVICE } from '../automation.ts'

export const RUN_FAILED = 'automation.run.failed'
export const RUN_FINISHED = 'automation.run.finished'
export const UNREACHABLE = 'automation.run.unreachable'
export const APPROVAL_ASKED = 'automation.approval.asked'
export const SCHEDULE_MISSED = 'automation.schedule.missed'
export const OWNER_GONE = 'automation.owner-gone'
export const DRIFT_FOUND = 'automation.config.drift'

/** Lets people choose how they hear of what runs on hosts. */
export function defineAutomationNotices(notices: Notices): void {
  const define = (kind: string, title: string, mail: boolean) =>
    notices.define({ kind, service: SERVICE, title, default: { console: true, mail } })
  define(RUN_FAILED, 'A run failed that I started, or am to be told of', false)
  define(RUN_FINISHED, 'A run finished whose end I am to be told of', false)
  define(UNREACHABLE, 'Every host of a run was out of reach', false)
  define(APPROVAL_ASKED, 'A run waits for somebody to approve it', true)
  define(SCHEDULE_MISSED, 'A schedule was missed or switched off', true)
  define(OWNER_GONE, 'Nobody answers any more for a schedule or a trigger', true)
  define(DRIFT_FOUND, 'A configuration is not as it is intended any more', true)
}

/** Where people find things. */
export const runPage = (id: number): string => `/app/automation/runs/${id}`
export const schedulePage = (id: number): string => `/app/automation/schedules/${id}`
export const triggerPage = (id: number): string => `/app/automation/triggers?id=${id}`
export const configPage = (id: number): string => `/app/automation/backups/${id}`
