import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { makeStore } from './store.ts'

export interface Crumb {
  label: string
  to: string
}

/** What the frame shows of the page: its place in the top bar. */
export interface PagePlace {
  title: string
  /** From the service down to the page's parent. */
  trail: readonly Crumb[]
}

export interface SectionPage {
  label: string
  to: string
  count?: number | undefined
  /** Also the addresses below it are this page. */
  deep?: boolean
}

/** Pages of the thing one is in (a project), shown below its service in the navigation. */
export interface Section {
  service: string
  pages: readonly SectionPage[]
}

export interface PageAct {
  label: string
  run(): void
}

export const pagePlace = makeStore<PagePlace>({ title: '', trail: [] })
export const section = makeStore<Section | null>(null)
export const pageActs = makeStore<readonly PageAct[]>([])
/** How many routes were changed; the heading of a new page takes the focus once a change. */
let arrivals = { made: 0, met: 0 }
/** A tab keeps the focus when it changes the page. */
let isFocusKept = false

export function noteRouteChange(): void {
  arrivals.made += 1
}

export function keepFocus(): void {
  isFocusKept = true
}

/** Names the page: in the tab, in the top bar, and for who hears it. */
export function usePage(place: PagePlace, heading: RefObject<HTMLElement | null>): void {
  const { title, trail } = place
  const key = JSON.stringify(place)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds all of the place
  useLayoutEffect(() => {
    pagePlace.set(place)
    document.title = [title, trail.at(-1)?.label, 'Atelier'].filter(Boolean).join(' – ')
  }, [key])
  useEffect(() => {
    if (arrivals.met === arrivals.made) return
    arrivals = { ...arrivals, met: arrivals.made }
    if (isFocusKept) isFocusKept = false
    else heading.current?.focus({ preventScroll: true })
  }, [heading])
}

/** Shows pages in the navigation as long as this page is open. */
export function useSection(service: string, pages: readonly SectionPage[] | undefined): void {
  const key = JSON.stringify(pages)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds all of the pages
  useLayoutEffect(() => {
    if (!pages) return
    const mine = { service, pages }
    section.set(mine)
    // The next page of the same thing has set its own by then.
    return () => queueMicrotask(() => section.set((now) => (now === mine ? null : now)))
  }, [service, key])
}

/** Offers acts of this page in the palette. */
export function usePageActs(acts: readonly PageAct[]): void {
  const latest = useRef(acts)
  latest.current = acts
  const labels = acts.map(({ label }) => label).join('\n')
  useEffect(() => {
    const mine = labels
      .split('\n')
      .filter(Boolean)
      .map((label, index) => ({ label, run: () => latest.current[index]?.run() }))
    pageActs.set(mine)
    return () => pageActs.set([])
  }, [labels])
}
