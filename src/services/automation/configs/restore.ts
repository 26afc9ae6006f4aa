import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { problems as common } from '../problems.ts'
import { createRun } from '../runs/run.ts'
import { scheduleIn } from '../runs/start.ts'
import { intendedText, versionText } from '../sealing/sealed-text.ts'
import type { ConfigRow, RunRow, TemplateRow, Tx } from '../tables.ts'
import { findConfig, findVersion } from './config.store.ts'
import { problems } from './config-problems.ts'

/** The product's template that brings a device back to a text. */
const FILE = 'restore_configuration.ts'

/**
 * Makes a run that brings a host back to one of its versions, or to what is intended, and starts it as a dry run: it shows what
 * would change. Where the template knows no dry run nothing is started.
 */
export async function prepareRestore(
  automation: Automation,
  tx: Tx,
  by: By,
  { id, number }: { id: number; number: number | undefined },
): Promise<RunRow> {
  const config = await findConfig(tx, id)
  if (!config) throw common.notFound()
  const text = await textOf(automation, tx, { config, number })
  const template = await restorerOf(tx)
  const isDry = template.can_dry_run === 1
  const run = await createRun(automation, tx, by, {
    name: `Restore ${config.host}${number === undefined ? ' as intended' : ` to version ${number}`}`,
    templateId: template.id,
    inventoryId: config.inventory_id,
    variables: { configuration: text },
    filters: { hosts: [config.host] },
    dryRun: isDry,
  })
  return isDry ? scheduleIn(automation, tx, by, { id: run.id, at: null, cause: 'run' }) : run
}

async function textOf(
  { kernel: { secrets } }: Automation,
  tx: Tx,
  { config, number }: { config: ConfigRow; number: number | undefined },
): Promise<string> {
  if (number === undefined) {
    const intended = intendedText(secrets, config)
    if (intended === null) throw problems.notIntended()
    return intended
  }
  const version = await findVersion(tx, config.id, number)
  if (!version) throw common.notFound()
  return versionText(secrets, version)
}

async function restorerOf(tx: Tx): Promise<TemplateRow> {
  const template = await tx
    .selectFrom('automation_template')
    .selectAll()
    .where('file_name', '=', FILE)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!template) throw problems.noRestorer(FILE)
  return template
}
