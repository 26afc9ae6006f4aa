import { type FeedEntry, Refusal } from '@atelier/client'
import { makeStore } from '../ui/store.ts'
import { client } from './client.ts'
import { queries } from './queries.ts'

/** So long a break is not worth a word. */
const LOST_MS = 3_000

export interface FeedState {
  /** Since when nothing comes, when that is long enough to say it. */
  lostSince: number | null
}

export const feedState = makeStore<FeedState>({ lostSince: null })

type Listener = (entry: FeedEntry) => void
const listeners = new Set<Listener>()

/** Listens to each entry of the journal that this account may read, once and in order. */
export function onEntry(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** What no page shows now is loaded again when one does: nobody listens for it meanwhile. */
function ageUnseen(seq: number): void {
  void queries.invalidateQueries({
    type: 'inactive',
    refetchType: 'none',
    predicate: ({ state }) => ((state.data as { seq?: number } | undefined)?.seq ?? 0) < seq,
  })
}

/** What tabs tell each other. */
type Message =
  | { is: 'entry'; entry: FeedEntry }
  | { is: 'live'; live: boolean; reached: number | undefined }
  | { is: 'hello' }
  | { is: 'now' }

let tryNow: () => void = () => undefined
/** Tries to reach the feed at once, whichever tab reads it. */
export const reachFeedNow = (): void => tryNow()

/**
 * Reads the live feed for this browser. One tab reads, and tells the others: the one that holds a lock of the browser.
 * Only tabs that are seen ask for the lock, and one that is hidden gives it up: a browser has six connections to a
 * server for all its tabs, and a hidden tab needs none. Whoever reads next goes on behind the last entry that it heard of.
 */
export function startFeed(account: number, since: number | undefined): () => void {
  const name = `atelier-feed-${account}`
  const channel = new BroadcastChannel(name)
  let reached = since
  let isLeading = false
  let isLive = true
  let turn: AbortController | undefined
  let lostTimer: ReturnType<typeof setTimeout> | undefined

  const tell = (message: Message) => channel.postMessage(message)

  function take(entry: FeedEntry) {
    if (reached !== undefined && entry.seq <= reached) return
    reached = entry.seq
    ageUnseen(entry.seq)
    for (const listener of listeners) listener(entry)
  }

  function takeState(live: boolean) {
    isLive = live
    if (live) {
      clearTimeout(lostTimer)
      lostTimer = undefined
      const wasLost = feedState.get().lostSince !== null
      feedState.set((now) => (now.lostSince === null ? now : { lostSince: null }))
      if (wasLost) refreshAll()
      return
    }
    const from = Date.now()
    lostTimer ??= setTimeout(() => feedState.set({ lostSince: from }), LOST_MS)
  }

  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.is === 'entry') take(data.entry)
    else if (data.is === 'hello') isLeading && tell({ is: 'live', live: isLive, reached })
    else if (data.is === 'now') isLeading && restart()
    else {
      takeState(data.live)
      // This tab slept while others heard something: what it shows may be old.
      if (data.reached !== undefined && reached !== undefined && data.reached > reached) {
        reached = data.reached
        refreshAll()
      }
    }
  }

  async function lead(signal: AbortSignal) {
    isLeading = true
    try {
      await client.feed({
        signal,
        ...(reached !== undefined && { since: reached }),
        onEntry(entry) {
          take(entry)
          tell({ is: 'entry', entry })
        },
        onState(live) {
          takeState(live)
          tell({ is: 'live', live, reached })
        },
      })
    } finally {
      isLeading = false
    }
  }

  async function wait(signal: AbortSignal) {
    try {
      // Without a safe origin browsers have no locks: then each tab reads for itself.
      if (navigator.locks) await navigator.locks.request(name, { signal }, () => lead(signal))
      else await lead(signal)
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof Refusal)) throw error
      // The right to listen is gone: so is the session.
      await queries.invalidateQueries({ queryKey: ['session'] })
    }
  }

  function attend() {
    if (document.visibilityState === 'hidden') {
      turn?.abort()
      turn = undefined
      return
    }
    if (turn) return
    turn = new AbortController()
    void wait(turn.signal)
    tell({ is: 'hello' })
  }

  function restart() {
    turn?.abort()
    turn = undefined
    attend()
  }

  tryNow = () => (isLeading ? restart() : tell({ is: 'now' }))
  document.addEventListener('visibilitychange', attend)
  attend()
  return () => {
    document.removeEventListener('visibilitychange', attend)
    clearTimeout(lostTimer)
    turn?.abort()
    channel.close()
    tryNow = () => undefined
    feedState.set({ lostSince: null })
  }
}

function refreshAll() {
  void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
}
