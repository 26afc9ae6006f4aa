import { Type } from 'typebox'
import { Body, Id, IdParams } from '../../kernel/api/shapes.ts'
import type { Scope } from '../../kernel/http/app.ts'
import type { Collection } from './collection.ts'
import { listMembers, requireProject, setMember } from './member.ts'
import { RoleName } from './project-api.ts'

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const MemberView = Type.Object({
  account: Type.Union([Id, Type.Null()]),
  group: Type.Union([Id, Type.Null()]),
  name: Type.String(),
  fullName: Type.String(),
  role: RoleName,
  people: Type.Union([Count, Type.Null()], { description: 'How many are in the group' }),
  disabled: Type.Boolean(),
})

const Members = Type.Object({ items: Type.Array(MemberView) })

/** Who works on a project, and as what. */
export function memberRoutes(scope: Scope, collection: Collection): void {
  scope.get(
    '/projects/:id/members',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Accounts and groups with a role in this project; those with a role in all are not listed',
        params: IdParams,
        response: { 200: Members },
      },
    },
    async (request) => {
      const { id } = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      return { items: await listMembers(collection, id) }
    },
  )

  scope.put(
    '/projects/:id/members',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Give an account or a group a role in this project, change it, or with null take it away',
        params: IdParams,
        body: Body({
          account: Type.Optional(Id),
          group: Type.Optional(Id),
          role: Type.Union([RoleName, Type.Null()]),
        }),
        response: { 200: Members },
      },
    },
    async (request) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'owner')
      await setMember(collection, request.by, project, request.body)
      return { items: await listMembers(collection, project.id) }
    },
  )
}
