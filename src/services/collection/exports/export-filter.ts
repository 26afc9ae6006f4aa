import { hash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Text } from '../../../kernel/api/shapes.ts'
import { fold } from '../../../kernel/db/db.ts'
import { startOfDay } from '../../../kernel/zone.ts'
import type { Db } from '../tables.ts'
import { outProblems as problems } from './out-problems.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day, such as 2027-03-01' })
const Names = Type.Array(Text(255), { maxItems: 100 })

/** What an export leaves out; the same words in addresses and in bodies. */
export const filterFields = {
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  zone: Type.Optional(Type.String({ maxLength: 64, description: 'Time zone of the days. Default: UTC' })),
  activity: Type.Optional(Names),
  item: Type.Optional(Names),
  participant: Type.Optional(Names),
}
const FilterBody = Type.Object(filterFields)
export type FilterBody = Static<typeof FilterBody>

/** Which answers of a project are meant. */
export interface AnswerFilter {
  projectId: number
  /** By when they came in; the second is not counted in. */
  from?: number
  until?: number
  activities?: readonly string[]
  items?: readonly string[]
  /** Folded. */
  participants?: readonly string[]
  superseded: boolean
  recordings: boolean
}

/** The filter as it was sent, with its days as moments; both days are counted in. */
export function filterOf(
  projectId: number,
  sent: FilterBody & { superseded?: boolean; recordings?: boolean },
): AnswerFilter {
  const { zone = 'UTC', from, to } = sent
  if (startOfDay('2027-01-01', zone) === undefined) throw problems.unknownZone(zone)
  const moment = (field: 'from' | 'to', date: string | undefined, days: number) => {
    if (date === undefined) return undefined
    const at = startOfDay(date, zone, days)
    if (at === undefined) throw problems.noSuchDay(field, date)
    return at
  }
  const [start, until] = [moment('from', from, 0), moment('to', to, 1)]
  if (start !== undefined && until !== undefined && until <= start) throw problems.daysTurned()
  return {
    projectId,
    from: start,
    until,
    activities: namesOf(sent.activity),
    items: namesOf(sent.item),
    participants: namesOf(sent.participant)?.map(fold),
    superseded: sent.superseded ?? false,
    recordings: sent.recordings ?? true,
  }
}

const namesOf = (names: readonly string[] | undefined) => (names?.length ? names : undefined)

/** For the journal and for lists: what was asked for, without what was not. Codes of people are kept as a hash only. */
export function factsOf(sent: FilterBody & { superseded?: boolean; recordings?: boolean }) {
  const { participant, ...rest } = sent
  const who = participant?.map((code) => hash('sha256', fold(code)).slice(0, 12))
  return { ...rest, ...(who && { participants: who }) }
}

/** The answers that a filter means, for whatever is then asked about them. */
export function answersOf(db: Db, filter: AnswerFilter) {
  return db
    .selectFrom('collection_response as r')
    .where('r.project_id', '=', filter.projectId)
    .$if(filter.from !== undefined, (query) => query.where('r.received_at', '>=', filter.from as number))
    .$if(filter.until !== undefined, (query) => query.where('r.received_at', '<', filter.until as number))
    .$if(filter.activities !== undefined, (query) =>
      query.where('r.activity', 'in', filter.activities as string[]),
    )
    .$if(filter.items !== undefined, (query) => query.where('r.item', 'in', filter.items as string[]))
    .$if(filter.participants !== undefined, (query) =>
      query.where('r.participant_folded', 'in', filter.participants as string[]),
    )
    .$if(!filter.superseded, (query) => query.where('r.superseded', '=', 0))
    .$if(!filter.recordings, (query) => query.where('r.file_name', 'is', null))
}

/** The last answer that there is now: an export ends there, whatever comes in while it is read. */
export async function lastAnswer(db: Db, projectId: number): Promise<number> {
  const row = await db
    .selectFrom('collection_response')
    .select('id')
    .where('project_id', '=', projectId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}
