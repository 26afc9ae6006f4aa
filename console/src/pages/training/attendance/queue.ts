import { Refusal, Unreachable } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { makeStore } from '../../../ui/store.ts'
import { wordsOf } from '../../../ui/words.ts'

type Judged = Awaited<ReturnType<typeof send>>['items'][number]

/** A check-in as this device knows it. Sent again and again until the server has answered, it counts once. */
export interface Seen {
  key: string
  workshopId: number
  at: string
  participantId?: number
  code?: string
  /** Whom the code means, as far as this device can tell; the server looks for itself. */
  who?: number
  undoneAt?: string
  walkIn?: 'free' | 'over'
}

/** A check-in that the server did not take: somebody at the door has to decide. */
export interface Undecided {
  seen: Seen
  judged: Judged
}

interface Kept {
  waiting: readonly Seen[]
  undecided: readonly Undecided[]
}

export interface Queue extends Kept {
  /** Why nothing goes out, when that is more than no connection. */
  fault: string | null
  /** The server did not answer the last time. */
  isCutOff: boolean
}

const NOTHING: Kept = { waiting: [], undecided: [] }
const MOST_SENT = 100
const PAUSE_MS = 5_000
/** A phone between two networks may wait for minutes for an answer that never comes. */
const PATIENCE_MS = 15_000

const send = (eventId: number, items: readonly Seen[]) =>
  client.post('/api/training/events/{id}/check-ins', {
    path: { id: eventId },
    signal: AbortSignal.timeout(PATIENCE_MS),
    // The union of the schema is by who is meant, which each item says once.
    body: { sentAt: new Date().toISOString(), items: items.map(({ who: _, ...item }) => item) as never },
  })

/** What a door has seen and the server has not answered yet. It lies in the browser, and outlives the page. */
export interface Door {
  use(): Queue
  /** Keeps it, and sends it when that is possible. */
  add(...seen: Seen[]): void
  /** Nobody has to decide about it any more. */
  settle(key: string): void
  /** Sends while the page is open; gives how to stop. */
  start(): () => void
}

/** `heard` is told what the server said about each. */
export function openDoor(
  { account, eventId }: { account: number; eventId: number },
  heard: (seen: Seen, judged: Judged) => void,
): Door {
  const place = `door:${account}:${eventId}`
  const store = makeStore<Queue>({ ...readKept(place), fault: null, isCutOff: false })
  let isSending = false
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Another tab may have changed it meanwhile: what lies in the browser is what counts. */
  function change(how: (kept: Kept) => Kept): void {
    const next = how(isKeeping(place) ? readKept(place) : store.get())
    writeKept(place, next)
    store.set((now) => ({ ...now, ...next }))
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    const items = store.get().waiting.slice(0, MOST_SENT)
    if (isSending || items.length === 0) return
    isSending = true
    try {
      const { items: judged } = await send(eventId, items)
      const answered = new Map(judged.map((each) => [each.key, each]))
      change((kept) => afterAnswer(kept, items, answered))
      store.set((now) => ({ ...now, fault: null, isCutOff: false }))
      for (const seen of items) {
        const answer = answered.get(seen.key)
        if (answer) heard(seen, answer)
      }
    } catch (error) {
      const isRefused = error instanceof Refusal
      if (!isRefused && !isSilence(error)) throw error
      store.set((now) => ({ ...now, isCutOff: !isRefused, fault: isRefused ? wordsOf(error) : null }))
      timer = setTimeout(flush, isRefused ? (error.pauseMs ?? PAUSE_MS) : PAUSE_MS)
      return
    } finally {
      isSending = false
    }
    void flush()
  }

  return {
    use: store.use,
    add(...seen) {
      change((kept) => ({
        ...kept,
        waiting: [...kept.waiting.filter(({ key }) => !seen.some((each) => each.key === key)), ...seen],
      }))
      void flush()
    },
    settle(key) {
      change((kept) => ({ ...kept, undecided: kept.undecided.filter(({ seen }) => seen.key !== key) }))
    },
    start() {
      const again = () => void flush()
      const elsewhere = ({ key }: StorageEvent) => {
        if (key === place) store.set((now) => ({ ...now, ...readKept(place) }))
      }
      window.addEventListener('online', again)
      window.addEventListener('storage', elsewhere)
      document.addEventListener('visibilitychange', again)
      again()
      return () => {
        clearTimeout(timer)
        window.removeEventListener('online', again)
        window.removeEventListener('storage', elsewhere)
        document.removeEventListener('visibilitychange', again)
      }
    },
  }
}

const isSilence = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof DOMException && error.name === 'TimeoutError')

const DECIDED: ReadonlySet<Judged['outcome']> = new Set(['in', 'already', 'out'])

/** What was sent is off the list, unless it changed while it was on its way. */
function afterAnswer(kept: Kept, sent: readonly Seen[], answered: ReadonlyMap<string, Judged>): Kept {
  const isSame = (one: Seen) => sent.some(({ key, undoneAt }) => key === one.key && undoneAt === one.undoneAt)
  const undecided = sent.flatMap((seen) => {
    const judged = answered.get(seen.key)
    return judged && !DECIDED.has(judged.outcome) ? [{ seen, judged }] : []
  })
  return {
    waiting: kept.waiting.filter((each) => !isSame(each)),
    undecided: [...kept.undecided, ...undecided],
  }
}

function readKept(place: string): Kept {
  try {
    return { ...NOTHING, ...JSON.parse(localStorage.getItem(place) ?? '{}') }
  } catch {
    // A browser that keeps nothing, or something that an older page kept.
    return NOTHING
  }
}

function isKeeping(place: string): boolean {
  try {
    return localStorage.getItem(place) !== null
  } catch {
    return false
  }
}

function writeKept(place: string, kept: Kept): void {
  try {
    localStorage.setItem(place, JSON.stringify(kept))
  } catch {
    // The browser keeps nothing; the page does while it is open.
  }
}

/** `crypto.randomUUID` would be shorter, but pages on plain http do not have it. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
