import { createClient, Refusal, Unreachable } from '@atelier/client'
import { makeStore } from '../ui/store.ts'
import { keep, type Pending } from './kept.ts'
import type { Counts } from './live.ts'
import { type Ground, isSettled, type Me, settledIds, type Workshop, workshopOf } from './rules.ts'

/** It tells of a lost connection at once, and tries again itself. */
export const client = createClient({ tries: 1 })
export const RETRY_MS = 4_000
/** Pages that are told of a change at once do not all ask in the same moment. */
const SPREAD_MS = 1_500

export type Note =
  | { kind: 'refused'; code: string; detail: string }
  | { kind: 'done' }
  | { kind: 'wishes-sent' }
  | { kind: 'moved'; with: Workshop[]; gone: Workshop[] }

/** All that the page knows. */
interface Desk {
  screen: 'loading' | 'key' | 'event' | 'missing' | 'unreachable'
  /** Of the address, before anybody has signed in. */
  event?: Me['event']
  me?: Me
  counts: Counts
  /** How far the server's clock is before this one. */
  offset: number
  draft: readonly number[]
  pending: Pending | null
  /** Sending now, or waiting: for a connection, or for a server that can answer. */
  phase: 'still' | 'sending' | 'lost' | 'failing'
  isFollowing: boolean
  note?: Note
}

export const desk = makeStore<Desk>({
  screen: 'loading',
  counts: {},
  offset: 0,
  draft: [],
  pending: null,
  phase: 'still',
  isFollowing: true,
})

export const useDesk = desk.use
export const set = (more: Partial<Desk>) => desk.set((now) => ({ ...now, ...more }))

/** What is known of the event and its seats; only while somebody is signed in. */
export function groundOf({ me, counts }: Desk): Ground {
  if (!me) throw new Error('Nobody is signed in.')
  return { me, counts }
}

/** No answer, or "not now": what was sent may count or not, and is sent again. */
export const isForNow = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof Refusal && (error.status >= 500 || error.status === 429))

/** What was refused stands in a note. */
export function refuse(error: unknown): void {
  if (error instanceof Refusal) set({ note: { kind: 'refused', code: error.code, detail: error.message } })
  else if (error instanceof Unreachable) set({ note: { kind: 'refused', code: 'unreachable', detail: '' } })
  else throw error
}

let isToLoad = false

/** One load for all that is heard of within a moment. */
export function loadSoon(): void {
  if (isToLoad) return
  isToLoad = true
  setTimeout(() => {
    isToLoad = false
    void load()
  }, Math.random() * SPREAD_MS)
}

export function hearSeats(moved: Counts): void {
  desk.set((now) => ({ ...now, counts: { ...now.counts, ...moved } }))
  // Whoever waits may have been offered a seat, which stays taken meanwhile.
  if (desk.get().me?.line.length) loadSoon()
}

export function show(me: Me): void {
  const draft = desk.get().draft.filter((id) => workshopOf(me, id))
  const counts = Object.fromEntries(
    me.workshops.map((each) => [each.id, [each.taken, each.waiting] as const]),
  )
  set({ screen: 'event', me, counts, draft, offset: Date.parse(me.event.now) - Date.now() })
}

/** Loads it again; without a connection the old stays, and the page says so. A draft that was as confirmed follows it. */
export async function load(): Promise<void> {
  const before = desk.get()
  try {
    const me = await client.get('/api/training/join/me')
    const isUntouched = before.me && isSettled(before.me, desk.get().draft)
    if (isUntouched) set({ draft: settledIds(me) })
    show(me)
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return location.reload()
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error
  }
}

export function keepDraft(): void {
  const { me, draft, pending } = desk.get()
  if (!me) return
  const isNews = pending !== null || !isSettled(me, draft)
  keep(me.participant.id, isNews ? { draft: [...draft], pending } : undefined)
}
