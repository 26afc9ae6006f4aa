import { Type } from 'typebox'
import type { App, Scope } from '../http/app.ts'
import { answerOnce } from '../http/idempotent.ts'
import { getAccount } from '../identity/account.ts'
import { addGroup, getGroup, listGroups, listOwnRoles, setMember, setRoles } from '../identity/group.ts'
import { Roles } from './accounts.ts'
import { Body, Empty, Id, IdParams, Page, PageQuery, pageOf, RetryHeaders, Text } from './shapes.ts'

const GroupView = Type.Object({
  id: Id,
  name: Type.String(),
  members: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
})
const MemberParams = Type.Object({ id: Id, account: Id })

/** Groups, who is in them and what roles they carry, for administrators. */
export function groupRoutes(scope: Scope, app: App): void {
  const { identity } = app.access
  const access = 'administrator' as const

  scope.get(
    '/groups',
    {
      config: { access },
      schema: { summary: 'Groups', querystring: PageQuery, response: { 200: Page(GroupView) } },
    },
    async (request) => {
      const { after, limit } = request.query
      const rows = await listGroups(identity, { after, limit: limit + 1 })
      return pageOf(rows, limit, (row) => ({ id: row.id, name: row.name, members: row.members ?? 0 }))
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
        return { status: 201, body: { id, name, members: 0 } }
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
