import type { FeedEntry, Snapshot } from '@atelier/client'
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { onEntry } from './feed.ts'

/** Prefixes of actions ("collection.submission"), or a function that looks closer. */
export type FeedMatch = readonly string[] | ((entry: FeedEntry) => boolean)

/** A list is loaded again at most this often; the first time at once. */
const PAUSE_MS = 1_000

const isMatch = (match: FeedMatch, entry: FeedEntry): boolean =>
  typeof match === 'function'
    ? match(entry)
    : match.some((prefix) => entry.action === prefix || entry.action.startsWith(`${prefix}.`))

/** Calls `handler` with each entry of the live feed that matches. */
function useFeed(match: FeedMatch | undefined, handler: (entry: FeedEntry) => void): void {
  const latest = useRef({ match, handler })
  latest.current = { match, handler }
  const isOn = match !== undefined
  useEffect(() => {
    if (!isOn) return
    return onEntry((entry) => {
      const { match, handler } = latest.current
      if (match && isMatch(match, entry)) handler(entry)
    })
  }, [isOn])
}

/** Loads what is known by `key` again when a later entry than its own place in the journal matches. */
export function useLive(key: QueryKey, match: FeedMatch | undefined): void {
  const queries = useQueryClient()
  const pause = useRef<{ until: number; timer?: ReturnType<typeof setTimeout> }>({ until: 0 })
  useEffect(() => () => clearTimeout(pause.current.timer), [])
  useFeed(match, ({ seq }) => heed(seq))
  function heed(seq: number) {
    const query = queries.getQueryCache().find<Snapshot<unknown>>({ queryKey: key, exact: true })
    const known = query?.state.data
    if (known?.seq !== undefined && seq <= known.seq) return
    if (query?.promise && known === undefined && query.state.fetchStatus === 'fetching') {
      // The first answer may be older than this entry, and nothing is asked for twice before it is there.
      const again = () => setTimeout(heed, 0, seq)
      query.promise.then(again, () => undefined)
      return
    }
    const now = Date.now()
    if (now < pause.current.until) {
      pause.current.timer ??= setTimeout(refresh, pause.current.until - now)
      return
    }
    refresh()
  }
  function refresh() {
    pause.current = { until: Date.now() + PAUSE_MS }
    void queries.invalidateQueries({ queryKey: key, exact: true })
  }
}
