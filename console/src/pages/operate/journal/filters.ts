import type { ListState } from '../../../ui/list.ts'

export const FILTERS = ['person', 'service', 'kind', 'when', 'object', 'address', 'request'] as const
export type JournalList = ListState<(typeof FILTERS)[number]>

/** What is asked of the server. */
export interface JournalQuery {
  search?: string
  account?: number
  service?: string
  kind?: string
  object?: string
  address?: string
  requestId?: string
  from?: string
  to?: string
}

export const TIMES = [
  { value: 'today', label: 'Today' },
  { value: 'yesterday', label: 'Yesterday' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
] as const

/** Midnight so many days ago. */
function midnight(daysAgo: number): string {
  const now = new Date()
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).toISOString()
}

function spanOf(when: string): { from?: string; to?: string } {
  if (when === 'today') return { from: midnight(0) }
  if (when === 'yesterday') return { from: midnight(1), to: midnight(0) }
  const days = Number(when)
  return days > 0 ? { from: midnight(days - 1) } : {}
}

/** What the address of the page says, as the server wants it. */
export function queryOf({ search, filters }: JournalList): JournalQuery {
  const { person, service, kind, when, object, address, request } = filters
  return {
    ...(search && { search }),
    ...(person && { account: Number(person) }),
    ...(service && { service }),
    ...(kind && { kind }),
    ...(object && { object }),
    ...(address && { address }),
    ...(request && { requestId: request }),
    ...spanOf(when),
  }
}
