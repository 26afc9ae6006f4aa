import { fold } from '../../kernel/db/db.ts'
import type { Check } from '../../kernel/doctor/doctor.ts'
import type { Training } from './training.ts'

const STUCK_MS = 3_600_000

/** What an operator can mend in this service. */
export function trainingChecks({ kernel, db, settings }: Training): Check[] {
  return [
    {
      name: 'training administrator',
      async look() {
        const account = await kernel.db
          .selectFrom('kernel_login as l')
          .innerJoin('kernel_account as a', 'a.id', 'l.account_id')
          .select('a.disabled_at')
          .where('l.login', '=', fold(settings.admin))
          .executeTakeFirst()
        const can = account?.disabled_at === null
        // Where nobody uses a client of the original, that is as it should be.
        return {
          level: 'ok',
          finding: can
            ? `Clients of the original manage events with the password of ${settings.admin}.`
            : `Clients of the original cannot manage events: the account ${settings.admin} ${account ? 'is disabled' : 'does not exist'}.`,
        }
      },
    },
    {
      name: 'training distributions',
      async look() {
        const stuck = await db
          .selectFrom('training_allocation')
          .select('id')
          .where('state', '=', 'running')
          .where('created_at', '<', kernel.clock.now() - STUCK_MS)
          .limit(1)
          .executeTakeFirst()
        return stuck
          ? {
              level: 'warning',
              finding: 'A distribution of wishes has been running for over an hour.',
              fix: 'Look at the failed jobs, and start it again on the page Wishes of its event.',
            }
          : undefined
      },
    },
  ]
}
