import { sql } from 'kysely'
import { Type } from 'typebox'
import { contains, fold } from '../db/db.ts'
import type { App, Scope } from '../http/app.ts'
import { httpProblems } from '../http/problems.ts'
import type { Actor } from '../identity/actor.ts'
import { managesSomething } from '../identity/role.ts'
import { Id, Query, Text } from './shapes.ts'

const MOST = 20

const Person = Type.Object({
  kind: Type.Enum(['account', 'group']),
  id: Id,
  name: Type.String(),
  fullName: Type.String(),
})

/** Who could be given a role: names alone, for those who give out roles somewhere. */
export function peopleRoutes(scope: Scope, { access: { identity } }: App): void {
  const { db } = identity
  scope.get(
    '/people',
    {
      config: { access: 'account', refusals: [403] },
      schema: {
        summary: 'Accounts and groups whose name holds a text, for whoever manages something',
        querystring: Query({ search: Text(200, 2) }),
        response: { 200: Type.Object({ items: Type.Array(Person) }) },
      },
    },
    async (request) => {
      const actor = request.actor as Actor
      if (!actor.administrator && !managesSomething(actor.roles, identity.ladders))
        throw httpProblems.forbidden()
      const text = fold(request.query.search)
      const accounts = await db
        .selectFrom('kernel_account')
        .select(['id', 'name', 'first_name', 'last_name'])
        .where('disabled_at', 'is', null)
        .where((eb) =>
          eb.or([contains(db, sql.ref('name_folded'), text), contains(db, sql.ref('names_folded'), text)]),
        )
        .orderBy('name_folded')
        .limit(MOST)
        .execute()
      const groups = await db
        .selectFrom('kernel_group')
        .select(['id', 'name'])
        .where(contains(db, sql.ref('name_folded'), text))
        .orderBy('name_folded')
        .limit(MOST)
        .execute()
      return {
        items: [
          ...accounts.map(({ id, name, first_name, last_name }) => ({
            kind: 'account' as const,
            id,
            name,
            fullName: `${first_name} ${last_name}`.trim(),
          })),
          ...groups.map(({ id, name }) => ({ kind: 'group' as const, id, name, fullName: '' })),
        ],
      }
    },
  )
}
