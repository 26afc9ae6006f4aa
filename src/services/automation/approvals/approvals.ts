import { type Automation, SERVICE } from '../automation.ts'
import { APPROVAL_DECIDED } from './approval-record.ts'
import { lookAtAsked } from './prepare.ts'
import { endVoids } from './void.ts'

/** What approvals need of the kernel; once, when the service is opened. */
export function registerApprovals(automation: Automation): void {
  const { jobs, notices } = automation.kernel
  jobs.register(lookAtAsked, automation)
  jobs.register(endVoids, automation)
  jobs.schedule({ name: endVoids.name, cron: '* * * * *', job: endVoids, payload: {} })
  notices.define({
    kind: APPROVAL_DECIDED,
    service: SERVICE,
    title: 'A run for which I asked was approved or refused, or is void',
    default: { console: true, mail: false },
  })
}
