import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import { Body, Empty, Id, IdParams, MatchHeaders, RetryHeaders } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { requireEvent } from '../events/member.ts'
import type { LinkRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { addLink, listLinks, removeLink, replaceLinks, viewOfLink } from './link.ts'

const LinkBody = Body({
  workshop1Id: Id,
  workshop2Id: Id,
  type: Type.Enum(['inclusive', 'exclusive'], { description: 'Only together, or never together' }),
})
const LinkView = Type.Object({ id: Id, ...LinkBody.properties })
const Links = Type.Object({ items: Type.Array(LinkView) })
const MOST_LINKS = 5_000

const linkView = (row: LinkRow) => ({ id: row.id, ...viewOfLink(row) })

/** Links between workshops: taken together, or never together, whichever of the two one chooses first. */
export function linkRoutes(scope: Scope, training: Training): void {
  scope.get(
    '/events/:id/links',
    {
      config: { access: 'account' },
      schema: {
        summary: 'The links between workshops of an event; its tag is that of the event',
        params: IdParams,
        response: { 200: Links },
      },
    },
    async (request, reply) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const rows = await listLinks(training.db, event.id)
      return reply.header('etag', `"${event.version}"`).send({ items: rows.map(linkView) })
    },
  )

  scope.post(
    '/events/:id/links',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Link two workshops; a pair that is linked already is refused',
        params: IdParams,
        headers: RetryHeaders,
        body: LinkBody,
        response: { 201: LinkView },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { clock } = training.kernel
      await answerOnce({ db: training.db, clock, request, reply }, async (tx) => {
        const row = await addLink(training, tx, request.by, { eventId, link: request.body })
        return { status: 201, body: linkView(row) }
      })
      return reply
    },
  )

  scope.put(
    '/events/:id/links',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Replace all links of an event, or refuse and keep the old ones',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({ items: Type.Array(LinkBody, { maxItems: MOST_LINKS }) }),
        response: { 200: Links },
      },
    },
    async (request) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const version = versionOf(request.headers['if-match'])
      const wanted = { eventId, links: request.body.items, ...(version !== undefined && { version }) }
      await replaceLinks(training, request.by, wanted)
      return { items: (await listLinks(training.db, eventId)).map(linkView) }
    },
  )

  scope.delete(
    '/events/:id/links/:link',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Take one link away',
        params: Type.Object({ id: Id, link: Id }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      await removeLink(training, request.by, { eventId, id: request.params.link })
      return reply.code(204).send(null)
    },
  )
}
