import { Type } from 'typebox'
import { Empty } from '../../../kernel/api/shapes.ts'
import { listPlaces, type Place } from '../registrations/registration.store.ts'
import { chooseWorkshops, dropRegistration, MOST_CHOSEN } from '../registrations/registration.ts'
import { fieldsOf, listOf, numberOf } from './fields.ts'
import { A_PARTICIPANT, needParticipant, participantOf } from './visitor.ts'
import { idOf, type Wire, wireProblems } from './wire.ts'

const Id = Type.String({ pattern: '^\\d{1,15}$', maxLength: 15 })
const User = Type.Object({ uid: Id })
const UserWorkshop = Type.Object({ uid: Id, wid: Id })
const Choice = Type.Object({
  workshop_ids: Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
    maxItems: MOST_CHOSEN,
    description: 'All that they want: what is not in it they give back',
  }),
})

/** What a participant has chosen: theirs alone to read and to change. */
export function registrationRoutes({ scope, training }: Wire): void {
  const own = { config: { access: A_PARTICIPANT, refusals: [409] }, onRequest: needParticipant(training) }
  const read = async (userId: number) =>
    viewOf(userId, await listPlaces(training.db, { participant: userId }))

  // The original answers the same with a workshop behind it.
  for (const [url, params] of [
    ['/registrations/user/:uid', User],
    ['/registrations/user/:uid/:wid', UserWorkshop],
  ] as const)
    scope.get(
      url,
      { ...own, exposeHeadRoute: true, schema: { summary: 'What a participant has chosen', params } },
      async (request) => read(participantOf(request).participant.id),
    )

  scope.put(
    '/registrations/user/:uid',
    {
      ...own,
      schema: { summary: 'Replace the whole choice, or keep the old one', params: User, body: Choice },
    },
    async (request) => {
      const { participant, by } = participantOf(request)
      const workshopIds = idsOf(request.body)
      return viewOf(
        participant.id,
        await chooseWorkshops(training, { participantId: participant.id, workshopIds, by }),
      )
    },
  )

  scope.delete(
    '/registrations/user/:uid/:wid',
    { ...own, schema: { summary: 'Give one place back', params: UserWorkshop, response: { 204: Empty } } },
    async (request, reply) => {
      const { participant, by } = participantOf(request)
      const workshopId = idOf(request.params.wid)
      await dropRegistration(training, { participantId: participant.id, workshopId, by })
      return reply.code(204).send(null)
    },
  )
}

function idsOf(body: unknown): number[] {
  const { workshop_ids } = fieldsOf(body)
  return listOf(workshop_ids, 'workshop_ids', MOST_CHOSEN).map((value) => {
    const id = numberOf(value, 'An entry of workshop_ids', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])
    if (id === undefined) throw wireProblems.malformed('An entry of workshop_ids is no whole number.')
    return id
  })
}

const viewOf = (userId: number, places: readonly Place[]) => ({
  registrations: places.map(({ id, entry_time, workshop_id }) => ({
    id,
    entry_time: entry_time === null ? null : isoOf(entry_time),
    workshop_id,
    user_id: userId,
    user: userId,
  })),
})

/** As Python writes a time with microseconds and its zone. */
const isoOf = (at: number): string => `${new Date(at).toISOString().slice(0, -1)}000+00:00`
