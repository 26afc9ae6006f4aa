import type { Clock } from '../../../kernel/clock.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { PipelinesSettings } from '../settings.ts'
import { SETTING_SECRET } from './setting.ts'
import { APPLIED, DECIDED, postToSlack } from './tell.ts'
import { Throttle } from './throttle.ts'
import { mailAboutAddress } from './verify.ts'

/** What this process remembers of people who sign up. */
export interface People {
  /** By address. */
  readonly signUps: Throttle
  /** By e-mail address that has an account already. */
  readonly ownerMails: Throttle
}

export const createPeople = (clock: Clock): People => ({
  signUps: new Throttle(clock, { most: 20, withinMs: HOUR_MS }),
  ownerMails: new Throttle(clock, { most: 1, withinMs: 24 * HOUR_MS }),
})

/** Makes the jobs of people known, and what of them is encrypted. */
export function registerPeople(pipelines: Pipelines): void {
  pipelines.kernel.jobs.register(postToSlack, pipelines)
  pipelines.kernel.jobs.register(mailAboutAddress, pipelines)
  pipelines.kernel.secrets.registerColumn(SETTING_SECRET)
}

/** How administrators hear of those who sign up, and these of what was decided. */
export function definePeopleNotices({ notices }: Kernel, { adminEmail }: PipelinesSettings): void {
  notices.define({
    kind: APPLIED,
    service: SERVICE,
    title: 'Somebody asks to use pipelines',
    // With an address of its own for this, each administrator need not be mailed too.
    default: { console: true, mail: adminEmail === undefined },
  })
  notices.define({
    kind: DECIDED,
    service: SERVICE,
    title: 'Whether you may use pipelines',
    default: { console: true, mail: true },
  })
}
