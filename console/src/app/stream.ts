import { useEffect, useRef, useState } from 'react'

/** After a refusal the browser gives up; so long later it is asked again. */
const AGAIN_MS = 15_000
/** After an end that the server gave it: what it was about may be over, or the server begins anew. */
const AFTER_END_MS = 3_000

/** What a page does with the events of its stream, by their names. */
export type StreamEars = Readonly<Record<string, (data: unknown) => void>>

/**
 * Listens to a stream of this page alone: figures and lines that are no entries of the journal. A hidden tab closes it, and one
 * that is looked at again begins with what there is now. Undefined listens to nothing. Says whether it is heard.
 */
export function useStream(address: string | undefined, ears: StreamEars): boolean {
  const latest = useRef(ears)
  latest.current = ears
  const names = Object.keys(ears).join()
  const [isHeard, setHeard] = useState(false)
  useEffect(() => {
    if (address === undefined) return
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const close = () => {
      clearTimeout(timer)
      source?.close()
      source = undefined
    }
    const open = () => {
      close()
      const mine = new EventSource(address)
      source = mine
      mine.addEventListener('open', () => setHeard(true))
      mine.addEventListener('error', () => {
        setHeard(false)
        clearTimeout(timer)
        if (mine.readyState === EventSource.CLOSED) timer = setTimeout(attend, AGAIN_MS)
      })
      mine.addEventListener('end', () => {
        close()
        timer = setTimeout(attend, AFTER_END_MS)
      })
      for (const name of names.split(',')) {
        mine.addEventListener(name, ({ data }: MessageEvent<string>) =>
          latest.current[name]?.(JSON.parse(data)),
        )
      }
    }
    const attend = () => (document.visibilityState === 'hidden' ? close() : open())
    document.addEventListener('visibilitychange', attend)
    attend()
    return () => {
      document.removeEventListener('visibilitychange', attend)
      close()
    }
  }, [address, names])
  return isHeard
}
