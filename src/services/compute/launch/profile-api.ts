import { type Static, Type } from 'typebox'
import { Body, Empty, Id, IdParams, Nullable, Query, Text, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { KindKey } from '../kinds/kind-view.ts'
import { Values } from '../sessions/session-view.ts'
import { listProfiles, removeProfile, saveProfile, type Wanted } from './profile.ts'

const config = { access: { role: USER_ROLE } } as const

/** What somebody keeps of a launch under a name. */
export const ProfileView = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.String(),
  options: Values,
  fields: Values,
  resource: Nullable,
  savedAt: Time,
})

type ProfileRow = Awaited<ReturnType<typeof listProfiles>>[number]

export const profileView = (row: ProfileRow): Static<typeof ProfileView> => ({
  id: row.id,
  name: row.name,
  kind: row.kind_key,
  ...(JSON.parse(row.wanted) as Wanted),
  savedAt: time(row.made_at),
})

/** Options of launches that people keep for themselves. */
export function profileRoutes(scope: Scope, compute: Compute): void {
  scope.get(
    '/profiles',
    {
      config,
      schema: {
        summary: 'My profiles, by name',
        querystring: Query({}),
        response: { 200: Type.Object({ items: Type.Array(ProfileView) }) },
      },
    },
    async ({ actor }) => ({
      items: (await listProfiles(compute.db, (actor as Actor).accountId)).map(profileView),
    }),
  )

  scope.put(
    '/profiles',
    {
      config: { ...config, refusals: [400, 409] },
      schema: {
        summary: 'Keep what a session is started with under a name, in the place of one of that name',
        body: Body({
          name: Text(60, 1),
          kind: KindKey,
          options: Values,
          fields: Values,
          resource: Type.Optional(Type.Union([Text(64, 1), Type.Null()])),
        }),
        response: { 200: ProfileView },
      },
    },
    async ({ actor, by, body: { name, kind, options, fields, resource = null } }) =>
      profileView(
        await saveProfile(compute, by, {
          account: (actor as Actor).accountId,
          name: name.trim(),
          kind,
          wanted: { options, fields, resource },
        }),
      ),
  )

  scope.delete(
    '/profiles/:id',
    {
      config,
      schema: { summary: 'Forget a profile', params: IdParams, response: { 204: Empty } },
    },
    async ({ actor, by, params }, reply) => {
      await removeProfile(compute, by, (actor as Actor).accountId, params.id)
      return reply.code(204).send(null)
    },
  )
}
