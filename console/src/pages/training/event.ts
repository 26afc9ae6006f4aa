import type { Answer } from '@atelier/client'
import { useEffect } from 'react'
import { client } from '../../app/client.ts'
import { type Data, useData } from '../../app/data.tsx'
import { useParam } from '../../ui/link.tsx'
import { type Crumb, type SectionPage, useSection } from '../../ui/page.ts'
import type { Look } from '../../ui/state.tsx'

export type Event = Answer<'/api/training/events/{id}'>

export const EVENTS = '/app/training/events'
export const BACK = { label: 'All events', to: EVENTS }

/** Managers run an event; helpers stand at its doors. */
export const manages = (event: Pick<Event, 'role'>): boolean => event.role === 'manager'

/** What of the journal changes what every page of an event shows. */
const LIVE = [
  'training.event',
  'training.workshop',
  'training.workshops',
  'training.participant',
  'training.participants',
]

/** The event of this address, with its pages in the navigation. */
export function useEvent(): { id: number; url: string; event: Data<Event> } {
  const id = Number(useParam('id'))
  const url = `${EVENTS}/${id}`
  const event = useData(
    ['event', id],
    (signal) => client.read('/api/training/events/{id}', { path: { id }, signal }),
    { live: LIVE },
  )
  useAgainAt([event.data?.data.nextAt], event.refetch)
  useSection('training', event.data && pagesOf(event.data.data, url))
  return { id, url, event }
}

const LONGEST_MS = 2 ** 31 - 1

/** Loads again when the clock opens or closes something: no entry of the journal tells that. */
export function useAgainAt(times: readonly (string | null | undefined)[], again: () => unknown): void {
  const next = times.flatMap((at) => (at ? [Date.parse(at)] : [])).sort((a, b) => a - b)[0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another time sets another timer
  useEffect(() => {
    if (next === undefined) return
    const timer = setTimeout(again, Math.min(Math.max(next - Date.now(), 0) + 250, LONGEST_MS))
    return () => clearTimeout(timer)
  }, [next])
}

function pagesOf(event: Event, url: string): SectionPage[] {
  if (!manages(event)) return [{ label: 'Attendance', to: `${url}/attendance` }]
  return [
    { label: 'Overview', to: url },
    { label: 'Workshops', to: `${url}/workshops`, count: event.workshops, deep: true },
    { label: 'Participants', to: `${url}/participants`, count: event.participants, deep: true },
    { label: 'Rules', to: `${url}/rules` },
    { label: 'Wishes', to: `${url}/wishes`, deep: true },
    { label: 'Attendance', to: `${url}/attendance` },
    { label: 'Letters and lists', to: `${url}/letters` },
    { label: 'Settings', to: `${url}/settings`, deep: true },
  ]
}

/** The way to a page of an event, for the top bar. */
export const trailTo = (event: Event | undefined, url: string): Crumb[] => [
  { label: 'Training', to: EVENTS },
  { label: 'Events', to: EVENTS },
  ...(event ? [{ label: event.name, to: url }] : []),
]

/** How registration stands, for a pill or a cell. */
export const STATES: Readonly<Record<Event['state'], { look: Look; word: string }>> = {
  open: { look: 'open', word: 'Registration open' },
  partly: { look: 'open', word: 'Open for some' },
  scheduled: { look: 'waiting', word: 'Opens later' },
  closed: { look: 'stopped', word: 'Registration closed' },
}
