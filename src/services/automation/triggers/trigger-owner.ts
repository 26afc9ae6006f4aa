import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Automation, SUPERUSER_ROLE } from '../automation.ts'
import { OWNER_GONE, triggerPage } from '../keeping/notices.ts'
import { problems as common } from '../problems.ts'
import type { TriggerRow } from '../tables.ts'
import * as store from './trigger.store.ts'
import { getTrigger, record } from './trigger.ts'

const TEXT =
  'Whoever answers for it may not start runs any more, so calls of it start nothing. Take it over, and it goes on.'

/** Notes that calls start nothing any more, and tells those who keep automation, once. */
export function orphanTrigger(automation: Automation, { id }: Pick<TriggerRow, 'id'>): Promise<void> {
  const { db, kernel } = automation
  return inTransaction(db, async (tx) => {
    if (!(await store.markOrphaned(tx, id, kernel.clock.now()))) return
    const trigger = await getTrigger(tx, id)
    await record(automation, tx, { via: 'system' }, { act: 'orphaned', trigger, values: { reason: TEXT } })
    await kernel.notices.send(tx, {
      to: { role: SUPERUSER_ROLE, administrators: true },
      kind: OWNER_GONE,
      title: `“${trigger.name}” starts nothing any more`,
      text: TEXT,
      link: triggerPage(id),
    })
  })
}

/** Answers for a trigger from now on: its runs are the caller's. */
export function takeOverTrigger(automation: Automation, by: By, id: number): Promise<store.ListedTrigger> {
  return inTransaction(automation.db, async (tx) => {
    const before = await getTrigger(tx, id)
    const columns = { created_by: by.account ?? null, orphaned_at: null }
    if (!(await store.updateTrigger(tx, before, columns))) throw common.changed()
    const trigger = await getTrigger(tx, id)
    await record(automation, tx, by, { act: 'taken-over', trigger, values: {} })
    return trigger
  })
}
