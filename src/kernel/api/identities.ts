import { type Static, Type } from 'typebox'
import type { App, Scope } from '../http/app.ts'
import { getAccount } from '../identity/account.ts'
import type { Actor } from '../identity/actor.ts'
import { requireFresh } from '../identity/confirm.ts'
import type { Outside } from '../identity/outside.ts'
import { linkIdentity, listIdentities, unlinkIdentity } from '../identity/outside-account.ts'
import { problems } from '../identity/problems.ts'
import { cookiesOf } from './cookies.ts'
import { Body, Empty, Id, IdParams, Text, Time, time } from './shapes.ts'

const IdentityView = Type.Object({ id: Id, issuer: Type.String(), subject: Type.String(), createdAt: Time })
const Identities = Type.Object({ items: Type.Array(IdentityView) })
const OneParams = Type.Object({ id: Id, identity: Id })

type Row = Awaited<ReturnType<typeof listIdentities>>[number]

const viewOf = (row: Row): Static<typeof IdentityView> => ({
  id: row.id,
  issuer: row.issuer,
  subject: row.subject,
  createdAt: time(row.created_at),
})

/** Accounts of an outside provider that open an account here: one's own, and for administrators anybody's. */
export function identityRoutes(scope: Scope, app: App, outside: Outside): void {
  const { identity } = app.access
  const cookies = cookiesOf(app.access)
  const mine = { access: 'account' } as const
  const theirs = { access: 'administrator', refusals: [409] } as const
  const idOf = ({ actor }: { actor: Actor | undefined }) => (actor as Actor).accountId

  scope.get(
    '/me/identities',
    { config: mine, schema: { summary: 'My outside identities', response: { 200: Identities } } },
    async (request) => ({ items: (await listIdentities(identity, idOf(request))).map(viewOf) }),
  )

  scope.post(
    '/me/identities',
    {
      config: { ...mine, refusals: [409, 503] },
      schema: {
        summary: 'Begin to link an outside identity: where to send the browser',
        response: { 200: Type.Object({ url: Type.String() }) },
      },
    },
    async (request, reply) => {
      await requireFresh(identity, request.actor as Actor)
      const { url, sealed } = await outside.begin(idOf(request))
      identity.journal.note({
        by: request.by,
        action: 'identity.link-begun',
        object: `account:${idOf(request)}`,
      })
      return reply.header('set-cookie', cookies.outside(sealed)).send({ url })
    },
  )

  scope.delete(
    '/me/identities/:id',
    {
      config: { ...mine, refusals: [409] },
      schema: {
        summary: 'Unlink one of mine; the last way in stays',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await requireFresh(identity, request.actor as Actor)
      const { id } = request.params
      await unlinkIdentity(identity, request.by, idOf(request), { id, own: true })
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/accounts/:id/identities',
    {
      config: theirs,
      schema: {
        summary: 'Outside identities of an account',
        params: IdParams,
        response: { 200: Identities },
      },
    },
    async (request) => {
      const { id } = await getAccount(identity, request.params.id)
      return { items: (await listIdentities(identity, id)).map(viewOf) }
    },
  )

  scope.post(
    '/accounts/:id/identities',
    {
      config: theirs,
      schema: {
        summary: 'Link an outside identity by its number there: whoever has it may come in',
        params: IdParams,
        body: Body({ subject: Text(255, 1) }),
        response: { 201: Type.Object({ id: Id }) },
      },
    },
    async (request, reply) => {
      const { issuer } = outside
      if (issuer === undefined) throw problems.outsideOff()
      const account = await getAccount(identity, request.params.id)
      if (account.kind === 'service') throw problems.noPassword()
      const { subject } = request.body
      const { id } = await linkIdentity(identity, request.by, account.id, { issuer, subject })
      return reply.code(201).send({ id })
    },
  )

  scope.delete(
    '/accounts/:id/identities/:identity',
    {
      config: theirs,
      schema: { summary: 'Unlink an outside identity', params: OneParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      const { id, identity: number } = request.params
      const account = await getAccount(identity, id)
      await unlinkIdentity(identity, request.by, account.id, { id: number, own: false })
      return reply.code(204).send(null)
    },
  )
}
