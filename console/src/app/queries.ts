import { Refusal } from '@atelier/client'
import { QueryCache, QueryClient } from '@tanstack/react-query'

/** So long what was loaded is not asked for again; the feed says earlier when it is old. */
const FRESH_MS = 5_000

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error) {
      // The session has ended: asking for it leads to the sign-in page, and from there back to this one.
      if (error instanceof Refusal && error.status === 401)
        void queries.invalidateQueries({ queryKey: ['session'] })
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      // The client has tried often enough, and the feed tells what changed while the tab was away.
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
