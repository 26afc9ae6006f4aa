import { useEffect, useRef } from 'react'

/** Does something again and again while the page is looked at; a hidden tab rests, and catches up when it is back. */
export function useEvery(ms: number, work: () => unknown, isOn = true): void {
  const latest = useRef(work)
  latest.current = work
  useEffect(() => {
    if (!isOn) return
    const look = () => document.visibilityState === 'visible' && latest.current()
    const timer = setInterval(look, ms)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [ms, isOn])
}
