import type { Answer, Snapshot } from '@atelier/client'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { type Draft, filtersOf } from './draft.ts'

export type Inventory = Answer<'/api/automation/inventories'>['items'][number]
export type Template = Answer<'/api/automation/templates'>['items'][number]
export type Selection = Answer<'/api/automation/inventories/{id}/selection'>

const MOST = 200

/** Every page of a list, as one. */
async function whole<I, A extends number, P extends { items: I[]; next: A | null }>(
  read: (after?: A) => Promise<Snapshot<P>>,
): Promise<Snapshot<P>> {
  const first = await read()
  const items = [...first.data.items]
  let { next } = first.data
  while (next !== null) {
    const { data } = await read(next)
    items.push(...data.items)
    next = data.next
  }
  return { ...first, data: { ...first.data, items } }
}

export const useInventories = () =>
  useData(
    ['automation', 'inventories', 'all'],
    (signal) =>
      whole((after) => client.read('/api/automation/inventories', { query: { limit: MOST, after }, signal })),
    { live: ['automation.inventory'] },
  )

export const useTemplates = () =>
  useData(
    ['automation', 'templates', 'all'],
    (signal) =>
      whole((after) => client.read('/api/automation/templates', { query: { limit: MOST, after }, signal })),
    { live: ['automation.template'] },
  )

/** The hosts that the run would have, as the inventory is now. */
export function useSelection(draft: Draft) {
  const { inventory } = draft
  const filters = JSON.stringify(filtersOf(draft))
  return useQuery({
    queryKey: ['automation', 'selection', inventory, filters],
    enabled: inventory !== undefined,
    queryFn: ({ signal }) =>
      client.get('/api/automation/inventories/{id}/selection', {
        path: { id: inventory as number },
        query: { filters },
        signal,
      }),
    placeholderData: (before) => before,
  })
}

export function useGroups(inventory: number | undefined) {
  return useQuery({
    queryKey: ['automation', 'inventory', inventory, 'groups'],
    enabled: inventory !== undefined,
    queryFn: ({ signal }) =>
      client.get('/api/automation/inventories/{id}/groups', { path: { id: inventory as number }, signal }),
  })
}

/** All host names of the inventory, to choose from. */
export function useHostNames(inventory: number | undefined) {
  return useQuery({
    queryKey: ['automation', 'selection', inventory, 'all'],
    enabled: inventory !== undefined,
    queryFn: ({ signal }) =>
      client.get('/api/automation/inventories/{id}/selection', { path: { id: inventory as number }, signal }),
  })
}
