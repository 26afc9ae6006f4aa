import { Type } from 'typebox'
import type { App, Scope } from '../http/app.ts'
import { answerOnce } from '../http/idempotent.ts'
import { countAccounts } from '../identity/account.search.ts'
import { getAccount } from '../identity/account.ts'
import {
  addGroup,
  getGroup,
  listGroups,
  listOwnRoles,
  removeGroup,
  renameGroup,
  rolesOfGroups,
  setMember,
  setRoles,
} from '../identity/group.ts'
import { Roles } from './accounts.ts'
import { Body, Empty, Id, IdParams, Page, pageOf, RetryHeaders, SearchQuery, Text } from './shapes.ts'

const GroupView = Type.Object({
  id: Id,
  name: Type.String(),
  members: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  roles: Roles,
})
const MemberParams = Type.Object({ id: Id, account: Id })

/** Groups, who is in them and what roles they carry, for administrators. */
export function groupRoutes(scope: Scope, app: App): void {
  const { identity } = app.access
  const access = 'administrator' as const

  const viewOf = async (rows: { id: number; name: string; members: number | null }[]) => {
    const roles = await rolesOfGroups(
      identity,
      rows.map(({ id }) => id),
    )
    return (row: (typeof rows)[number]) => ({
      id: row.id,
      name: row.name,
      members: Number(row.members),
      roles: roles.get(row.id) ?? [],
    })
  }

  scope.get(
    '/groups',
    {
      config: { access },
      schema: { summary: 'Groups', querystring: SearchQuery, response: { 200: Page(GroupView) } },
    },
    async (request) => {
      const { limit, ...filter } = request.query
      const rows = await listGroups(identity, { ...filter, limit: limit + 1 })
      return pageOf(rows, limit, await viewOf(rows))
    },
  )

  scope.get(
    '/groups/:id',
    {
      config: { access },
      schema: { summary: 'One group', params: IdParams, response: { 200: GroupView } },
    },
    async (request) => {
      const group = await getGroup(identity, request.params.id)
      const row = { ...group, members: (await countAccounts(identity.db, { group: group.id })).count }
      return (await viewOf([row]))(row)
    },
  )

  scope.patch(
    '/groups/:id',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Rename a group',
        params: IdParams,
        body: Body({ name: Text(100) }),
        response: { 200: Type.Object({ id: Id, name: Type.String() }) },
      },
    },
    (request) => renameGroup(identity, request.by, { ...request.params, ...request.body }),
  )

  scope.delete(
    '/groups/:id',
    {
      config: { access },
      schema: {
        summary: 'Remove a group with the roles that it carries; its people stay',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeGroup(identity, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/groups',
    {
      config: { access },
      schema: {
        summary: 'Make a group',
        headers: RetryHeaders,
        body: Body({ name: Text(100) }),
        response: { 201: GroupView },
      },
    },
    async (request, reply) => {
      await answerOnce({ ...identity, request, reply }, async (tx) => {
        const { id, name } = await addGroup(identity, tx, request.by, request.body.name)
        return { status: 201, body: { id, name, members: 0, roles: [] } }
      })
      return reply
    },
  )

  scope.put(
    '/groups/:id/roles',
    {
      config: { access },
      schema: {
        summary: 'Set the roles that a group carries',
        params: IdParams,
        body: Body({ roles: Roles }),
        response: { 200: Type.Object({ roles: Roles }) },
      },
    },
    async (request) => {
      const { id } = await getGroup(identity, request.params.id)
      await setRoles(identity, request.by, { group: id }, request.body.roles)
      return { roles: await listOwnRoles(identity, { group: id }) }
    },
  )

  for (const [method, isMember, summary] of [
    ['PUT', true, 'Put an account into a group'],
    ['DELETE', false, 'Take an account out of a group'],
  ] as const) {
    scope.route({
      method,
      url: '/groups/:id/members/:account',
      config: { access },
      schema: { summary, params: MemberParams, response: { 204: Empty } },
      handler: async (request, reply) => {
        const group = await getGroup(identity, request.params.id)
        const account = await getAccount(identity, request.params.account)
        await setMember(identity, request.by, group.id, account.id, isMember)
        return reply.code(204).send(null)
      },
    })
  }
}
