import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { createRun } from '../runs/run.ts'
import { scheduleIn } from '../runs/start.ts'
import type { RunRow, TemplateRow, Tx } from '../tables.ts'
import { problems } from './config-problems.ts'

export interface ReadingWish {
  inventoryId: number
  templateId?: number | undefined
  /** All hosts of the inventory, where none is named. */
  hosts?: string[] | undefined
}

/** Reads configurations now: a run of a template that is marked for it. */
export async function readNow(automation: Automation, tx: Tx, by: By, wish: ReadingWish): Promise<RunRow> {
  const template = await readerOf(tx, wish.templateId)
  const { hosts = [] } = wish
  const run = await createRun(automation, tx, by, {
    name: hosts.length === 1 ? `Configuration of ${hosts[0]}` : 'Configurations',
    templateId: template.id,
    inventoryId: wish.inventoryId,
    variables: {},
    filters: hosts.length === 0 ? {} : { hosts },
  })
  return scheduleIn(automation, tx, by, { id: run.id, cause: 'run', at: null })
}

async function readerOf(tx: Tx, id: number | undefined): Promise<TemplateRow> {
  const template = await tx
    .selectFrom('automation_template')
    .selectAll()
    .where('keeps_configuration', '=', 1)
    .$if(id !== undefined, (query) => query.where('id', '=', id as number))
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!template) throw id === undefined ? problems.noReader() : problems.notAReader()
  return template
}
