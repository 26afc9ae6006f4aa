import type { By } from '../../../kernel/journal/journal.ts'
import { type Selection, selectedRows } from '../participants/participant-list.store.ts'
import { problems } from '../problems.ts'
import type { Db, EventRow, ParticipantRow, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { offerKey, offersTo, placesOf } from '../waiting/waiting.store.ts'
import { moveUp } from '../waiting/waiting.ts'
import { listHeld, type WorkshopHeld } from '../workshops/workshop-list.ts'
import { type Broken, type Step, stepOf, type Wanted } from './behalf-plan.ts'
import { behalfProblems } from './behalf-problems.ts'
import { type PlaceToGive, putRegistrations } from './place.ts'
import { findLinks, type Place } from './registration.store.ts'
import { lockPlaces } from './registration.ts'
import type { Ground, Rule, RuledWorkshop } from './rules.ts'

/** In one transaction. */
const MOST_PLACED = 1_000

export interface Placing extends Wanted {
  event: EventRow
  who: Selection
}

export interface Line {
  person: ParticipantRow
  step: Step
}

/** What it comes to, person by person. */
export interface Report {
  workshops: ReadonlyMap<number, WorkshopHeld>
  lines: Line[]
}

/** What placing these people would do; nothing is changed. */
export async function previewPlaces(training: Training, placing: Placing): Promise<Report> {
  const people = await chosenPeople(training.db, placing)
  const scene = await openScene(training, training.db, { event: placing.event, people })
  return { workshops: scene.workshops, lines: play(scene, placing) }
}

/**
 * Places people, or takes places away, for a reason: all of them or nothing, or with `skip` all but those whom a rule keeps
 * from it that was not set aside. What was set aside stays marked at the place.
 */
export async function placePeople(
  training: Training,
  tx: Tx,
  by: By,
  { skip, reason, ...placing }: Placing & { skip: boolean; reason: string },
): Promise<Report> {
  if (reason.trim() === '') throw behalfProblems.noReason()
  const { event, workshopId } = placing
  const before = await chosenPeople(tx, placing)
  const participantIds = before.map(({ id }) => id)
  await lockPlaces(tx, { eventId: event.id, participantIds, workshopIds: [workshopId] })
  const people = await chosenPeople(tx, placing)
  const scene = await openScene(training, tx, { event, people })
  const lines = play(scene, placing)
  const stopped = lines.filter(({ step }) => step.isStopped)
  if (stopped.length > 0 && !skip)
    throw behalfProblems.stopped(
      stopped.map(({ person, step }) => ({
        name: person.full_name,
        why: step.breaks.map((broken) => sentenceOf(scene, broken)).join(', '),
      })),
    )
  const freed = new Set<number>()
  for (const line of lines) {
    if (line.step.isStopped || line.step.does === 'nothing') continue
    await apply(training, tx, by, { scene, placing, line, reason })
    for (const id of line.step.leaves) freed.add(id)
  }
  await moveUp(training, tx, event.id, [...freed])
  return { workshops: scene.workshops, lines }
}

async function chosenPeople(
  db: Db,
  { event, who }: Pick<Placing, 'event' | 'who'>,
): Promise<ParticipantRow[]> {
  const people = await selectedRows(db as Tx, { eventId: event.id, ...who })
  if (people.length === 0) throw behalfProblems.nobody()
  if (who.ids && people.length < new Set(who.ids).size) throw problems.notFound()
  if (people.length > MOST_PLACED) throw behalfProblems.tooMany(MOST_PLACED)
  return people
}

/** All that the rules look at, for several people of an event. */
interface Scene {
  people: readonly ParticipantRow[]
  workshops: ReadonlyMap<number, WorkshopHeld>
  /** With the seats that are taken, as it goes on. */
  ruled: Map<number, RuledWorkshop>
  links: Ground['links']
  places: ReadonlyMap<number, Place[]>
  offers: ReadonlySet<string>
}

async function openScene(
  training: Training,
  db: Db,
  { event, people }: { event: EventRow; people: readonly ParticipantRow[] },
): Promise<Scene> {
  const now = training.kernel.clock.now()
  const ids = people.map(({ id }) => id)
  const workshops = await listHeld(db, event.id, now)
  return {
    people,
    workshops: new Map(workshops.map((row) => [row.id, row])),
    ruled: new Map(workshops.map((row) => [row.id, { ...row, taken: row.registrations + row.offers }])),
    links: await findLinks(
      db,
      workshops.map(({ id }) => id),
    ),
    places: await placesOf(db, ids),
    offers: await offersTo(db, ids, now),
  }
}

/** One after another, as the seats go. */
function play(scene: Scene, placing: Placing): Line[] {
  if (!scene.workshops.has(placing.workshopId)) throw problems.notFound()
  return scene.people.map((person) => {
    const step = stepOf(groundFor(scene, person), placing)
    const gained = step.does === 'place' || step.does === 'move' ? [placing.workshopId] : []
    if (!step.isStopped) {
      for (const id of gained) if (!hasOffer(scene, person, id)) move(scene, id, 1)
      for (const id of step.leaves) move(scene, id, -1)
    }
    return { person, step }
  })
}

const hasOffer = ({ offers }: Scene, person: ParticipantRow, workshopId: number): boolean =>
  offers.has(offerKey(person.id, workshopId))

function move({ ruled }: Scene, id: number, by: number): void {
  const workshop = ruled.get(id)
  if (workshop) workshop.taken += by
}

function groundFor(scene: Scene, person: ParticipantRow): Ground {
  const own = [...scene.ruled.values()].filter(({ id }) => hasOffer(scene, person, id))
  const workshops =
    own.length === 0
      ? scene.ruled
      : new Map([
          ...scene.ruled,
          ...own.map((each) => [each.id, { ...each, taken: each.taken - 1 }] as const),
        ])
  return {
    targetGroup: person.target_group,
    workshops,
    links: scene.links,
    held: scene.places.get(person.id) ?? [],
  }
}

interface Applied {
  scene: Scene
  placing: Placing
  line: Line
  reason: string
}

async function apply(training: Training, tx: Tx, by: By, { scene, placing, line, reason }: Applied) {
  const { person, step } = line
  const held = scene.places.get(person.id) ?? []
  const marked = [...step.marks].flatMap(([id, rules]) => {
    const place = held.find((each) => each.workshop_id === id)
    return place ? [kept(place, { rules })] : []
  })
  const mine = held.find((each) => each.workshop_id === placing.workshopId)
  const places: PlaceToGive[] = [...marked]
  if (step.does === 'change' && mine) places.push(kept(mine, { fixed: placing.act === 'place' }))
  if (step.does === 'place' || step.does === 'move')
    places.push({
      workshopId: placing.workshopId,
      source: 'organiser',
      fixed: placing.fixed,
      overrides: step.marks.get(placing.workshopId) ?? [],
    })
  await putRegistrations(training, tx, by, {
    participantId: person.id,
    eventId: placing.event.id,
    places,
    replaces: held.filter((each) => step.leaves.includes(each.workshop_id)),
    reason,
    passOn: false,
  })
}

/** A place that stays, with what changes about it. */
function kept(
  place: Place,
  { fixed = place.fixed === 1, rules = [] }: { fixed?: boolean | undefined; rules?: readonly Rule[] },
): PlaceToGive {
  const known = overridesOf(place)
  const overrides = [...new Set([...known, ...rules])]
  return { workshopId: place.workshop_id, source: place.source, fixed, overrides }
}

/** Rules that were set aside for a place. */
const overridesOf = ({ overrides }: Pick<Place, 'overrides'>): Rule[] =>
  overrides === null ? [] : (JSON.parse(overrides) as Rule[])

function sentenceOf({ workshops }: Scene, { rule, workshopId, otherId }: Broken): string {
  const named = (id: number | null) => `“${workshops.get(id ?? 0)?.title ?? id}”`
  const [one, other] = [named(workshopId), named(otherId)]
  switch (rule) {
    case 'full':
      return `${one} is full`
    case 'group':
      return `${one} is for another group`
    case 'moment':
      return `${one} is at the same time as ${other}`
    case 'inclusive':
      return `${one} goes only together with ${other}`
    case 'exclusive':
      return `${one} cannot be combined with ${other}`
    case 'fixed':
      return `the place at ${one} is fixed`
  }
}
