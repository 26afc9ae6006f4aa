import { useMemo, useRef, useState } from 'react'
import { notify } from '../../../ui/notices.tsx'
import { clock, counted } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'
import {
  type CheckIn,
  type Heard,
  type Person,
  type Presence,
  presentAt,
  readCode,
  useDoor,
  type Workshop,
} from './data.ts'
import { newKey, type Queue, type Seen } from './queue.ts'

/** What the door says about the last code. */
export interface Said {
  look: 'done' | 'attention' | 'failed' | 'waiting'
  title: string
  detail?: string | undefined
  /** Somebody who may be let in all the same. */
  asks?: Asked
}

/** Somebody who is not registered stands at the door. */
export interface Asked {
  id: number
  name: string
  workshopId: number
  /** Where they are registered in the same time slot. */
  elsewhere: readonly string[]
  free: number
  /** The check-in that the server did not take. */
  key?: string
}

export interface AtDoor {
  workshop: Workshop
  workshops: readonly Workshop[]
  people: readonly Person[]
  registered: readonly Person[]
  walkIns: readonly Person[]
  present: ReadonlyMap<number, Presence>
  free: number
  queue: Queue
  said: Said | null
  asked: Asked | null
  /** In, or out again. Whoever is not registered is asked about first. */
  tap(person: Person): void
  scan(text: string): void
  ask(asked: Asked | null): void
  letIn(asked: Asked): void
  settle(key: string): void
}

interface Given {
  event: Event
  workshop: Workshop
  workshops: readonly Workshop[]
  people: readonly Person[]
  checkIns: readonly CheckIn[]
}

const now = () => new Date().toISOString()

/** "not registered here, but for Welding" */
export const whereElse = (elsewhere: readonly string[]): string =>
  elsewhere.length === 0
    ? 'Registered for nothing at this time.'
    : `Registered for ${elsewhere.join(' and ')} at this time.`

export const freeWords = (free: number): string =>
  free > 0 ? `${counted(free, 'seat is', 'seats are')} free.` : 'No seat is free.'

/** All that happens at the door of one workshop. */
export function useAtDoor({ event, workshop, workshops, people, checkIns }: Given): AtDoor {
  const [said, setSaid] = useState<Said | null>(null)
  const [asked, ask] = useState<Asked | null>(null)
  const scanned = useRef(new Map<string, number>())
  const titleOf = (id: number) => workshops.find((each) => each.id === id)?.title ?? 'This workshop'
  const door = useDoor(event.id, (seen, judged) => {
    if (seen.code !== undefined) setSaid(saidOf(seen, judged))
    else if (judged.outcome === 'already' && judged.participant && judged.at)
      notify({
        look: 'attention',
        title: `${judged.participant.name} was in already, since ${clock(judged.at)}`,
        detail: titleOf(seen.workshopId),
      })
  })
  const { queue, add, settle } = door
  const present = useMemo(() => presentAt(workshop.id, checkIns, queue), [workshop.id, checkIns, queue])
  const registered = useMemo(
    () => people.filter((person) => person.workshops.includes(workshop.id)),
    [people, workshop.id],
  )
  const walkIns = people.filter(({ id, workshops }) => present.has(id) && !workshops.includes(workshop.id))
  const free = workshop.seats - registered.length - walkIns.length

  const asking = (person: Person): Asked => ({
    ...{ id: person.id, name: person.name, workshopId: workshop.id, free },
    elsewhere: person.workshops
      .filter((id) => workshops.find((each) => each.id === id)?.moment === workshop.moment)
      .map(titleOf),
  })
  const checkIn = (who: Partial<Seen>) => add({ key: newKey(), workshopId: workshop.id, at: now(), ...who })

  const tap = (person: Person) => {
    const presence = present.get(person.id)
    if (!presence) {
      if (person.workshops.includes(workshop.id)) return checkIn({ participantId: person.id })
      return ask(asking(person))
    }
    const of = { workshopId: workshop.id, at: presence.at, participantId: person.id, undoneAt: now() }
    add(...presence.keys.map((key) => ({ key, ...of })))
    const isWalkIn = !person.workshops.includes(workshop.id)
    notify({
      title: `${person.name} is out again`,
      act: {
        label: 'Undo',
        run: () => checkIn({ participantId: person.id, ...(isWalkIn && { walkIn: 'over' }) }),
      },
    })
  }

  const scan = (text: string) => {
    if (isHeld(scanned.current, text)) return
    const read = readCode(text)
    if (!read) return setSaid({ look: 'failed', title: 'This is no code of an event' })
    const person = people.find(({ id }) => id === read.participantId)
    const presence = person && present.get(person.id)
    if (person && presence)
      return setSaid({
        look: 'attention',
        title: person.name,
        detail: `Was in already, since ${clock(presence.at)}.`,
      })
    if (person && !person.workshops.includes(workshop.id)) {
      const asks = asking(person)
      return setSaid({ ...notHere(asks), asks })
    }
    setSaid({
      look: person ? 'done' : 'waiting',
      title: person?.name ?? 'One moment',
      detail: person ? 'In.' : 'Kept: the server says who it is as soon as it is reached.',
    })
    checkIn({ code: read.code, ...(person && { who: person.id }) })
  }

  return {
    ...{ workshop, workshops, people, registered, walkIns, present, free, queue, said, asked },
    ...{ tap, scan, ask, settle },
    letIn({ id, workshopId, free, key }) {
      add({ key: newKey(), workshopId, at: now(), participantId: id, walkIn: free > 0 ? 'free' : 'over' })
      if (key !== undefined) settle(key)
      ask(null)
      setSaid(null)
    },
  }
}

const AGAIN_MS = 3_000

/** The camera sees one code many times: whether it has never been away for long. */
function isHeld(seen: Map<string, number>, text: string): boolean {
  const last = seen.get(text) ?? 0
  seen.set(text, Date.now())
  return Date.now() - last < AGAIN_MS
}

const notHere = ({ name, elsewhere, free }: Asked): Said => ({
  look: 'attention',
  title: `${name} is not registered here`,
  detail: `${whereElse(elsewhere)} ${freeWords(free)}`,
})

function saidOf(seen: Seen, { outcome, participant, at, elsewhere, free }: Heard): Said {
  const name = participant?.name ?? ''
  switch (outcome) {
    case 'in':
      return { look: 'done', title: name, detail: 'In.' }
    case 'already':
      return { look: 'attention', title: name, detail: `Was in already${at ? `, since ${clock(at)}` : ''}.` }
    case 'not-registered': {
      const asks = askedOf(seen, { participant, elsewhere, free })
      return asks ? { ...notHere(asks), asks } : { look: 'failed', title: 'Nobody here has this code' }
    }
    case 'out':
      return { look: 'attention', title: name, detail: 'Out again.' }
    case 'no-workshop':
      return { look: 'failed', title: 'This workshop is gone', detail: 'Choose another one.' }
    default:
      return { look: 'failed', title: 'Nobody here has this code', detail: 'Look for the name in the list.' }
  }
}

/** Of a check-in that was not taken, whom to let in. */
export function askedOf(
  { key, workshopId }: Seen,
  { participant, elsewhere, free }: Pick<Heard, 'participant' | 'elsewhere' | 'free'>,
): Asked | null {
  return (
    participant && { id: participant.id, name: participant.name, workshopId, elsewhere, free: free ?? 0, key }
  )
}
