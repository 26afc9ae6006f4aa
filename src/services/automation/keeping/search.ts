import { contains, fold } from '../../../kernel/db/db.ts'
import type { Found } from '../../../kernel/home/home.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import type { Db } from '../tables.ts'
import { configPage, runPage, schedulePage } from './notices.ts'

type Searched = 'automation_run' | 'automation_template' | 'automation_inventory' | 'automation_schedule'

/** Inventories, templates, runs, schedules and hosts whose configurations are kept, by their words. */
export async function searchAutomation(
  { db }: Automation,
  actor: Actor,
  words: string,
  limit: number,
): Promise<Found[]> {
  if (!actor.may(SUPPORT_ROLE)) return []
  const asked = { words: fold(words), limit }
  const [inventories, templates, schedules, runs, configs] = await Promise.all([
    named(db, 'automation_inventory', asked),
    named(db, 'automation_template', asked),
    named(db, 'automation_schedule', asked),
    named(db, 'automation_run', asked),
    db
      .selectFrom('automation_config')
      .select(['id', 'host'])
      .where((is) => contains(db, is.ref('words_folded'), asked.words))
      .orderBy('id', 'desc')
      .limit(limit)
      .execute(),
  ])
  const found =
    (kind: string, text: string, page: (id: number) => string) =>
    (row: { id: number; name: string }): Found => ({
      ...{ kind, service: SERVICE, title: row.name, text },
      href: page(row.id),
    })
  return [
    ...inventories.map(found('inventory', 'Inventory', (id) => `/app/automation/inventories/${id}/hosts`)),
    ...templates.map(found('template', 'Template', (id) => `/app/automation/templates/${id}`)),
    ...schedules.map(found('schedule', 'Schedule', schedulePage)),
    ...runs.map(found('run', 'Run', runPage)),
    ...configs.map(({ id, host }) => found('configuration', 'Configuration', configPage)({ id, name: host })),
  ]
}

const named = (db: Db, table: Searched, { words, limit }: { words: string; limit: number }) =>
  db
    // All of them have these columns.
    .selectFrom(table as 'automation_schedule')
    .select(['id', 'name'])
    .where((is) => contains(db, is.ref('words_folded'), words))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
