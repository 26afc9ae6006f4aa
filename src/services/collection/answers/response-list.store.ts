import { fold } from '../../../kernel/db/db.ts'
import type { Db } from '../tables.ts'

export interface ResponseFilter {
  projectId: number
  activity?: string
  item?: string
  participant?: string
  upload?: number
  from?: number
  to?: number
  /** Also answers that later ones have taken the place of. */
  superseded: boolean
}

function responsesOf(db: Db, filter: ResponseFilter) {
  const { activity, item, participant, upload, from, to } = filter
  return db
    .selectFrom('collection_response')
    .where('project_id', '=', filter.projectId)
    .$if(!filter.superseded, (query) => query.where('superseded', '=', 0))
    .$if(activity !== undefined, (query) => query.where('activity', '=', activity as string))
    .$if(item !== undefined, (query) => query.where('item', '=', item as string))
    .$if(participant !== undefined, (query) =>
      query.where('participant_folded', '=', fold(participant as string)),
    )
    .$if(upload !== undefined, (query) => query.where('upload_set_id', '=', upload as number))
    .$if(from !== undefined, (query) => query.where('received_at', '>=', from as number))
    .$if(to !== undefined, (query) => query.where('received_at', '<', to as number))
}

/** Newest first. */
export function listResponses(db: Db, filter: ResponseFilter & { before: number; limit: number }) {
  return responsesOf(db, filter)
    .selectAll()
    .where('id', '<', filter.before)
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}

/** How many there are; of more than `most` it is one more. */
export async function countResponses(db: Db, filter: ResponseFilter, most: number): Promise<number> {
  const { n } = await db
    .selectFrom(
      responsesOf(db, filter)
        .select('id')
        .limit(most + 1)
        .as('each'),
    )
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}
