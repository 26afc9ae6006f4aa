const LOST_MS = 3_000
const AGAIN_MS = 15_000

/** By workshop: seats that are taken, and people who wait. */
export type Counts = Readonly<Record<number, readonly [taken: number, waiting: number]>>

interface Hear {
  seats(counts: Counts): void
  /** Workshops, links or times are others now. */
  changed(): void
  isConnected(is: boolean): void
}

let stop: (() => void) | undefined

/** Follows how many seats of an event are taken, while the page is looked at. */
export function follow(event: number, hear: Hear): void {
  stop?.()
  let source: EventSource | undefined
  let timer: number | undefined
  const close = () => {
    window.clearTimeout(timer)
    source?.close()
    source = undefined
  }
  const open = () => {
    close()
    source = new EventSource(`/api/training/join/events/${event}/live`)
    source.addEventListener('open', () => {
      window.clearTimeout(timer)
      hear.isConnected(true)
    })
    source.addEventListener('seats', ({ data }) => hear.seats(JSON.parse(data) as Counts))
    source.addEventListener('changed', () => hear.changed())
    source.addEventListener('error', () => {
      // The browser tries again by itself, unless it was refused.
      const isOver = source?.readyState === EventSource.CLOSED
      window.clearTimeout(timer)
      timer = window.setTimeout(
        () => {
          hear.isConnected(false)
          if (isOver) open()
        },
        isOver ? AGAIN_MS : LOST_MS,
      )
    })
  }
  const look = () => (document.hidden ? close() : open())
  document.addEventListener('visibilitychange', look)
  stop = () => {
    close()
    document.removeEventListener('visibilitychange', look)
  }
  look()
}
