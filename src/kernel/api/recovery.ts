import { clientAddress } from '../http/address.ts'
import type { Scope } from '../http/app.ts'
import { askForReset, completeReset, type Links, sendReset } from '../identity/recovery.ts'
import { Body, Empty, IdParams, Password, Text } from './shapes.ts'

/** The secret of a link: it comes in a body, never in an address. */
export const LinkSecret = Text(200, 1)

/** A forgotten password, by a link in a mail. */
export function recoveryRoutes(scope: Scope, links: Links): void {
  const { identity } = links

  scope.post(
    '/recovery',
    {
      config: { access: 'public', refusals: [429] },
      schema: {
        summary:
          'Ask for a link to a new password; the answer is the same whether there is such an account or not',
        body: Body({ name: Text(320, 1) }),
        response: { 202: Empty },
      },
    },
    async (request, reply) => {
      const { counted } = clientAddress(request)
      await askForReset(identity, request.by, { name: request.body.name, counted })
      return reply.code(202).send(null)
    },
  )

  scope.post(
    '/recovery/complete',
    {
      config: { access: 'public', refusals: [410, 429] },
      schema: {
        summary: 'Set a new password by a link; every sign-in of the account ends',
        body: Body({ secret: LinkSecret, password: Password }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { counted } = clientAddress(request)
      await completeReset(identity, request.by, { ...request.body, counted })
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/accounts/:id/reset',
    {
      config: { access: 'administrator', refusals: [409] },
      schema: {
        summary: 'Send an account a link to a new password',
        params: IdParams,
        response: { 202: Empty },
      },
    },
    async (request, reply) => {
      await sendReset(links, request.by, request.params.id)
      return reply.code(202).send(null)
    },
  )
}
