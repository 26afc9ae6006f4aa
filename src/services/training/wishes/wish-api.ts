import { Type } from 'typebox'
import {
  Body,
  Count,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Page,
  PageQuery,
  pageOf,
  Query,
  Text,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { getEvent } from '../events/event.store.ts'
import { requireEvent } from '../events/member.ts'
import { isOpenForAny } from '../events/opening.ts'
import { openingsOf } from '../events/openings.ts'
import { problems } from '../problems.ts'
import type { Training } from '../training.ts'
import { compareSlots } from '../workshops/slot.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import { MOST_WISHES, putWishes } from './wish.ts'
import { countWishes, listWishers, WISHED, type Wisher, wisherOf } from './wish-counts.ts'

const Rank = Type.Integer({ minimum: 1, maximum: MOST_WISHES })
export const Wishes = Type.Array(Type.Object({ workshopId: Id, rank: Rank }))
const WishesBody = Body({
  wishes: Type.Array(Body({ workshopId: Id, rank: Rank }), { maxItems: MOST_WISHES }),
})
const config = { access: 'account', refusals: [409, 422] } as const

const WisherView = Type.Object({
  id: Id,
  name: Type.String(),
  class: Type.String(),
  group: Type.String(),
  wished: Type.Enum(WISHED),
  wishes: Wishes,
})

/** What people of an event wish, for its managers. */
export function wishRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training

  scope.get(
    '/events/:id/wishes',
    {
      config: { access: 'account' },
      schema: {
        summary: 'How far the wishing is, and how often each workshop is wished',
        params: IdParams,
        response: {
          200: Type.Object({
            mode: Type.Enum(['choice', 'wishes']),
            open: Type.Boolean({ description: 'Whether people can wish now' }),
            until: OptionalTime,
            most: Count,
            least: Count,
            people: Type.Object({ none: Count, partial: Count, complete: Count }),
            classes: Type.Array(Type.Object({ name: Type.String(), people: Count, wished: Count })),
            workshops: Type.Array(
              Type.Object({
                id: Id,
                title: Type.String(),
                moment: Type.String(),
                group: Type.String(),
                seats: Count,
                least: Count,
                ranks: Type.Array(Count, { description: 'How often it is wished first, second, …' }),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const now = kernel.clock.now()
      const isOpen = event.mode === 'wishes' && isOpenForAny(event, now, await openingsOf(db, [event.id]))
      const { workshops, ...counts } = await countWishes(db, event)
      const ranksOf = (id: number) =>
        Array.from({ length: event.wishes_most }, (_, at) => workshops.get(id)?.[at] ?? 0)
      return {
        mode: event.mode,
        open: isOpen && (event.wishes_until === null || now < event.wishes_until),
        until: optionalTime(event.wishes_until),
        most: event.wishes_most,
        least: event.wishes_least,
        ...counts,
        workshops: (await listWorkshops(db, event.id)).sort(compareSlots).map((row) => ({
          id: row.id,
          title: row.title,
          moment: row.moment,
          group: row.target_group,
          seats: row.seats,
          least: row.least,
          ranks: ranksOf(row.id),
        })),
      }
    },
  )

  scope.get(
    '/events/:id/wishes/people',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Participants with their wishes, in the order of their list',
        params: IdParams,
        querystring: Query({
          ...PageQuery.properties,
          search: Type.Optional(Text(200)),
          wished: Type.Optional(Type.Enum(WISHED)),
        }),
        response: { 200: Page(WisherView) },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { limit, ...asked } = request.query
      return pageOf(await listWishers(db, event, { ...asked, limit: limit + 1 }), limit, viewOf)
    },
  )

  scope.put(
    '/participants/:id/wishes',
    {
      config,
      schema: {
        summary: 'Set the wishes of a participant for them, also after the deadline',
        params: IdParams,
        body: WishesBody,
        response: { 200: WisherView },
      },
    },
    async (request) => {
      const who = await db
        .selectFrom('training_participant')
        .selectAll()
        .where('id', '=', request.params.id)
        .executeTakeFirst()
      if (!who) throw problems.notFound()
      await requireEvent(training, request.actor, who.event_id, 'manager')
      const { wishes } = request.body
      await putWishes(training, { participantId: who.id, wishes, by: request.by, onBehalf: true })
      return viewOf(await wisherOf(db, await getEvent(db, who.event_id), who))
    },
  )
}

const viewOf = ({ id, full_name, user_class, target_group, wished, wishes }: Wisher) => ({
  id,
  name: full_name,
  class: user_class,
  group: target_group,
  wished,
  wishes,
})
