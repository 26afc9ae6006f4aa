import { fold, inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import { type Automation, SERVICE } from '../automation.ts'
import { pathFault } from '../files/place.ts'
import { readBelow } from '../files/root.ts'
import { keepVersion } from '../files/version.ts'
import { problems as common } from '../problems.ts'
import type { Db, InventoryRow } from '../tables.ts'
import { deleteInventory, findInventory, insertInventory, updateInventory } from './inventory.store.ts'
import { type Inventory, InventoryFault } from './inventory.ts'
import { problems } from './inventory-problems.ts'

/** What people say of an inventory. */
export interface InventoryValues {
  name: string
  hostsFile: string
  groupsFile: string
  defaultsFile: string | null
  unknownKeys: InventoryRow['unknown_keys']
}

/** The row of an inventory; 404 where there is none. */
export async function requireInventory(db: Db, id: number): Promise<InventoryRow> {
  const row = await findInventory(db, id)
  if (!row) throw problems.notFound()
  return row
}

type Loading = Pick<Automation, 'db' | 'inventories' | 'kernel' | 'root'>

const kept = new WeakSet<Inventory>()

/**
 * What the files of an inventory say now; throws an InventoryFault where they cannot be used. Runs begin with this: what they
 * used is kept among the versions of the files, however it came there.
 */
export async function loadInventory(automation: Loading, row: InventoryRow): Promise<Inventory> {
  const inventory = await automation.inventories.load(row)
  if (!kept.has(inventory)) {
    for (const { path, sha256 } of inventory.files) {
      const file = await readBelow(automation, path)
      // One that changed since is kept by who uses that.
      if (file?.sha256 === sha256) await keepVersion(automation, path, { content: file.content, via: 'disk' })
    }
    kept.add(inventory)
  }
  return inventory
}

/** For lists: what they say, or what they said before they broke; a Problem where they were never right. */
export async function shownInventory(
  automation: Pick<Automation, 'inventories'>,
  row: InventoryRow,
): Promise<{ inventory: Inventory; fault: InventoryFault | undefined }> {
  const { inventory, fault } = await automation.inventories.show(row)
  if (!inventory) throw problems.broken(fault ?? new InventoryFault([nothing(row)]))
  return { inventory, fault }
}

const nothing = ({ hosts_file }: InventoryRow) => ({
  file: hosts_file,
  line: 0,
  column: 0,
  reason: 'It was not read.',
})

/** Makes an inventory of files below the root; they may come later. */
export async function createInventory(
  automation: Pick<Automation, 'db' | 'kernel'>,
  by: By,
  values: InventoryValues,
): Promise<InventoryRow> {
  checkValues(values)
  const { db, kernel } = automation
  return inTransaction(db, async (tx) => {
    const row = await insertInventory(tx, {
      ...columnsOf(values),
      type: 1,
      created_by: by.account ?? null,
      created_at: kernel.clock.now(),
      version: 1,
    })
    const entry = { by, service: SERVICE, action: 'automation.inventory.created', object: objectOf(row.id) }
    await kernel.journal.record(tx, { ...entry, new: summaryOf(row) })
    return row
  })
}

/** Changes what is given; 412 where `version` is not its newest any more. */
export async function changeInventory(
  automation: Pick<Automation, 'db' | 'kernel'>,
  by: By,
  { id, version, ...changes }: Partial<InventoryValues> & { id: number; version?: number | undefined },
): Promise<InventoryRow> {
  const { db, kernel } = automation
  return inTransaction(db, async (tx) => {
    const before = await requireInventory(tx, id)
    if (version !== undefined && version !== before.version) throw common.changed()
    const values = { ...valuesOf(before), ...changes }
    checkValues(values)
    const row = await updateInventory(tx, before, columnsOf(values))
    if (!row) throw common.changed()
    const entry = { by, service: SERVICE, action: 'automation.inventory.changed', object: objectOf(id) }
    await kernel.journal.record(tx, { ...entry, old: summaryOf(before), new: summaryOf(row) })
    return row
  })
}

/** Takes an inventory away. Its files stay, and its runs stay without it. */
export async function removeInventory(
  { db, kernel }: Pick<Automation, 'db' | 'kernel'>,
  by: By,
  { id, version }: { id: number; version?: number | undefined },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await requireInventory(tx, id)
    if (version !== undefined && version !== row.version) throw common.changed()
    if (!(await deleteInventory(tx, id))) throw problems.notFound()
    const entry = { by, service: SERVICE, action: 'automation.inventory.removed', object: objectOf(id) }
    await kernel.journal.record(tx, { ...entry, old: summaryOf(row) })
  })
}

const objectOf = (id: number): string => `automation.inventory:${id}`

/** What is wrong with them, field by field. */
function valueFaults(values: InventoryValues): FieldError[] {
  const errors: FieldError[] = []
  if (values.name.trim() === '') errors.push({ field: 'name', message: 'Give it a name.' })
  const files = {
    hostsFile: values.hostsFile,
    groupsFile: values.groupsFile,
    defaultsFile: values.defaultsFile,
  }
  for (const [field, path] of Object.entries(files)) {
    const fault = path === null ? undefined : pathFault(path)
    if (fault) errors.push({ field, message: fault })
  }
  return errors
}

function checkValues(values: InventoryValues): void {
  const errors = valueFaults(values)
  if (errors.length > 0) throw problems.invalid(errors)
}

const columnsOf = ({ name, hostsFile, groupsFile, defaultsFile, unknownKeys }: InventoryValues) => ({
  name,
  words_folded: fold(name),
  hosts_file: hostsFile,
  groups_file: groupsFile,
  defaults_file: defaultsFile,
  unknown_keys: unknownKeys,
})

const valuesOf = (row: InventoryRow): InventoryValues => ({
  name: row.name,
  hostsFile: row.hosts_file,
  groupsFile: row.groups_file,
  defaultsFile: row.defaults_file,
  unknownKeys: row.unknown_keys,
})

const summaryOf = ({ created_at, created_by, words_folded, id, ...row }: InventoryRow) => row
