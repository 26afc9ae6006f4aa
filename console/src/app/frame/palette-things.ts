import { client } from '../client.ts'

export interface Thing {
  label: string
  kind: string
  to: string
}

const MOST = 8

/** Things of all services that this account may see, by their names. */
export async function findThings(search: string, signal: AbortSignal): Promise<readonly Thing[]> {
  const { items } = await client.get('/api/search', { query: { q: search, limit: MOST }, signal })
  return items.map(({ title, kind, text, href }) => ({ label: title, kind: text || kind, to: href }))
}
