import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { type JoinTexts, joinTexts } from '../text/join.ts'
import { type Language, useLanguage } from '../text/language.ts'
import { useDesk } from './desk.ts'
import { type When, whenIn } from './when.ts'

interface Words {
  t: JoinTexts
  when: When
  language: Language
}

const WordsContext = createContext<Words | undefined>(undefined)
export const WordsProvider = WordsContext.Provider

/** The words of the page, in the language of whoever reads it and the zone of the event. */
export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('There are no words here.')
  return words
}

export function useWordsOf(event: { language: string | null; zone: string } | undefined): Words {
  const language = useLanguage(event?.language ?? undefined)
  const zone = event?.zone ?? 'UTC'
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return useMemo(() => {
    const t = joinTexts[language]
    return { t, when: whenIn(zone, t), language }
  }, [language, zone])
}

/** The server's time, looked at so often. */
export function useNow(everyMs: number): number {
  const { offset } = useDesk()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now + offset
}

const LONGEST_TIMER_MS = 2_000_000_000

/** The server's time, looked at when the next of these has come. */
export function useNowAfter(times: readonly (string | null)[]): number {
  const { offset } = useDesk()
  const [, setPassed] = useState(0)
  const now = Date.now() + offset
  const ahead = times.flatMap((at) => (at === null ? [] : [Date.parse(at)])).filter((at) => at > now)
  const next = ahead.length === 0 ? undefined : Math.min(...ahead)
  useEffect(() => {
    if (next === undefined) return
    const wait = Math.min(next - offset - Date.now(), LONGEST_TIMER_MS)
    const timer = setTimeout(() => setPassed((n) => n + 1), wait + 1)
    return () => clearTimeout(timer)
  }, [next, offset])
  return now
}

const subscribe = (hear: () => void) => {
  window.addEventListener('hashchange', hear)
  return () => window.removeEventListener('hashchange', hear)
}

/** The step that the address names: a time slot by its number from 1, or none. */
export const useStep = (): number =>
  useSyncExternalStore(subscribe, () => Number(location.hash.slice(1)) || 0)

export function goToStep(step: number): void {
  location.hash = step === 0 ? '' : String(step)
}
