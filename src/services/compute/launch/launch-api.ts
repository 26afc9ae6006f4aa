import { Type } from 'typebox'
import { Body, Id, Query, Text } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { KindKey } from '../kinds/kind-view.ts'
import { listSessionItems } from '../sessions/session-list.store.ts'
import { sessionView, Values } from '../sessions/session-view.ts'
import { requireWorkspace } from '../workspaces/workspace.store.ts'
import { judgeLaunch, listLastLaunches, listLaunchKinds, roomOf } from './launch.ts'
import { kindChoice, LaunchView, limitsView, VerdictView, verdictView } from './launch-view.ts'
import { listProfiles } from './profile.ts'
import { profileView } from './profile-api.ts'

const config = { access: { role: USER_ROLE } } as const
const RECENT = 3

/** What a person asks before a session is started. */
export function launchRoutes(scope: Scope, compute: Compute): void {
  const { db } = compute

  scope.get(
    '/launch',
    {
      config,
      schema: {
        summary: 'What I can start in a workspace: kinds with their bounds, what I used last, my profiles',
        querystring: Query({ workspace: Id }),
        response: { 200: LaunchView },
      },
    },
    async (request) => {
      const actor = request.actor as Actor
      const workspace = await requireWorkspace(compute, actor, request.query.workspace)
      const room = await roomOf(compute, actor.accountId)
      const [kinds, last, profiles, recent] = await Promise.all([
        listLaunchKinds(compute, actor.accountId, room),
        listLastLaunches(db, actor.accountId, workspace.id),
        listProfiles(db, actor.accountId),
        listSessionItems(db, { workspace: workspace.id, limit: RECENT }),
      ])
      const items = kinds.map((kind) => kindChoice(kind, last, workspace.id))
      const isThere = (key: string | null | undefined) => items.some((each) => each.key === key)
      const wished = [recent[0]?.kind_key, workspace.default_kind, items[0]?.key].find(isThere)
      return {
        workspace: { id: workspace.id, name: workspace.name },
        kinds: items,
        chosen: wished ?? null,
        limits: limitsView(room),
        profiles: profiles.map(profileView),
        recent: recent.map(sessionView),
      }
    },
  )

  scope.post(
    '/launch/check',
    {
      config: { ...config, refusals: [400] },
      schema: {
        summary: 'What would happen if a session were started so; nothing is',
        body: Body({
          kind: KindKey,
          resource: Type.Optional(Type.Union([Text(64, 1), Type.Null()])),
          options: Values,
          fields: Values,
        }),
        response: { 200: VerdictView },
      },
    },
    async ({ actor, body }) => {
      const { accountId } = actor as Actor
      const [verdict, room] = await Promise.all([
        judgeLaunch(compute, accountId, body),
        roomOf(compute, accountId),
      ])
      return verdictView(verdict, room)
    },
  )
}
