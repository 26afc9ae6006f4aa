import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import { findConfig } from './config.store.ts'

/** Removes all that is kept of the configuration of a host. */
export function removeConfig({ db, kernel }: Automation, by: By, id: number): Promise<void> {
  return inTransaction(db, async (tx) => {
    await lock(tx, 'automation_config', [id])
    const row = await findConfig(tx, id)
    if (!row) throw common.notFound()
    await tx.deleteFrom('automation_config_version').where('config_id', '=', id).execute()
    await tx.deleteFrom('automation_config').where('id', '=', id).execute()
    await kernel.journal.record(tx, {
      by,
      action: 'automation.config.removed',
      object: `automation.config:${id}`,
      service: SERVICE,
      details: { host: row.host, versions: row.versions },
      audience: SUPPORT_ROLE,
    })
  })
}
