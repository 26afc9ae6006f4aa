import { type Automation, SERVICE } from '../automation.ts'
import { APPROVAL_DECIDED } from './decide.ts'
import { lookAtAsked } from './prepare.ts'

/** What approvals need of the kernel; once, when the service is opened. */
export function registerApprovals(automation: Automation): void {
  const { jobs, notices } = automation.kernel
  jobs.register(lookAtAsked, automation)
  notices.define({
    kind: APPROVAL_DECIDED,
    service: SERVICE,
    title: 'A run for which I asked was approved or refused',
    default: { console: true, mail: false },
  })
}
