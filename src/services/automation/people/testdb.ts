import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { addAccount, type PreparedAccount, prepareAccount } from '../../../kernel/identity/account.ts'
import { putMember } from '../../../kernel/identity/group.ts'
import { findAccountByLogin } from '../../../kernel/identity/identity.store.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { createInventory } from '../inventories/inventories.ts'
import { createRun } from '../runs/run.ts'
import type { Tx } from '../tables.ts'
import { createTemplate } from '../templates/template.ts'
import { JOB_FOLDER } from '../templates/template-place.ts'
import { GROUPS } from './groups.ts'

/** As the original ships them: everybody knows these passwords. */
const PEOPLE = [
  { name: 'thomastest', password: 'imatestin', group: 'superuser' },
  { name: 'norbert', password: 'netzwerk', group: 'netadmin' },
  { name: 'stefan', password: 'helldesk', group: 'support' },
] as const

const INVENTORIES = [
  { name: 'Example', folder: 'web_nornir/nornir_config/example_config' },
  { name: 'INS Lab', folder: 'web_nornir/nornir_config/inslab_config' },
] as const

const TEMPLATES = [
  { name: 'hello_world', description: 'This prints a hello world', fileName: 'hello_world.py' },
  {
    name: 'Get CDP Neighbors',
    description: 'Lists all CDP neighbors',
    fileName: 'get_cdp_neighbors.py',
  },
  {
    name: 'Get Interfaces',
    description: 'Gets brief information about all interfaces, sh ip int br',
    fileName: 'get_interfaces.py',
  },
  {
    name: 'Ping Device',
    description: 'Pings a chosen network device and reports if reachable',
    fileName: 'ping.py',
    variables: ['target'],
  },
  {
    name: 'Get Configuration',
    description: 'Gets all configuration from device',
    fileName: 'get_configuration.py',
  },
] as const

/** By the places of what they are made of. */
const TASKS = [
  { name: 'Get Hello World', creator: 0, template: 0, inventory: 0 },
  { name: 'Get CDP neighbors of INS lab', creator: 1, template: 1, inventory: 1 },
  { name: 'Get interfaces of INS lab', creator: 1, template: 2, inventory: 1 },
] as const

export interface TestDatabase {
  people: number
  inventories: number
  templates: number
  tasks: number
}

/** Makes the original's sample data, what is not there yet of it; says how much that was. */
export async function createTestDatabase(automation: Automation, by: By): Promise<TestDatabase> {
  const { db, kernel } = automation
  const rows: PreparedAccount[] = []
  for (const { name, password } of PEOPLE)
    rows.push(
      await prepareAccount(kernel.identity, { name, password, passwordRule: { shortest: 8, common: 0 } }),
    )
  return inTransaction(db, async (tx) => {
    const made: TestDatabase = { people: 0, inventories: 0, templates: 0, tasks: 0 }
    // Two that do this at once wait for each other.
    const groups = await lockGroups(tx)
    const people: number[] = []
    for (const [at, row] of rows.entries()) {
      const known = await findAccountByLogin(tx, row.name)
      const { id } = known ?? (await addAccount(kernel.identity, tx, by, row))
      if (!known) {
        made.people += 1
        const group = groups.get(PEOPLE[at]?.group ?? '')
        if (group !== undefined)
          await putMember(kernel.identity, tx, by, { group, account: id, isMember: true })
      }
      people.push(id)
    }
    const inventories = await makeInventories(automation, tx, { by, made })
    const templates = await makeTemplates(automation, tx, { by, made, creator: people[0] ?? null })
    await makeTasks(automation, tx, { by, made, people, inventories, templates })
    return made
  })
}

async function lockGroups(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('kernel_group')
    .select(['id', 'name_folded'])
    .where('name_folded', 'in', GROUPS)
    .orderBy('id')
    .execute()
  await lock(
    tx,
    'kernel_group',
    rows.map(({ id }) => id),
  )
  return new Map(rows.map(({ id, name_folded }) => [name_folded, id]))
}

interface Making {
  by: By
  made: TestDatabase
}

async function makeInventories(automation: Automation, tx: Tx, { by, made }: Making): Promise<number[]> {
  const ids: number[] = []
  for (const { name, folder } of INVENTORIES) {
    const hostsFile = `${folder}/hosts.yaml`
    const known = await tx
      .selectFrom('automation_inventory')
      .select('id')
      .where('name', '=', name)
      .where('hosts_file', '=', hostsFile)
      .orderBy('id')
      .executeTakeFirst()
    if (!known) made.inventories += 1
    const { id } =
      known ??
      (await createInventory({ db: tx, kernel: automation.kernel }, by, {
        name,
        hostsFile,
        groupsFile: `${folder}/groups.yaml`,
        defaultsFile: null,
        unknownKeys: 'refuse',
      }))
    ids.push(id)
  }
  return ids
}

async function makeTemplates(
  automation: Automation,
  tx: Tx,
  { by, made, creator }: Making & { creator: number | null },
): Promise<number[]> {
  const ids: number[] = []
  for (const template of TEMPLATES) {
    const known = await tx
      .selectFrom('automation_template')
      .select('id')
      .where('file_name', '=', template.fileName)
      .where('package_path', '=', JOB_FOLDER)
      .orderBy('id')
      .executeTakeFirst()
    if (!known) made.templates += 1
    const { id } = known ?? (await createTemplate(automation, tx, by, { ...template, createdBy: creator }))
    ids.push(id)
  }
  return ids
}

async function makeTasks(
  automation: Automation,
  tx: Tx,
  {
    by,
    made,
    people,
    inventories,
    templates,
  }: Making & { people: number[]; inventories: number[]; templates: number[] },
): Promise<void> {
  for (const { name, creator, template, inventory } of TASKS) {
    const [templateId, inventoryId] = [templates[template] ?? null, inventories[inventory] ?? null]
    const known = await tx
      .selectFrom('automation_run')
      .select('id')
      .where('name', '=', name)
      .where('template_id', '=', templateId)
      .where('inventory_id', '=', inventoryId)
      .limit(1)
      .executeTakeFirst()
    if (known) continue
    made.tasks += 1
    const createdBy = people[creator] ?? null
    await createRun(automation, tx, by, {
      name,
      variables: {},
      filters: {},
      templateId,
      inventoryId,
      createdBy,
    })
  }
}
