import { Type } from 'typebox'
import { Empty } from '../../../kernel/api/shapes.ts'
import { getEvent } from '../events/event.store.ts'
import { type Link, listLinks, replaceLinks } from '../workshops/link.ts'
import { fieldsOf, listOf, numberedOf } from './fields.ts'
import { A_MANAGER, A_TOKEN, needManager, needVisitor } from './visitor.ts'
import { idOf, NumberedPath, type Wire, wireProblems } from './wire.ts'

const MOST_LINKS = 10_000

const Links = Type.Array(
  Type.Object({
    workshop1_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    workshop2_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    link_type: Type.Union([Type.Literal('inclusive'), Type.Literal('exclusive')]),
  }),
  { maxItems: MOST_LINKS },
)

/** Which workshops go together, and which cannot be combined. */
export function linkRoutes({ scope, training }: Wire): void {
  scope.get(
    '/events/:id/workshop_links',
    {
      exposeHeadRoute: true,
      config: { access: A_TOKEN },
      schema: { summary: 'The links of an event', params: NumberedPath },
      onRequest: needVisitor(training),
    },
    async (request) => {
      const event = await getEvent(training.db, idOf(request.params.id))
      const rows = await listLinks(training.db, event.id)
      // Each in a list with an empty object behind it: an accident of the original, which its client relies on.
      return {
        workshop_links: rows.map(({ workshop1_id, workshop2_id, type, event_id }) => [
          { workshop1_id, workshop2_id, link_type: type, event_id },
          {},
        ]),
      }
    },
  )

  scope.put(
    '/events/:id/workshop_links',
    {
      config: { access: A_MANAGER },
      schema: {
        summary: 'Replace all links of an event',
        params: NumberedPath,
        body: Links,
        response: { 204: Empty },
      },
      onRequest: needManager(training),
    },
    async (request, reply) => {
      const { id: eventId } = await getEvent(training.db, idOf(request.params.id))
      const links = listOf(request.body, 'The body', MOST_LINKS).map((item, at) => linkOf(item, at + 1))
      await replaceLinks(training, request.by, { eventId, links })
      return reply.code(204).send(null)
    },
  )
}

function linkOf(item: unknown, at: number): Link {
  const where = `Link ${at}`
  const fields = fieldsOf(item, where)
  const idAt = (name: string): number => {
    const id = numberedOf(fields[name], `${where}: ${name}`)
    if (id === undefined) throw wireProblems.malformed(`${where}: ${name} is missing.`)
    return id
  }
  const type = fields.link_type
  if (type !== 'inclusive' && type !== 'exclusive')
    throw wireProblems.malformed(`${where}: link_type is neither inclusive nor exclusive.`)
  return { workshop1Id: idAt('workshop1_id'), workshop2Id: idAt('workshop2_id'), type }
}
