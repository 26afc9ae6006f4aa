import { Refusal, type Snapshot, Unreachable } from '@atelier/client'
import { keepPreviousData, type QueryKey, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failed, Hint, NotFound, Skeleton } from '../ui/states.tsx'
import { clock } from '../ui/time.tsx'
import { type FeedMatch, useLive } from './live.ts'

const AGAIN_MS = 5_000

export interface DataOptions<T> {
  /** Which entries of the journal make this old. */
  live?: FeedMatch
  /** Not yet, when false. */
  when?: boolean
  /** Shows what was there for another key until the new is here: for lists. */
  keep?: boolean
  /** It is looked at again every 5 s while this says so: for steps that are no entries of the journal. */
  again?: (data: T) => boolean
}

export type Data<T> = UseQueryResult<Snapshot<T>>

/** Something that the server knows, with the place in the journal that it is true for. Use client.read in it. */
export function useData<T>(
  key: QueryKey,
  read: (signal: AbortSignal) => Promise<Snapshot<T>>,
  { live, when = true, keep, again }: DataOptions<T> = {},
): Data<T> {
  useLive(key, when ? live : undefined)
  return useQuery<Snapshot<T>>({
    queryKey: key,
    queryFn: ({ signal }) => read(signal),
    enabled: when,
    ...(keep && { placeholderData: keepPreviousData }),
    ...(again && {
      refetchInterval: ({ state }) => (state.data && again(state.data.data) ? AGAIN_MS : false),
    }),
  })
}

export interface ReadyProps<T> {
  of: Data<T>
  children: (data: T, snapshot: Snapshot<T>) => ReactNode
  skeleton?: ReactNode
  /** "project 12": when it is not there, or not for this person, the page says so. Left out for a part of a page. */
  thing?: string
  back?: { label: string; to: string }
  /** "The list of members" */
  what?: string
}

/** What was loaded, or what is there instead: nothing, grey bars, "no such thing", a failure with another try. */
export function Ready<T>({ of, children, skeleton, thing, back, what }: ReadyProps<T>) {
  const { data, error, refetch, dataUpdatedAt } = of
  const retry = () => void refetch()
  if (error instanceof Refusal && thing && (error.status === 404 || error.status === 403)) {
    return <NotFound thing={thing} requestId={error.requestId} {...(back && { back })} />
  }
  if (data === undefined) {
    if (error) return <Failed error={error} onRetry={retry} {...(what && { what })} />
    return skeleton ?? <Skeleton />
  }
  return (
    <>
      {error && (
        <Hint
          act={
            <button type="button" className="link" onClick={retry}>
              Try again
            </button>
          }
        >
          As of {clock(dataUpdatedAt)}.{' '}
          {error instanceof Unreachable ? 'The server cannot be reached.' : error.message}
        </Hint>
      )}
      {children(data.data, data)}
    </>
  )
}
