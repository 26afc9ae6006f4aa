import { inTransaction, lock, lockSharing } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { getEvent } from '../events/event.store.ts'
import { roleAt } from '../events/member.ts'
import { openingAt } from '../events/opening.ts'
import { openingsOf } from '../events/openings.ts'
import { problems } from '../problems.ts'
import { inItsTurn } from '../registrations/registration.ts'
import type { Db, EventRow, OpeningRow, ParticipantRow, Tx, WorkshopRow } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import { wishProblems } from './wish-problems.ts'

export interface Wish {
  workshopId: number
  /** 1 is the dearest, for each moment. */
  rank: number
}

/** More than anybody can send in one request. */
export const MOST_WISHES = 500

/** What a participant wishes, dearest first for each moment. */
export async function wishesOf(db: Db, participantId: number): Promise<Wish[]> {
  const rows = await db
    .selectFrom('training_wish')
    .select(['workshop_id', 'rank'])
    .where('participant_id', '=', participantId)
    .orderBy('rank')
    .orderBy('workshop_id')
    .limit(MOST_WISHES)
    .execute()
  return rows.map((row) => ({ workshopId: row.workshop_id, rank: row.rank }))
}

/** Whether somebody may wish now: registration is open to them, and the deadline has not passed. */
function mayWish(
  event: EventRow,
  now: number,
  { openings, who }: { openings: readonly OpeningRow[]; who: ParticipantRow },
): boolean {
  return (
    event.mode === 'wishes' &&
    event.archived_at === null &&
    openingAt(event, now, openings, who).open &&
    (event.wishes_until === null || now < event.wishes_until)
  )
}

/**
 * Replaces all wishes of a participant, or refuses and keeps the old ones. An organiser who does it for them is bound by
 * no time, until a distribution is published, and may leave wishes out.
 */
export function putWishes(
  training: Training,
  {
    participantId,
    wishes,
    by,
    onBehalf = false,
  }: { participantId: number; wishes: readonly Wish[]; by: By; onBehalf?: boolean },
): Promise<Wish[]> {
  const put = async (tx: Tx): Promise<Wish[]> => {
    const { event, who } = await lockWisher(tx, participantId)
    if (!onBehalf) await requireOpen(training, tx, event, who)
    else if (event.mode !== 'wishes') throw wishProblems.noWishes()
    checkWishes({ event, who, workshops: await listWorkshops(tx, event.id) }, wishes, onBehalf)
    const old = await wishesOf(tx, participantId)
    const sorted = [...wishes].sort((a, b) => a.rank - b.rank || a.workshopId - b.workshopId)
    if (isSame(old, sorted)) return old
    await replaceRows(training, tx, { who, wishes: sorted })
    await training.kernel.journal.record(tx, {
      by,
      action: 'training.wishes.changed',
      object: `training.participant:${participantId}`,
      service: SERVICE,
      details: { event: event.id },
      old: old.map((wish) => ({ ...wish })),
      new: sorted.map((wish) => ({ ...wish })),
      audience: roleAt(event.id, 'manager'),
    })
    training.seats.moved(tx, event.id)
    return sorted
  }
  return inItsTurn(training, () => inTransaction(training.db, put))
}

const isSame = (old: readonly Wish[], wishes: readonly Wish[]): boolean =>
  old.length === wishes.length &&
  old.every(({ workshopId, rank }, at) => wishes[at]?.workshopId === workshopId && wishes[at].rank === rank)

/** Locked as by a registration: the event against changes and distributions, then the person. */
async function lockWisher(tx: Tx, participantId: number): Promise<{ event: EventRow; who: ParticipantRow }> {
  const find = () =>
    tx.selectFrom('training_participant').selectAll().where('id', '=', participantId).executeTakeFirst()
  const eventId = (await find())?.event_id
  if (eventId === undefined) throw problems.notFound()
  await lockSharing(tx, 'training_event', [eventId], 'share')
  await lock(tx, 'training_participant', [participantId])
  const who = await find()
  if (!who) throw problems.notFound()
  return { event: await getEvent(tx, eventId), who }
}

async function requireOpen(
  { kernel }: Training,
  tx: Tx,
  event: EventRow,
  who: ParticipantRow,
): Promise<void> {
  if (event.mode !== 'wishes') throw wishProblems.noWishes()
  const now = kernel.clock.now()
  if (mayWish(event, now, { openings: await openingsOf(tx, [event.id]), who })) return
  throw event.wishes_until !== null && now >= event.wishes_until ? wishProblems.over() : wishProblems.closed()
}

function checkWishes(
  { event, who, workshops }: { event: EventRow; who: ParticipantRow; workshops: readonly WorkshopRow[] },
  wishes: readonly Wish[],
  mayLeaveOut: boolean,
): void {
  const byId = new Map(workshops.map((row) => [row.id, row]))
  const moments = new Map<string, number[]>()
  const seen = new Set<number>()
  for (const { workshopId, rank } of wishes) {
    const workshop = byId.get(workshopId)
    if (!workshop) throw wishProblems.unknown()
    if (workshop.target_group !== who.target_group) throw wishProblems.foreignGroup(workshop.title)
    if (seen.has(workshopId)) throw wishProblems.twice(workshop.title)
    seen.add(workshopId)
    moments.set(workshop.moment, [...(moments.get(workshop.moment) ?? []), rank])
  }
  for (const [moment, ranks] of moments) {
    if (ranks.length > event.wishes_most) throw wishProblems.tooMany(moment, event.wishes_most)
    if (ranks.sort((a, b) => a - b).some((rank, at) => rank !== at + 1)) throw wishProblems.holes(moment)
  }
  if (mayLeaveOut) return
  const own = workshops.filter((row) => row.target_group === who.target_group)
  for (const [moment, there] of Map.groupBy(own, (row) => row.moment)) {
    const least = Math.min(event.wishes_least, there.length)
    if ((moments.get(moment)?.length ?? 0) < least) throw wishProblems.tooFew(moment, least)
  }
}

async function replaceRows(
  { kernel }: Training,
  tx: Tx,
  { who, wishes }: { who: ParticipantRow; wishes: readonly Wish[] },
): Promise<void> {
  await tx.deleteFrom('training_wish').where('participant_id', '=', who.id).execute()
  if (wishes.length === 0) return
  const at = kernel.clock.now()
  const rows = wishes.map(({ workshopId, rank }) => ({
    event_id: who.event_id,
    participant_id: who.id,
    workshop_id: workshopId,
    rank,
    at,
  }))
  await tx.insertInto('training_wish').values(rows).execute()
}
