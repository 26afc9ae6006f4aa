import type { Check } from '../../kernel/doctor/doctor.ts'
import type { Collection } from './collection.ts'

const BEHIND_MS = 15 * 60_000

/** What an operator can mend in this service. */
export function collectionChecks(collection: Collection): Check[] {
  const { settings, db, kernel, spaces } = collection
  return [
    {
      name: 'collection mode',
      look: async () =>
        settings.development
          ? {
              level: 'warning',
              finding: 'collection runs in development mode: callbacks on this machine may be registered.',
              fix: 'Start it without the variable DEV8dac6d02a913.',
            }
          : undefined,
    },
    {
      name: 'collection files',
      async look() {
        const behind = await db
          .selectFrom('collection_submission')
          .select('id')
          .where('responses_synced', '=', 0)
          .where('received_at', '<', kernel.clock.now() - BEHIND_MS)
          .limit(1)
          .executeTakeFirst()
        return behind
          ? {
              level: 'warning',
              finding: 'Files of responses are not written although their submissions are minutes old.',
              fix: 'Look at the failed jobs (collection.sync-responses) and at the room on the disk.',
            }
          : undefined
      },
    },
    {
      name: 'collection disk',
      async look() {
        for (const space of spaces.slice(1)) {
          const { full } = await space.state()
          if (full)
            return { level: 'failing', finding: 'The disk of the base directory is full.', fix: 'Make room.' }
        }
        return undefined
      },
    },
  ]
}
