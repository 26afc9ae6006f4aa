import { hash } from 'node:crypto'
import type { Automation } from '../automation.ts'
import { loadInventory } from '../inventories/inventories.ts'
import { findInventory } from '../inventories/inventory.store.ts'
import { type Inventory, InventoryFault } from '../inventories/inventory.ts'
import { digestOf, filesOf, seenAs, TooMuch } from '../templates/package-folder.ts'
import { packageParts } from '../templates/template-place.ts'

/** What an approval is of, beside the run itself: all files of its template's folder, and those of its inventory. */
export const revisionFrom = (digest: string, inventory: Inventory['files']): string =>
  hash('sha256', JSON.stringify([digest, inventory.map(({ path, sha256 }) => [path, sha256])]))

/** The same of what lies there right now. */
export async function revisionOf(
  automation: Automation,
  { package_path, inventory_id }: { package_path: string; inventory_id: number | null },
): Promise<string> {
  return revisionFrom(await folderNow(automation, package_path), await inventoryNow(automation, inventory_id))
}

async function folderNow({ root }: Automation, packagePath: string): Promise<string> {
  const seen: ReturnType<typeof seenAs>[] = []
  try {
    for await (const file of filesOf(root, packageParts(packagePath))) seen.push(seenAs(file))
  } catch (error) {
    // Such a folder runs nowhere: its run says so.
    if (!(error instanceof TooMuch)) throw error
  }
  return digestOf(seen)
}

async function inventoryNow(automation: Automation, id: number | null): Promise<Inventory['files']> {
  const row = id === null ? undefined : await findInventory(automation.db, id)
  try {
    return row ? (await loadInventory(automation, row)).files : []
  } catch (error) {
    // No run uses a broken one.
    if (error instanceof InventoryFault) return []
    throw error
  }
}
