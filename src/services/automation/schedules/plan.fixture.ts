import { inTransaction } from '../../../kernel/db/db.ts'
import type { Automation } from '../automation.ts'
import { createInventory } from '../inventories/inventories.ts'
import { createRun, type NewRun } from '../runs/run.ts'
import { addPast, type PastHost } from '../sample/past.ts'
import type { AttemptRow, RunRow } from '../tables.ts'
import { createTemplate, type TemplateFields } from '../templates/template.ts'

const BY = { via: 'system' } as const

/** A template and an inventory of the product, for tests that run nothing. */
export async function groundOf(
  automation: Automation,
  { inventoryName = 'Example', ...template }: Partial<TemplateFields> & { inventoryName?: string } = {},
) {
  const inventory = await createInventory(automation, BY, {
    name: inventoryName,
    hostsFile: 'web_nornir/nornir_config/example_config/hosts.yaml',
    groupsFile: 'web_nornir/nornir_config/example_config/groups.yaml',
    defaultsFile: null,
    unknownKeys: 'refuse',
  })
  const made = await inTransaction(automation.db, (tx) =>
    createTemplate(automation, tx, BY, { name: 'Hello', fileName: 'hello_world.py', ...template }),
  )
  return { inventory: inventory.id, template: made }
}

/** The same, as fields of a run. */
export async function planGround(automation: Automation) {
  const { inventory, template } = await groundOf(automation)
  return { inventoryId: inventory, templateId: template.id }
}

export const makeRun = (automation: Automation, fields: Partial<NewRun>): Promise<RunRow> =>
  inTransaction(automation.db, (tx) =>
    createRun(automation, tx, BY, { name: 'A run', variables: {}, ...fields }),
  )

export type HostSaid = PastHost

/** An attempt that has ended, as its end leaves it. */
export const endedAttempt = (
  automation: Automation,
  run: RunRow,
  past: Parameters<typeof addPast>[3],
): Promise<AttemptRow> => inTransaction(automation.db, (tx) => addPast(automation, tx, run, past))
