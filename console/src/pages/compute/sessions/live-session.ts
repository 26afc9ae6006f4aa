import { useState } from 'react'
import { queries } from '../../../app/queries.ts'
import { useStream } from '../../../app/stream.ts'
import type { Session, SessionDetail } from './words.ts'

export interface Meter {
  at: string
  cpus: number
  memoryBytes: number
}

export interface LiveSession {
  session: Session
  /** Undefined until the stream has said something. */
  steps: SessionDetail['steps'] | undefined
  /** The end of what it has printed. */
  lines: readonly string[]
  meters: readonly Meter[]
}

/** Five minutes, one each five seconds. */
const MOST_METERS = 60

/** A session as it stands, with its steps, the end of its log and what it uses: from its stream while it is open. */
export function useLiveSession(known: Session, isOpen: boolean): LiveSession {
  const [heard, setHeard] = useState<SessionDetail>()
  const [lines, setLines] = useState<readonly string[]>([])
  const [meters, setMeters] = useState<readonly Meter[]>([])
  useStream(isOpen ? `/api/compute/sessions/${known.id}/live` : undefined, {
    session: (data) => {
      const now = data as SessionDetail
      setHeard(now)
      // What stands around it says the same word.
      if (known.status === 'pending' && now.status !== 'pending')
        void queries.invalidateQueries({ queryKey: ['workspace', now.workspace.id] })
    },
    log: (data) => setLines((data as { lines: string[] }).lines),
    meters: (data) => {
      const { items } = data as { items: Meter[] }
      setMeters((now) => {
        const last = now.at(-1)?.at ?? ''
        return [...now, ...items.filter(({ at }) => at > last)].slice(-MOST_METERS)
      })
    },
  })
  // What was loaded is newer once it says that it is over.
  const session = isOpen && heard ? heard : known
  return { session, steps: heard?.steps, lines, meters }
}
