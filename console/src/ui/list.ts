import { useCallback, useMemo } from 'react'
import { usePathname, useQueryState } from './link.tsx'

/** The state of a list; all of it stands in the address, so that Back, a reload and a sent link show the same. */
export interface ListState<F extends string> {
  search: string
  /** Values of the filters; '' is "any". */
  filters: Readonly<Record<F, string>>
  /** How many filters are on, with the search. */
  active: number
  sort: string
  /** The key of the page: what to send as `after` or `before`. Undefined on the first one. */
  cursor: number | undefined
  /** How many rows lie before this page. */
  skipped: number
  /** Columns that are hidden. */
  hidden: readonly string[]
  setSearch: (text: string) => void
  setFilter(name: F, value: string | undefined): void
  clear: () => void
  setSort: (sort: string) => void
  setHidden: (columns: readonly string[]) => void
  /** Goes to the page after this one, given its key and how many rows this one has. */
  older: (next: number, rows: number) => void
  newer: () => void
}

/** Says that no column is hidden, where some usually are. */
const NO_COLUMN = 'none'

const FIRST = { at: undefined, from: undefined }

/** Reads a list's state from the address. `filters` names the fields of the query that are filters. */
export function useListState<F extends string = never>({
  filters = [],
  sort: usual = '',
  hidden: usualHidden = [],
}: {
  filters?: readonly F[]
  sort?: string
  /** Columns that are hidden until somebody asks for them. */
  hidden?: readonly string[]
} = {}): ListState<F> {
  const [query, change] = useQueryState()
  const path = usePathname()
  const names = filters.join()
  const cursor = query.at === undefined ? undefined : Number(query.at)
  const skipped = Number(query.from ?? 0)
  const known = useMemo(
    () => Object.fromEntries(names.split(',').map((name) => [name, query[name] ?? ''])) as Record<F, string>,
    [names, query],
  )
  // The way back through the pages is not part of a view: it lies beside the address, for this tab.
  const trailKey = `pages:${path}`
  const older = useCallback(
    (next: number, rows: number) => {
      keep(trailKey, next, { at: cursor, from: skipped })
      change({ at: String(next), from: String(skipped + rows) }, { replace: false })
      window.scrollTo({ top: 0 })
    },
    [change, cursor, skipped, trailKey],
  )
  const newer = useCallback(() => {
    const back = cursor === undefined ? undefined : kept(trailKey, cursor)
    change(back?.at === undefined ? FIRST : { at: String(back.at), from: String(back.from) }, {
      replace: false,
    })
    window.scrollTo({ top: 0 })
  }, [change, cursor, trailKey])
  return {
    search: query.search ?? '',
    filters: known,
    active: Object.values(known).filter(Boolean).length + (query.search ? 1 : 0),
    sort: query.sort ?? usual,
    cursor,
    skipped,
    hidden: query.hide === undefined ? usualHidden : query.hide.split(','),
    // A new filter begins at the first page.
    setSearch: (search) => change({ search, ...FIRST }),
    setFilter: (name, value) => change({ [name]: value, ...FIRST }, { replace: false }),
    clear: () =>
      change({
        search: undefined,
        ...FIRST,
        ...Object.fromEntries(filters.map((name) => [name, undefined])),
      }),
    setSort: (sort) => change({ sort: sort === usual ? undefined : sort, ...FIRST }),
    setHidden: (columns) => {
      const chosen = columns.filter((each) => each !== NO_COLUMN)
      const isUsual = String([...chosen].sort()) === String([...usualHidden].sort())
      change({ hide: isUsual ? undefined : chosen.join(',') || NO_COLUMN })
    },
    older,
    newer,
  }
}

interface Place {
  at: number | undefined
  from: number
}

function kept(key: string, cursor: number): Place | undefined {
  const places = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Record<string, Place>
  return places[cursor]
}

function keep(key: string, cursor: number, place: Place): void {
  const places = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Record<string, Place>
  sessionStorage.setItem(key, JSON.stringify({ ...places, [cursor]: place }))
}
