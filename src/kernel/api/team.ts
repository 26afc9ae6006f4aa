import { type TSchema, Type } from 'typebox'
import type { KernelDb } from '../db/db.ts'
import type { Scope } from '../http/app.ts'
import type { Actor } from '../identity/actor.ts'
import type { Identity } from '../identity/identity.ts'
import { listTeam, setInTeam, type TeamKind, type TeamThing } from '../identity/team.ts'
import type { Journal } from '../journal/journal.ts'
import type { Notices } from '../notices/notices.ts'
import { Body, Count, Id, IdParams } from './shapes.ts'

export interface TeamRoutes<R extends string> {
  /** `/projects` */
  path: string
  kind: TeamKind<R>
  db: KernelDb
  kernel: { identity: Identity; journal: Journal; notices: Notices }
  /** The thing, for an actor who has that role in it, or a Problem. */
  find(actor: Actor | undefined, id: number, role: R): Promise<TeamThing>
  /** The role that may see who is there; the highest sets roles. */
  seenBy: R
}

/** Who works on a thing, and as what. */
export function teamRoutes<R extends string>(scope: Scope, routes: TeamRoutes<R>): void {
  const { kind, db, find, path } = routes
  const Role: TSchema = Type.Enum([...kind.roles])
  const Members = Type.Object({
    items: Type.Array(
      Type.Object({
        account: Type.Union([Id, Type.Null()]),
        group: Type.Union([Id, Type.Null()]),
        name: Type.String(),
        fullName: Type.String(),
        role: Role,
        people: Type.Union([Count, Type.Null()], { description: 'How many are in the group' }),
        disabled: Type.Boolean(),
      }),
    ),
  })

  scope.get(
    `${path}/:id/members`,
    {
      config: { access: 'account' },
      schema: {
        summary: `Accounts and groups with a role in this ${kind.noun}; those with a role in all are not listed`,
        params: IdParams,
        response: { 200: Members },
      },
    },
    async (request) => {
      const { id } = await find(request.actor, request.params.id, routes.seenBy)
      return { items: await listTeam(db, kind, id) }
    },
  )

  scope.put(
    `${path}/:id/members`,
    {
      config: { access: 'account', refusals: [409] },
      schema: {
        summary: `Give an account or a group a role in this ${kind.noun}, change it, or with null take it away`,
        params: IdParams,
        body: Body({
          account: Type.Optional(Id),
          group: Type.Optional(Id),
          role: Type.Union([Role, Type.Null()]),
        }),
        response: { 200: Members },
      },
    },
    async (request) => {
      const { role, ...holder } = request.body
      const thing = await find(request.actor, request.params.id, kind.roles[0] as R)
      await setInTeam(routes, request.by, kind, thing, { ...holder, role: role as R | null })
      return { items: await listTeam(db, kind, thing.id) }
    },
  )
}
