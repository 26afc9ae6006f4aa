import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Db, ParticipantRow } from '../tables.ts'
import { compareSlots } from '../workshops/slot.ts'

/** By what somebody has chosen: nothing, not in every time slot of their group, or in every one. */
export const PROGRESS = ['none', 'partial', 'complete'] as const
export type Progress = (typeof PROGRESS)[number]

/** Which participants of an event a list or an act is about: named ones, or all that match. */
export interface Selection {
  ids?: readonly number[]
  search?: string
  userClass?: string
  targetGroup?: string
  progress?: readonly Progress[]
  /** False for those who have never signed in. */
  signedIn?: boolean
  /** True for those who wait for a seat. */
  waiting?: boolean
}

type Asked = Selection & { eventId: number }

const chosen = sql<number>`(select count(*) from training_registration r where r.participant_id = p.id)`
const slots = sql<number>`coalesce(s.slots, 0)`
const progress = sql<Progress>`case when ${chosen} = 0 then 'none' when ${chosen} < ${slots} then 'partial' else 'complete' end`
const waits = sql<number>`(select count(*) from training_waiting q where q.participant_id = p.id)`

function participantsOf(db: Db, asked: Asked) {
  const { eventId, ids, search, userClass, targetGroup, signedIn, waiting } = asked
  return (
    db
      .selectFrom('training_participant as p')
      // Counted once a group, not once a person.
      .leftJoin(
        (of) =>
          of
            .selectFrom('training_workshop')
            .select((eb) => ['target_group', eb.fn.count<number>('moment').distinct().as('slots')])
            .where('event_id', '=', eventId)
            .groupBy('target_group')
            .as('s'),
        (join) => join.onRef('s.target_group', '=', 'p.target_group'),
      )
      .where('p.event_id', '=', eventId)
      .$if(ids !== undefined, (query) => query.where('p.id', 'in', ids?.length ? [...ids] : [0]))
      .$if(userClass !== undefined, (query) => query.where('p.user_class', '=', userClass as string))
      .$if(targetGroup !== undefined, (query) => query.where('p.target_group', '=', targetGroup as string))
      .$if(signedIn !== undefined, (query) => query.where('p.signed_in_at', signedIn ? 'is not' : 'is', null))
      .$if(waiting === true, (query) => query.where(waits, '>', 0))
      .$if(asked.progress !== undefined && asked.progress.length > 0, (query) =>
        query.where(progress, 'in', asked.progress as Progress[]),
      )
      .$if(search !== undefined && search !== '', (query) =>
        query.where((eb) =>
          eb.or([
            contains(db, sql.ref('p.name_folded'), fold(search as string)),
            contains(db, sql.ref('p.user_class'), search as string),
            contains(db, sql.ref('p.email'), search as string),
          ]),
        ),
      )
  )
}

/** In the order of the list that they came with. */
export function listParticipants(db: Db, asked: Asked & { after?: number; limit: number }) {
  const { after, limit } = asked
  return participantsOf(db, asked)
    .selectAll('p')
    .select([progress.as('progress'), waits.as('waits')])
    .$if(after !== undefined, (query) => query.where('p.id', '>', after as number))
    .orderBy('p.id')
    .limit(limit)
    .execute()
}

export type ParticipantItem = Awaited<ReturnType<typeof listParticipants>>[number]

/** How many match by what they have chosen, and how many of all never signed in. */
export async function countProgress(db: Db, asked: Asked) {
  const rows = await db
    .selectFrom(
      participantsOf(db, asked)
        .select([progress.as('progress'), 'p.signed_in_at'])
        .as('each'),
    )
    .select((eb) => [
      'each.progress',
      eb.fn.countAll<number>().as('n'),
      eb.fn.count<number>('each.signed_in_at').as('signed'),
    ])
    .groupBy('each.progress')
    .execute()
  const counts = { none: 0, partial: 0, complete: 0, neverSignedIn: 0 }
  for (const { progress: of, n, signed } of rows) {
    counts[of] = Number(n)
    counts.neverSignedIn += Number(n) - Number(signed)
  }
  return counts
}

/** The classes, or the groups, of an event with how many are in each. */
export async function countBy(db: Db, eventId: number, column: 'user_class' | 'target_group') {
  const rows = await db
    .selectFrom('training_participant')
    .select((eb) => [eb.ref(column).as('value'), eb.fn.countAll<number>().as('count')])
    .where('event_id', '=', eventId)
    .groupBy(column)
    .orderBy(column)
    .limit(500)
    .execute()
  return rows.map(({ value, count }) => ({ value, count: Number(count) }))
}

/** What these participants hold, in the order of the day. */
export async function choicesOf(db: Db, ids: readonly number[]) {
  const rows = await db
    .selectFrom('training_registration as r')
    .innerJoin('training_workshop as w', 'w.id', 'r.workshop_id')
    .select([
      'r.participant_id',
      'r.workshop_id',
      'r.source',
      'r.fixed',
      'r.reason',
      'r.overrides',
      'r.entry_time',
    ])
    .select(['w.title', 'w.moment', 'w.starts_at', 'w.ends_at', 'w.room', 'w.teacher'])
    .where('r.participant_id', 'in', ids.length > 0 ? [...ids] : [0])
    .orderBy('r.id')
    .execute()
  return rows.sort((one, other) => compareSlots(one, other) || one.workshop_id - other.workshop_id)
}

export type Choice = Awaited<ReturnType<typeof choicesOf>>[number]

/** The rows of a selection, for an act on all of them; an event's number of people is bounded. */
export function selectedRows(tx: Db, asked: Asked): Promise<ParticipantRow[]> {
  return participantsOf(tx, asked).selectAll('p').orderBy('p.id').execute()
}
