import { inTransaction } from '../../../../kernel/db/db.ts'
import type { By } from '../../../../kernel/journal/journal.ts'
import { problem } from '../../../../kernel/problem.ts'
import { decodeText } from '../../../../kernel/table-file/read-csv.ts'
import type { TableFile } from '../../../../kernel/table-file/reader.ts'
import type { Automation } from '../../automation.ts'
import { readBelow } from '../../files/root.ts'
import type { InventoryRow } from '../../tables.ts'
import { saveFile } from '../edit.ts'
import { createInventory, requireInventory } from '../inventories.ts'
import { type Inventory, InventoryFault } from '../inventory.ts'
import { problems } from '../inventory-problems.ts'
import type { Brought, Target } from './brought.ts'
import { type Plan, planImport } from './plan.ts'
import { readNetbox } from './read-netbox.ts'
import { readTable } from './read-table.ts'

export const MOST_LINES = 10_000
const FOLDER = 'web_nornir/nornir_config'

const importProblems = {
  nothing: () => problem('invalid_import', 400, 'Paste a list, or choose a file.'),
  noName: () =>
    problem('invalid', 400, 'Say into which inventory the hosts go, or name a new one.', {
      errors: [{ field: 'name', message: 'Name the new inventory.' }],
    }),
  large: () => problem('invalid_import', 400, 'The files of this inventory are too large for an import.'),
}

/** A list, and where it goes: into an inventory, or into a new one of this name. */
export interface ImportRequest {
  list: TableFile
  columns: Readonly<Record<string, Target>>
  inventoryId: number | undefined
  name: string | undefined
}

export interface Imported extends Plan {
  kind: Brought['kind']
  columns: Brought['columns']
  /** SHA-256 of the hosts file that it was compared with. */
  tag: string
  row: InventoryRow | undefined
}

/** What a list would do, and to which state of the file. */
export async function previewImport(automation: Automation, request: ImportRequest): Promise<Imported> {
  const { db } = automation
  const brought = await readList(automation, request)
  const row = request.inventoryId === undefined ? undefined : await requireInventory(db, request.inventoryId)
  const file = row && (await readBelow(automation, row.hosts_file))
  // Where there is no file yet, it is made.
  const inventory = row && file ? await loadOrTell(automation, row) : undefined
  const { kind, columns } = brought
  return { kind, columns, ...planImport(brought, inventory), row, tag: file?.sha256 ?? '' }
}

async function loadOrTell({ inventories }: Automation, row: InventoryRow): Promise<Inventory> {
  try {
    return await inventories.load(row)
  } catch (error) {
    throw error instanceof InventoryFault ? problems.broken(error) : error
  }
}

async function readList({ tables }: Automation, { list, columns }: ImportRequest): Promise<Brought> {
  if (list.text === undefined && list.file === undefined) throw importProblems.nothing()
  const text = list.text ?? decodeText(Buffer.from(list.file ?? '', 'base64'))
  if (/^\s*[[{]/.test(text)) return readNetbox(text, MOST_LINES)
  return readTable(await tables.read(list, MOST_LINES), columns)
}

/** Does it, but for the lines with errors. `tag` is that of the preview: a file that changed meanwhile is refused. */
export async function applyImport(
  automation: Automation,
  by: By,
  { tag, ...request }: ImportRequest & { tag: string | undefined },
): Promise<Imported & { row: InventoryRow }> {
  const seen = await previewImport(automation, request)
  const row = seen.row ?? (await makeInventory(automation, by, request.name))
  if (seen.groups.length > 0) {
    const groups = seen.groups.map((name) => ({ name, values: {} }))
    await write(automation, by, { row, which: 'groups', additions: groups })
  }
  if (seen.hosts.length > 0)
    await write(automation, by, { row, which: 'hosts', additions: seen.hosts, tag: tag ?? seen.tag })
  return { ...seen, row }
}

async function write(
  automation: Automation,
  by: By,
  {
    row,
    which,
    additions,
    tag,
  }: { row: InventoryRow; which: 'hosts' | 'groups'; additions: Plan['hosts']; tag?: string },
): Promise<void> {
  const path = which === 'hosts' ? row.hosts_file : row.groups_file
  const file = await readBelow(automation, path)
  const content = await automation.inventories.merge(file?.content ?? '', additions)
  if (content === undefined) throw importProblems.large()
  const match = (tag ?? file?.sha256 ?? '') || null
  await saveFile(automation, by, { row, which, content, match, via: 'import' })
}

/** Its files lie beside those of the product, in a folder that nobody has yet. */
async function makeInventory(
  automation: Automation,
  by: By,
  name: string | undefined,
): Promise<InventoryRow> {
  if (!name?.trim()) throw importProblems.noName()
  const word =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replaceAll(/[^a-z0-9]+/g, '_')
      .slice(0, 60) || 'inventory'
  let folder = `${FOLDER}/${word}`
  for (let n = 2; await readBelow(automation, `${folder}/hosts.yaml`); n += 1)
    folder = `${FOLDER}/${word}_${n}`
  const files = { hostsFile: `${folder}/hosts.yaml`, groupsFile: `${folder}/groups.yaml`, defaultsFile: null }
  return inTransaction(automation.db, (tx) =>
    createInventory({ kernel: automation.kernel, db: tx }, by, { name, ...files, unknownKeys: 'refuse' }),
  )
}
