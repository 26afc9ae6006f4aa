import { Type } from 'typebox'
import { Body, Empty, Id, IdParams, RetryHeaders } from '../../../kernel/api/shapes.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { getEvent } from '../events/event.store.ts'
import { openingAt } from '../events/opening.ts'
import { LONGEST_KEY } from '../participants/key.ts'
import { chooseIn, dropAllIn, turnOf } from '../registrations/registration.ts'
import type { Training } from '../training.ts'
import { MOST_WISHES, putWishes, wishesOf } from '../wishes/wish.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import { CALENDAR_TYPE, requireCalendar } from './calendar.ts'
import { lineRoutes } from './join-line-api.ts'
import { createJoinLive } from './join-live.ts'
import { refusalInWords } from './join-problems.ts'
import { openingFor, readJoinState } from './join-state.ts'
import { JoinEvent, JoinMe, viewOfEvent, viewOfMe } from './join-view.ts'
import { JOIN_ACCESS, requireParticipant, signedOutCookie, signInPage } from './sign-in.ts'

const MOST_CHOSEN = 200
const config = { access: JOIN_ACCESS }

/** What participants' own page asks: the event, who they are, what they may choose and have chosen. */
export function joinRoutes(scope: Scope, app: App, training: Training): void {
  entranceRoutes(scope, training)
  choiceRoutes(scope, training)
  lineRoutes(scope, training)
  wishRoutes(scope, training)
  liveRoute(scope, app, training)
}

function entranceRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training

  scope.post(
    '/join/sign-in',
    {
      config: { access: 'public', checkOrigin: true, refusals: [401, 403, 429] },
      schema: {
        summary: 'Sign in with a login key; says of which event it is',
        body: Body({ key: Type.String({ minLength: 1, maxLength: LONGEST_KEY }) }),
        response: { 200: Type.Object({ eventId: Id }) },
      },
    },
    async (request, reply) => {
      const { participant, cookie } = await signInPage(training, request, request.body.key)
      return reply.header('set-cookie', cookie).send({ eventId: participant.event_id })
    },
  )

  scope.post(
    '/join/sign-out',
    {
      config: { access: 'public', checkOrigin: true, refusals: [403] },
      schema: { summary: 'Forget the login key in this browser', response: { 204: Empty } },
    },
    async (_request, reply) => reply.code(204).header('set-cookie', signedOutCookie(training)).send(null),
  )

  scope.get(
    '/join/events/:id',
    {
      config: { access: 'public' },
      schema: {
        summary: 'What anybody may know of an event: its name, and when it opens and closes',
        params: IdParams,
        response: { 200: JoinEvent },
      },
    },
    async (request) => {
      const event = await getEvent(db, request.params.id)
      return viewOfEvent(training, event, openingFor(event, openingAt(event, kernel.clock.now())))
    },
  )

  scope.get(
    '/join/me',
    {
      config,
      schema: {
        summary: 'My event: what I may choose, what I have, where I wait',
        response: { 200: JoinMe },
      },
    },
    async (request) => {
      const { participant } = await requireParticipant(training, request)
      return viewOfMe(training, await readJoinState(training, participant))
    },
  )

  scope.get(
    '/join/me/timetable.ics',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'My timetable for a calendar',
        response: {
          200: {
            description: 'iCalendar (RFC 5545); what has no time is not in it',
            content: { 'text/calendar': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const { participant } = await requireParticipant(training, request)
      const event = await getEvent(db, participant.event_id)
      const { text } = await requireCalendar(training, event, participant.id)
      return reply
        .type(CALENDAR_TYPE)
        .header('content-disposition', 'attachment; filename="timetable.ics"')
        .send(text)
    },
  )
}

function choiceRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training

  scope.put(
    '/join/me/choice',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Choose: the whole new choice, which replaces the old one or is refused and changes nothing',
        description: 'An empty choice gives all places back.',
        headers: RetryHeaders,
        body: Body({ workshopIds: Type.Array(Id, { maxItems: MOST_CHOSEN }) }),
        response: { 200: Type.Object({ workshopIds: Type.Array(Id) }) },
      },
    },
    async (request, reply) => {
      const { participant, by } = await requireParticipant(training, request)
      const { workshopIds } = request.body
      const wanted = { participantId: participant.id, workshopIds, by }
      try {
        const { credential: who } = by
        const once = { db, clock: kernel.clock, request, reply, who, turn: turnOf(training, wanted) }
        if (workshopIds.length === 0) {
          await answerOnce(once, async (tx) => {
            await dropAllIn(training, tx, wanted)
            return { status: 200, body: { workshopIds } }
          })
          return reply
        }
        await answerOnce(once, async (tx) => {
          const places = await chooseIn(training, tx, wanted)
          return { status: 200, body: { workshopIds: places.map(({ workshop_id }) => workshop_id) } }
        })
        return reply
      } catch (error) {
        const workshops = await listWorkshops(db, participant.event_id)
        throw refusalInWords(error, new Map(workshops.map(({ id, title }) => [id, title])))
      }
    },
  )
}

const Wishes = Type.Array(
  Type.Object({ workshopId: Id, rank: Type.Integer({ minimum: 1, maximum: MOST_WISHES }) }),
  { maxItems: MOST_WISHES },
)

function wishRoutes(scope: Scope, training: Training): void {
  scope.get(
    '/join/me/wishes',
    {
      config,
      schema: {
        summary: 'What I wish, dearest first for each time slot',
        response: { 200: Type.Object({ wishes: Wishes }) },
      },
    },
    async (request) => {
      const { participant } = await requireParticipant(training, request)
      return { wishes: await wishesOf(training.db, participant.id) }
    },
  )

  scope.put(
    '/join/me/wishes',
    {
      config: { ...config, refusals: [409, 422] },
      schema: {
        summary: 'Wish: all of it, which replaces what I wished before or is refused and changes nothing',
        body: Body({ wishes: Wishes }),
        response: { 200: Type.Object({ wishes: Wishes }) },
      },
    },
    async (request) => {
      const { participant, by } = await requireParticipant(training, request)
      const { wishes } = request.body
      return { wishes: await putWishes(training, { participantId: participant.id, wishes, by }) }
    },
  )
}

function liveRoute(scope: Scope, app: App, training: Training): void {
  const live = createJoinLive(training)

  scope.get(
    '/join/events/:id/live',
    {
      config: { access: 'public', stream: true, refusals: [503] },
      schema: {
        summary: 'How many seats of an event are taken and how many wait, as it changes: server-sent events',
        params: IdParams,
        response: {
          200: {
            description:
              '`seats`: by workshop its taken seats and how many wait; `changed`: load the event again',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const { id } = await getEvent(training.db, request.params.id)
      const { address } = clientAddress(request)
      live.requirePlace(address)
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      raw.write('retry: 3000\n\n')
      const end = () => {
        if (!raw.writableEnded) raw.end('event: end\ndata: {}\n\n')
      }
      app.streams.add(end)
      raw.once('close', () => app.streams.delete(end))
      await live.add(id, address, raw)
      if (app.state.stopping) end()
    },
  )
}
