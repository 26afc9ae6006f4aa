import { time } from '../../../kernel/api/shapes.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import { lockEvent } from '../events/event.store.ts'
import { isOpenFor, openingAt } from '../events/opening.ts'
import { openingsOf } from '../events/openings.ts'
import { putRegistrations } from '../registrations/place.ts'
import * as places from '../registrations/registration.store.ts'
import type { Ground } from '../registrations/rules.ts'
import type { EventRow, OpeningRow, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import * as store from './waiting.store.ts'
import { tidyWaiting } from './waiting-job.ts'
import { mailWaiting } from './waiting-mail.ts'
import { type Plan, planOf } from './waiting-plan.ts'
import { recordWaiting } from './waiting-record.ts'

const PAGE = 100
/** In one transaction; a job goes on at once where more are due. */
const MOST_MOVES = 300
const SYSTEM: By = { via: 'system' }

/**
 * Gives seats that have fallen free to those who wait, in the transaction in which they did: to the first whom the rules let
 * take one. It needs the event's row alone (`lockPlaces` takes it so where somebody waits), and does nothing where nobody
 * does.
 */
export async function moveUp(
  training: Training,
  tx: Tx,
  eventId: number,
  workshopIds: readonly number[],
): Promise<void> {
  if (!(await store.someWait(tx, workshopIds, training.kernel.clock.now()))) return
  const scene = await openScene(training, tx, eventId)
  await endOffers(scene, new Set(workshopIds))
  await fill(scene, workshopIds)
}

/** A seat whose offer is over is the next one's in line, not that of whoever comes first now: before a choice is judged. */
export async function passOnLapsed(
  training: Training,
  tx: Tx,
  eventId: number,
  workshopIds: readonly number[],
): Promise<void> {
  if (await store.hasLapsed(tx, workshopIds, training.kernel.clock.now()))
    await moveUp(training, tx, eventId, workshopIds)
}

/**
 * Brings the lines of an event to what is true now: offers end that are over or may not be taken any more, and free seats
 * are given on. For whatever changes an event, its workshops or its times.
 */
export async function tidyLines(training: Training, tx: Tx, eventId: number): Promise<void> {
  const ids = await store.workshopsWithLines(tx, eventId)
  if (ids.length === 0) return
  const scene = await openScene(training, tx, eventId)
  await endOffers(scene)
  await fill(scene, ids)
}

/** An event with all that decides who moves up; kept true while people do. */
interface Scene {
  training: Training
  tx: Tx
  now: number
  event: EventRow
  openings: readonly OpeningRow[]
  workshops: ReadonlyMap<number, places.ChosenWorkshop>
  links: Ground['links']
  moves: number
}

async function openScene(training: Training, tx: Tx, eventId: number): Promise<Scene> {
  const now = training.kernel.clock.now()
  const event = await lockEvent(tx, eventId)
  const workshops = await places.listRuledWorkshops(tx, { event: eventId, now, participant: 0 })
  const ids = workshops.map(({ id }) => id)
  const openings = await openingsOf(tx, [eventId])
  const links = await places.findLinks(tx, ids)
  const byId = new Map(workshops.map((row) => [row.id, row]))
  return { training, tx, now, event, openings, workshops: byId, links, moves: 0 }
}

const isOpenTo = ({ event, now, openings }: Scene, who: { user_class: string; target_group: string }) =>
  isOpenFor(event, now, openings, who)

/**
 * Ends offers whose time is over, and those of people for whom registration has closed meanwhile: the latter keep their
 * places, since they did not let it pass.
 */
async function endOffers(scene: Scene, workshopIds?: ReadonlySet<number>): Promise<void> {
  const { training, tx, now, event, workshops } = scene
  const offers = await store.listOffers(tx, event.id)
  const lapsed: number[] = []
  const withdrawn: number[] = []
  for (const offer of offers) {
    if (workshopIds && !workshopIds.has(offer.workshop_id)) continue
    const isLive = (offer.offer_until ?? 0) > now
    const isOpen = isOpenTo(scene, offer)
    if (isLive && isOpen) continue
    ;(isOpen ? lapsed : withdrawn).push(offer.id)
    const workshop = workshops.get(offer.workshop_id)
    if (isLive && workshop) workshop.taken -= 1
    await recordWaiting(training, tx, SYSTEM, {
      what: isOpen ? 'lapsed' : 'withdrawn',
      row: { ...offer, event_id: event.id },
    })
  }
  if (lapsed.length + withdrawn.length === 0) return
  await store.deletePlacesInLine(tx, lapsed)
  await store.clearOffers(tx, withdrawn)
  training.seats.moved(tx, event.id)
}

/** Gives free seats on until nobody is left who could have one; a seat that somebody gives back for it is given on, too. */
async function fill(scene: Scene, workshopIds: readonly number[]): Promise<void> {
  if (scene.event.waiting !== 1) return
  const due = [...new Set(workshopIds)]
  for (let id = due.shift(); id !== undefined; id = due.shift()) due.push(...(await fillOne(scene, id)))
  if (scene.moves >= MOST_MOVES) await enqueue(scene.tx, tidyWaiting, {}, { key: tidyWaiting.name })
}

async function fillOne(scene: Scene, workshopId: number): Promise<number[]> {
  const workshop = scene.workshops.get(workshopId)
  const freed: number[] = []
  if (!workshop) return freed
  for (let after = 0; workshop.taken < workshop.seats; ) {
    const page = await store.listWaiters(scene.tx, { workshopId, after, limit: PAGE })
    if (page.length === 0) break
    const ids = page.map((row) => row.participant_id)
    const held = await store.placesOf(scene.tx, ids)
    const offered = await store.offersTo(scene.tx, ids, scene.now)
    for (const waiter of page) {
      after = waiter.id
      if (workshop.taken >= workshop.seats || scene.moves >= MOST_MOVES) return freed
      const own = { held: held.get(waiter.participant_id) ?? [], offered }
      freed.push(...(await giveTo(scene, waiter, own)))
    }
  }
  return freed
}

interface Own {
  held: places.Place[]
  offered: ReadonlySet<string>
}

/** Gives the seat to one who waits, or passes them over: they keep their place. Gives the workshops that fall free by it. */
async function giveTo(scene: Scene, waiter: store.Waiter, own: Own): Promise<number[]> {
  if (!isOpenTo(scene, waiter)) return []
  const plan = planOf(groundFor(scene, waiter, own), waiter.workshop_id, { whole: true })
  if (!plan) return []
  if (scene.event.offer_minutes > 0) {
    scene.moves += 1
    await offer(scene, waiter)
    return []
  }
  if (plan.drops.length > 0 && waiter.swap === 0) return []
  scene.moves += 1
  return register(scene, waiter, { plan, ...own })
}

/** Seats that are kept for somebody are not taken for them. */
function groundFor({ workshops, links }: Scene, waiter: store.Waiter, { held, offered }: Own): Ground {
  const isKept = (id: number) => offered.has(store.offerKey(waiter.participant_id, id))
  const ruled = [...workshops.values()].map((row) =>
    isKept(row.id) ? { ...row, taken: row.taken - 1 } : row,
  )
  return {
    targetGroup: waiter.target_group,
    workshops: new Map(ruled.map((row) => [row.id, row])),
    links,
    held,
  }
}

async function offer(scene: Scene, waiter: store.Waiter): Promise<void> {
  const { training, tx, now, event, workshops } = scene
  const { closesAt } = openingAt(event, now)
  const until = Math.min(now + event.offer_minutes * MINUTE_MS, closesAt ?? Number.MAX_SAFE_INTEGER)
  await store.setOffer(tx, waiter.id, { now, until })
  count(workshops, [waiter.workshop_id], 1)
  await recordWaiting(training, tx, SYSTEM, {
    what: 'offered',
    row: { ...waiter, event_id: event.id },
    more: { until: time(until) },
  })
  await tell(scene, waiter, 'offer')
  training.seats.moved(tx, event.id)
}

async function register(
  scene: Scene,
  waiter: store.Waiter,
  { plan, held, offered }: Own & { plan: Plan },
): Promise<number[]> {
  const { training, tx, event, workshops } = scene
  await putRegistrations(training, tx, SYSTEM, {
    participantId: waiter.participant_id,
    eventId: event.id,
    places: plan.takes
      .filter((id) => !held.some((place) => place.workshop_id === id))
      .map((workshopId) => ({ workshopId, source: 'waiting' as const })),
    replaces: held.filter((place) => plan.drops.includes(place.workshop_id)),
    passOn: false,
    confirm: false,
  })
  // A seat that was kept for them is counted already.
  count(
    workshops,
    plan.takes.filter((id) => !offered.has(store.offerKey(waiter.participant_id, id))),
    1,
  )
  count(workshops, plan.drops, -1)
  await tell(scene, waiter, 'moved-up')
  return plan.drops
}

function count(workshops: Scene['workshops'], ids: readonly number[], by: 1 | -1): void {
  for (const id of ids) {
    const workshop = workshops.get(id)
    if (workshop) workshop.taken += by
  }
}

async function tell(
  { tx }: Scene,
  { participant_id, workshop_id, email }: store.Waiter,
  kind: 'offer' | 'moved-up',
): Promise<void> {
  if (email === null) return
  await enqueue(tx, mailWaiting, { participantId: participant_id, workshopId: workshop_id, kind })
}
