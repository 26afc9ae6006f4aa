import { useEffect, useRef, useState } from 'react'
import { type Counts, isDone } from './host-state.ts'

const EVERY_MS = 10_000

/** Says how the run stands to whoever hears the page: at most every ten seconds, and at its end. */
export function Said({ counts, isGoing }: { counts: Counts; isGoing: boolean }) {
  const [words, setWords] = useState('')
  const latest = useRef('')
  latest.current = wordsOf(counts, isGoing)
  const wasGoing = useRef(isGoing)
  useEffect(() => {
    if (!isGoing) {
      if (wasGoing.current) setWords(latest.current)
      wasGoing.current = false
      return
    }
    wasGoing.current = true
    const timer = setInterval(() => setWords(latest.current), EVERY_MS)
    return () => clearInterval(timer)
  }, [isGoing])
  return (
    <p className="sr-only" aria-live="polite">
      {words}
    </p>
  )
}

function wordsOf(counts: Counts, isGoing: boolean): string {
  const all = Object.entries(counts)
  const total = all.reduce((sum, [, hosts]) => sum + hosts, 0)
  const done = all.reduce((sum, [state, hosts]) => sum + (isDone(state as never) ? hosts : 0), 0)
  const bad = counts.failed + counts['timed-out'] + counts.unreachable
  return `${isGoing ? '' : 'The run is over. '}${done} of ${total} hosts done, ${bad} not well.`
}
