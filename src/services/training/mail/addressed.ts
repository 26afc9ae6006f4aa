import type { Static } from 'typebox'
import { Type } from 'typebox'
import { Id, Text } from '../../../kernel/api/shapes.ts'
import type { Db, EventRow } from '../tables.ts'
import { waitingProblems } from '../waiting/waiting-problems.ts'

const MOST_PEOPLE = 10_000
const MOST_CLASSES = 200

/** Which participants a mail is for; to mean everybody has to be said. */
export const audience = {
  ids: Type.Optional(Type.Array(Id, { maxItems: MOST_PEOPLE })),
  classes: Type.Optional(Type.Array(Text(80), { maxItems: MOST_CLASSES })),
  workshopId: Type.Optional(Id),
  all: Type.Optional(Type.Boolean()),
}
const Audience = Type.Object(audience)
export type Audience = Static<typeof Audience>

/** The same in a query: numbers with commas between, and one class. */
export const audienceQuery = {
  ids: Type.Optional(Type.String({ maxLength: 6_000, pattern: '^[1-9][0-9]{0,14}(,[1-9][0-9]{0,14})*$' })),
  class: Type.Optional(Text(80)),
}

export const queriedAudience = (query: { ids?: string; class?: string }): Audience => ({
  ids: query.ids?.split(',').map(Number),
  ...(query.class !== undefined && { classes: [query.class] }),
})

/** Refuses what names nobody. */
export function checkedAudience({ ids, classes, workshopId, all }: Audience): Audience {
  if (all !== true && !ids && !classes && workshopId === undefined) throw waitingProblems.noSelection()
  return { ids, classes, workshopId }
}

/** Participants of an event, as far as mails to them go. */
export function addressedOf(db: Db, event: EventRow, { ids, classes, workshopId }: Audience) {
  return db
    .selectFrom('training_participant as p')
    .where('p.event_id', '=', event.id)
    .$if(ids !== undefined, (query) => query.where('p.id', 'in', ids?.length ? ids : [0]))
    .$if(classes !== undefined, (query) =>
      query.where('p.user_class', 'in', classes?.length ? classes : ['\u0001']),
    )
    .$if(workshopId !== undefined, (query) =>
      query.where('p.id', 'in', (eb) =>
        eb
          .selectFrom('training_registration')
          .select('participant_id')
          .where('workshop_id', '=', workshopId as number),
      ),
    )
}
