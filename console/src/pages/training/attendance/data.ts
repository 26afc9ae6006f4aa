import type { Answer, FeedEntry, ItemOf, Snapshot } from '@atelier/client'
import { useEffect, useMemo, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { useSession } from '../../../app/session.ts'
import { type Door, openDoor, type Queue, type Seen } from './queue.ts'

const PEOPLE = '/api/training/events/{id}/attendance/people'
const CHECK_INS = '/api/training/events/{id}/check-ins'

export type Workshop = Answer<'/api/training/events/{id}/attendance'>['workshops'][number]
export type Person = ItemOf<typeof PEOPLE>
export type CheckIn = ItemOf<typeof CHECK_INS>

type Pages<T> = { items: T[]; next: number | null }

/** A whole list, page by page; true for the place of its first page. */
async function readAll<T>(
  read: (after: number | undefined) => Promise<Snapshot<Pages<T>>>,
): Promise<Snapshot<T[]>> {
  const first = await read(undefined)
  const all = [...first.data.items]
  for (let next = first.data.next; next !== null; ) {
    const page = await read(next)
    all.push(...page.data.items)
    next = page.data.next
  }
  return { ...first, data: all }
}

const isOf = (eventId: number, prefixes: readonly string[]) => (entry: FeedEntry) => {
  if (!prefixes.some((prefix) => entry.action.startsWith(`${prefix}.`))) return false
  const event = (entry.details as { event?: number } | null)?.event
  return event === undefined || event === eventId
}

export function useAttendance(id: number) {
  return useData(
    ['event', id, 'attendance'],
    (signal) => client.read('/api/training/events/{id}/attendance', { path: { id }, signal }),
    { live: isOf(id, ['training.check-in', 'training.registration', 'training.workshop', 'training.event']) },
  )
}

/** Everybody of the event: who stands at a door without a connection has to know them all. */
export function usePeople(id: number, workshops: readonly Workshop[] | undefined) {
  const people = useData(
    ['event', id, 'door-people'],
    (signal) =>
      readAll((after) => client.read(PEOPLE, { path: { id }, query: { after, limit: 500 }, signal })),
    { live: isOf(id, ['training.registration', 'training.participant', 'training.participants']) },
  )
  const { data, refetch } = people
  const isOld = useMemo(() => data !== undefined && differs(data.data, workshops), [data, workshops])
  // Entries about registrations are for managers: a helper's page sees by the counts that the list is old.
  useEffect(() => {
    if (isOld) void refetch()
  }, [isOld, refetch])
  return people
}

function differs(people: readonly Person[], workshops: readonly Workshop[] | undefined): boolean {
  const counts = new Map<number, number>()
  for (const { workshops: ids } of people) for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return workshops?.some(({ id, registered }) => registered !== (counts.get(id) ?? 0)) ?? false
}

const checkInsKey = (id: number, workshop: number) => ['event', id, 'check-ins', workshop]

export function useCheckIns(id: number, workshop: number | undefined) {
  return useData(
    checkInsKey(id, workshop ?? 0),
    (signal) =>
      readAll((after) =>
        client.read(CHECK_INS, {
          path: { id },
          query: { workshop: workshop ?? 0, after, limit: 500 },
          signal,
        }),
      ),
    { live: isOf(id, ['training.check-in']), when: workshop !== undefined },
  )
}

export type Heard = Parameters<Parameters<typeof openDoor>[1]>[1]

/** The queue of this device for this event, at work as long as the page is open. `hear` is told each answer. */
export function useDoor(eventId: number, hear: (seen: Seen, judged: Heard) => void): Door & { queue: Queue } {
  const account = useSession().account.id
  const latest = useRef(hear)
  latest.current = hear
  const [door] = useState(() =>
    openDoor({ account, eventId }, (seen, judged) => {
      takeIn(eventId, seen, judged)
      latest.current(seen, judged)
    }),
  )
  useEffect(() => door.start(), [door])
  return { ...door, queue: door.use() }
}

/** What was answered is known until the list is read again. */
function takeIn(eventId: number, seen: Seen, { outcome, participant }: Heard): void {
  queries.setQueryData<Snapshot<CheckIn[]>>(checkInsKey(eventId, seen.workshopId), (known) => {
    if (!known || !participant) return known
    const others = known.data.filter(({ key }) => key !== seen.key)
    if (outcome === 'out') return { ...known, data: others }
    if (outcome !== 'in' && outcome !== 'already') return known
    const { key, at } = seen
    return { ...known, data: [...others, { id: 0, key, at, participantId: participant.id }] }
  })
}

/** How somebody is in: since when, and by which check-ins. */
export interface Presence {
  at: string
  keys: string[]
  /** The server has not answered yet. */
  isWaiting: boolean
}

/** Who is in at a workshop, by what the server knows and what waits to be sent. */
export function presentAt(
  workshop: number,
  checkIns: readonly CheckIn[],
  queue: Queue,
): ReadonlyMap<number, Presence> {
  const present = new Map<number, Presence>()
  const undone = new Set(queue.waiting.flatMap(({ key, undoneAt }) => (undoneAt === undefined ? [] : key)))
  const add = (participantId: number, at: string, key: string, isWaiting: boolean) => {
    if (undone.has(key)) return
    const known = present.get(participantId)
    present.set(participantId, {
      at: known && known.at < at ? known.at : at,
      keys: [...(known?.keys ?? []), key],
      isWaiting: isWaiting && (known?.isWaiting ?? true),
    })
  }
  for (const { participantId, at, key } of checkIns) add(participantId, at, key, false)
  for (const { key, at, workshopId, participantId, who, undoneAt } of queue.waiting) {
    const person = participantId ?? who
    if (workshopId === workshop && person !== undefined && undoneAt === undefined) add(person, at, key, true)
  }
  return present
}

/** What was shown: who it is, where the code says so itself, and what the server is asked. */
export function readCode(text: string): { code: string; participantId: number | null } | null {
  const [, id] = /^atelier:checkin:(\d{1,15}):/.exec(text) ?? []
  if (id !== undefined) return { code: text, participantId: Number(id) }
  // Of a letter's link the key alone.
  const [key] = /#k=[^&]*$/.exec(text) ?? []
  const code = key ?? text.trim()
  return code.length > 0 && code.length <= 100 ? { code, participantId: null } : null
}

const HOUR_MS = 3_600_000
const begins = ({ startsAt }: Workshop): number =>
  startsAt === null ? Number.POSITIVE_INFINITY : Date.parse(startsAt)
const ends = (workshop: Workshop): number =>
  workshop.endsAt === null ? begins(workshop) + HOUR_MS : Date.parse(workshop.endsAt)

/** In the order of the day; those without a time behind them, by the text of their time slot. */
export function compareWorkshops(one: Workshop, two: Workshop): number {
  if (begins(one) !== begins(two)) return begins(one) < begins(two) ? -1 : 1
  if (one.moment !== two.moment) return one.moment < two.moment ? -1 : 1
  return one.id - two.id
}

/** Of workshops in the order of the day the one that is on, or the next one; the last when all are over. */
export const workshopNow = (workshops: readonly Workshop[], now: number): Workshop | undefined =>
  workshops.find((each) => ends(each) >= now) ?? workshops.at(-1)
