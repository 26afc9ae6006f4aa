/** An entry of the journal as the live feed tells it. */
export interface FeedEntry {
  seq: number
  at: string
  action: string
  object: string | null
  service: string | null
  account: number | null
  name: string | null
  details: unknown
  count: number
}

export interface FeedOptions {
  /** The place after which entries are wanted; from now on when it is left out. */
  since?: number
  onEntry(entry: FeedEntry): void
  /** True with each connection, false when it is lost. */
  onState?(isLive: boolean): void
  signal: AbortSignal
}

type Send = (url: string, init: RequestInit) => Promise<Response>

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

/**
 * Follows the journal until `signal` ends it. After a break it goes on behind the last entry that it has seen, so none is
 * missed and none comes twice. Rejects only when the right to listen is gone.
 */
export async function follow(send: Send, options: FeedOptions): Promise<void> {
  const { signal, onEntry, onState } = options
  let reached = options.since
  let pause = FIRST_PAUSE_MS
  while (!signal.aborted) {
    try {
      const answer = await send('/api/feed', {
        signal,
        headers: reached === undefined ? {} : { 'last-event-id': String(reached) },
      })
      onState?.(true)
      pause = FIRST_PAUSE_MS
      for await (const { id, data } of eventsOf(answer)) {
        reached = id ?? reached
        if (data !== undefined && id !== undefined) onEntry(JSON.parse(data) as FeedEntry)
      }
    } catch (error) {
      if (signal.aborted) return
      const { status } = error as { status?: number }
      if (status === 401 || status === 403) throw error
    }
    if (signal.aborted) return
    onState?.(false)
    await sleep(pause * (0.5 + Math.random()), signal)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}

interface ServerEvent {
  id: number | undefined
  data: string | undefined
}

/** Server-sent events of a stream (WHATWG HTML, 9.2). The server's comments hold its place, so that a new reader has one. */
async function* eventsOf(answer: Response): AsyncGenerator<ServerEvent> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  let rest = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) yield eventOf(block)
    }
  } finally {
    // The connection is given back also when the reader leaves early.
    await reader.cancel().catch(() => undefined)
  }
}

function eventOf(block: string): ServerEvent {
  const lines = block.split('\n')
  const field = (name: string) => lines.find((line) => line.startsWith(name))?.slice(name.length)
  const id = field('id: ') ?? /^: (?:from )?(\d+)$/m.exec(block)?.[1]
  return { id: id === undefined ? undefined : Number(id), data: field('data: ') }
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
