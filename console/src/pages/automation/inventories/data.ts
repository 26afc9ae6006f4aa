import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { useParam } from '../../../ui/link.tsx'
import type { Crumb } from '../../../ui/page.ts'
import { TRAIL } from '../section.ts'

export const INVENTORIES = '/app/automation/inventories'
export const BACK = { label: 'All inventories', to: INVENTORIES }
export const INVENTORIES_TRAIL: readonly Crumb[] = [...TRAIL, { label: 'Inventories', to: INVENTORIES }]

export type Inventory = Answer<'/api/automation/inventories/{id}'>
export type InventoryRow = Answer<'/api/automation/inventories'>['items'][number]
export type Fault = Inventory['faults'][number]
export type Host = Answer<'/api/automation/inventories/{id}/hosts'>['items'][number]
export type Group = Answer<'/api/automation/inventories/{id}/groups'>['items'][number]
export type FileKind = 'hosts' | 'groups' | 'defaults'

export const addressOf = (id: number, page: 'hosts' | 'groups' | 'files' = 'hosts'): string =>
  `${INVENTORIES}/${id}/${page}`

/** Files are changed in the console and on the disk; only the former is told by the feed. */
const LIVE = ['automation.inventory', 'automation.file']

/** The inventory of the address. */
export function useInventory() {
  const id = Number(useParam('id'))
  const inventory = useData(
    ['automation', 'inventory', id],
    (signal) => client.read('/api/automation/inventories/{id}', { path: { id }, signal }),
    // What somebody changes on the disk is seen by looking again.
    { live: LIVE, again: () => true },
  )
  return { id, inventory }
}

export { LIVE as INVENTORY_LIVE }

/** "hosts.yaml, line 3: …" */
export const faultWords = ({ file, line, reason }: Fault): string =>
  line > 0 ? `${file}, line ${line}: ${reason}` : `${file}: ${reason}`
