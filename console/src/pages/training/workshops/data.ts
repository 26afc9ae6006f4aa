import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'

export type Workshop = Answer<'/api/training/events/{id}/workshops'>['items'][number]
export type Link = Answer<'/api/training/events/{id}/links'>['items'][number]

const STRUCTURE = ['training.event', 'training.workshop', 'training.workshops', 'training.links']

/** The workshops of an event, with how full they are. */
export const useWorkshops = (id: number) =>
  useData(
    ['event', id, 'workshops'],
    (signal) => client.read('/api/training/events/{id}/workshops', { path: { id }, signal }),
    { live: [...STRUCTURE, 'training.registration', 'training.waiting', 'training.participants'] },
  )

/** What ties its workshops. */
export const useLinks = (id: number) =>
  useData(
    ['event', id, 'links'],
    (signal) => client.read('/api/training/events/{id}/links', { path: { id }, signal }),
    { live: STRUCTURE },
  )

/** Workshops of equal text are one time slot; in the order of the day, then of the text. */
export function slotsOf(items: readonly Workshop[]): { moment: string; workshops: Workshop[] }[] {
  const slots = new Map<string, Workshop[]>()
  for (const workshop of items) slots.set(workshop.moment, [...(slots.get(workshop.moment) ?? []), workshop])
  const first = (workshops: readonly Workshop[]) =>
    Math.min(...workshops.map(({ startsAt }) => (startsAt ? Date.parse(startsAt) : Number.POSITIVE_INFINITY)))
  return [...slots]
    .map(([moment, workshops]) => ({ moment, workshops }))
    .sort((a, b) => {
      const [one, two] = [first(a.workshops), first(b.workshops)]
      return one === two ? (a.moment < b.moment ? -1 : 1) : one - two
    })
}

/** The other workshops of a link, by the one that is looked at. */
export const partnerOf = ({ workshop1Id, workshop2Id }: Link, id: number): number | undefined =>
  workshop1Id === id ? workshop2Id : workshop2Id === id ? workshop1Id : undefined
