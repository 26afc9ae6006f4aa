import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { findOsName } from '../execution/os-account.ts'
import type { App, Scope } from '../http/app.ts'
import { answerOnce } from '../http/idempotent.ts'
import {
  countAccounts,
  groupsOf,
  type ListedAccount,
  searchAccounts,
  servicesOf,
} from '../identity/account.search.ts'
import { addAccount, changeAccount, getAccount, prepareAccount, setPassword } from '../identity/account.ts'
import type { Actor } from '../identity/actor.ts'
import { requireFreshOnSelf, sessionIdOf } from '../identity/confirm.ts'
import { countGroups, listOwnRoles, rolesOf, setRoles } from '../identity/group.ts'
import { endAllSessions, listSessions } from '../identity/session.ts'
import { countTokens } from '../identity/token.ts'
import { AccountView, accountView, etagOf, NameChanges, versionOf } from './account-view.ts'
import {
  Body,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  OptionalTime,
  optionalTime,
  Page,
  Password,
  pageOf,
  Query,
  RetryHeaders,
  Text,
  Total,
  time,
} from './shapes.ts'
import { SignInView, signInView } from './sign-in-view.ts'

export const Roles = Type.Array(Text(80), { maxItems: 100 })
const Kind = Type.Union([Type.Literal('person'), Type.Literal('service')])
const State = Type.Union([Type.Literal('active'), Type.Literal('disabled'), Type.Literal('merged')])
const Groups = Type.Array(Type.Object({ id: Id, name: Type.String() }))
const Ladder = Type.Object({ service: Type.String(), roles: Type.Array(Type.String()) })
const ListedView = Type.Object({
  ...AccountView.properties,
  groups: Groups,
  services: Type.Array(Type.String(), { description: 'Where they have a role, of their own or by a group' }),
  lastSeenAt: OptionalTime,
})
const WholeView = Type.Object({
  ...AccountView.properties,
  ownRoles: Roles,
  roles: Roles,
  groups: Groups,
  hasPassword: Type.Boolean(),
  osAccount: Type.Union([Type.String(), Type.Null()], {
    description: 'The account of the operating system that their sessions and runs are started as',
  }),
  disabledAt: OptionalTime,
  disabledReason: Type.Union([Type.String(), Type.Null()]),
  mergedInto: Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()]),
})

/** Of a new account: nobody has changed it yet. */
const located = (reply: FastifyReply) => (body: unknown) => {
  reply.headers({ etag: '"1"', location: `/api/accounts/${(body as { id: number }).id}` })
  return body
}

/** Accounts, for administrators. */
export function accountRoutes(scope: Scope, app: App): void {
  const { identity } = app.access
  const access = 'administrator' as const

  scope.get(
    '/accounts/counts',
    {
      config: { access },
      schema: {
        summary: 'How many people, service accounts, groups and tokens that open something there are',
        response: { 200: Type.Object({ people: Total, services: Total, groups: Total, tokens: Total }) },
      },
    },
    async () => ({
      people: await countAccounts(identity.db, { kind: 'person' }),
      services: await countAccounts(identity.db, { kind: 'service' }),
      groups: await countGroups(identity),
      tokens: await countTokens(identity, { state: 'active' }),
    }),
  )

  scope.get(
    '/roles',
    {
      config: { access },
      schema: {
        summary:
          'The roles that there are, by service, the highest first: each may all that those after it may',
        response: { 200: Type.Object({ items: Type.Array(Ladder) }) },
      },
    },
    async () => ({
      items: [...identity.ladders].map(([service, roles]) => ({ service, roles: [...roles] })),
    }),
  )

  scope.get(
    '/accounts',
    {
      config: { access },
      schema: {
        summary: 'Accounts; those that went into others only when they are asked for',
        querystring: Query({
          after: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          search: Type.Optional(Text(200)),
          kind: Type.Optional(Kind),
          state: Type.Optional(State),
          service: Type.Optional(Type.String({ pattern: '^[a-z]{1,30}$' })),
          group: Type.Optional(Id),
          sort: Type.Union([Type.Literal('created'), Type.Literal('name'), Type.Literal('seen')], {
            default: 'created',
          }),
        }),
        response: { 200: Type.Object({ ...Page(ListedView).properties, total: Total }) },
      },
    },
    async (request) => {
      const { after, limit, sort, ...query } = request.query
      const rows = await searchAccounts(identity.db, { ...query, sort, after, limit: limit + 1 })
      const ids = rows.map(({ id }) => id)
      const [groups, services] = [await groupsOf(identity.db, ids), await servicesOf(identity.db, ids)]
      const view = (row: ListedAccount) => ({
        ...accountView(row),
        groups: groups.get(row.id) ?? [],
        services: services.get(row.id) ?? [],
        lastSeenAt: row.seen === 0 ? null : time(row.seen),
      })
      return { ...pageOf(rows, limit, view), total: await countAccounts(identity.db, query) }
    },
  )

  scope.post(
    '/accounts',
    {
      config: { access },
      schema: {
        summary: 'Make an account',
        headers: RetryHeaders,
        body: Body({
          name: Text(150),
          email: Type.Optional(Text(255)),
          password: Type.Optional(Password),
          firstName: Type.Optional(Text(150)),
          lastName: Type.Optional(Text(150)),
          administrator: Type.Optional(Type.Boolean()),
          kind: Type.Optional(Kind),
        }),
        response: { 201: AccountView },
      },
    },
    async (request, reply) => {
      const row = await prepareAccount(identity, request.body)
      await answerOnce({ ...identity, request, reply, complete: located(reply) }, async (tx) => {
        const account = await addAccount(identity, tx, request.by, row)
        return { status: 201, body: accountView(account) }
      })
      return reply
    },
  )

  scope.get(
    '/accounts/:id',
    {
      config: { access },
      schema: {
        summary: 'One account, with its own roles and those that it has by groups',
        params: IdParams,
        response: { 200: WholeView },
      },
    },
    async (request, reply) => {
      const account = await getAccount(identity, request.params.id)
      const ownRoles = await listOwnRoles(identity, { account: account.id })
      const into = account.merged_into === null ? null : await getAccount(identity, account.merged_into)
      return reply.header('etag', etagOf(account)).send({
        ...accountView(account),
        ownRoles,
        roles: await rolesOf(identity, account.id),
        groups: (await groupsOf(identity.db, [account.id])).get(account.id) ?? [],
        hasPassword: account.password_hash !== null,
        osAccount: (await findOsName(identity.db, account.id))?.name ?? null,
        disabledAt: optionalTime(account.disabled_at),
        disabledReason: account.disabled_reason,
        mergedInto: into && { id: into.id, name: into.name },
      })
    },
  )

  scope.patch(
    '/accounts/:id',
    {
      config: { access },
      schema: {
        summary:
          'Change an account; a disabled one is signed out everywhere. The reason stays in the journal',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          ...NameChanges,
          administrator: Type.Optional(Type.Boolean()),
          disabled: Type.Optional(Type.Boolean()),
          reason: Type.Optional(Text(500)),
        }),
        response: { 200: AccountView },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (request.body.email !== undefined) await requireFreshOnSelf(identity, request.actor as Actor, id)
      const version = versionOf(request.headers['if-match'])
      const account = await changeAccount(identity, request.by, id, request.body, version)
      return reply.header('etag', etagOf(account)).send(accountView(account))
    },
  )

  scope.put(
    '/accounts/:id/password',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Set a password; every sign-in of the account ends',
        params: IdParams,
        body: Body({ password: Password }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await requireFreshOnSelf(identity, request.actor as Actor, id)
      await setPassword(identity, request.by, id, request.body.password)
      return reply.code(204).send(null)
    },
  )

  scope.put(
    '/accounts/:id/roles',
    {
      config: { access },
      schema: {
        summary: 'Set the own roles of an account',
        params: IdParams,
        body: Body({ roles: Roles }),
        response: { 200: Type.Object({ roles: Roles }) },
      },
    },
    async (request) => {
      const { id } = await getAccount(identity, request.params.id)
      await setRoles(identity, request.by, { account: id }, request.body.roles)
      return { roles: await listOwnRoles(identity, { account: id }) }
    },
  )

  scope.get(
    '/accounts/:id/sessions',
    {
      config: { access },
      schema: {
        summary: 'Where an account is signed in',
        params: IdParams,
        response: { 200: Type.Object({ items: Type.Array(SignInView) }) },
      },
    },
    async (request) => {
      const { id } = await getAccount(identity, request.params.id)
      const asking = request.actor?.via === 'session' ? sessionIdOf(request.actor) : undefined
      return { items: (await listSessions(identity, id)).map((row) => signInView(row, asking)) }
    },
  )

  scope.delete(
    '/accounts/:id/sessions',
    {
      config: { access },
      schema: { summary: 'Sign an account out everywhere', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      const { id } = await getAccount(identity, request.params.id)
      await endAllSessions(identity, request.by, id)
      return reply.code(204).send(null)
    },
  )
}
