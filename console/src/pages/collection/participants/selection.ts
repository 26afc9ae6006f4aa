import type { BodyOf } from '@atelier/client'

/** Which participants an act is about, as the server takes it. */
export type Selection = Pick<
  BodyOf<'/api/collection/projects/{id}/links', 'post'>,
  'ids' | 'states' | 'search' | 'import' | 'all'
>

/** The same in an address. */
export function queryOf({ ids, states, search, import: importId }: Selection): string {
  const query = new URLSearchParams()
  if (ids) query.set('ids', ids.join())
  if (states) query.set('states', states.join())
  if (search) query.set('search', search)
  if (importId !== undefined) query.set('import', String(importId))
  return query.toString()
}

/** A file with the links of those chosen. */
export const csvOf = (project: number, selection: Selection): string =>
  `/api/collection/projects/${project}/links.csv?bom=true&${queryOf(selection)}`
