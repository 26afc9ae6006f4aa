import { Type } from 'typebox'
import { Body, Count, Id, IdParams, Query, Text, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import { noteRead, requireReadable } from './access.ts'
import { openInWorkspace, requireWorkspaces } from './workspaces.ts'

const config = { access: { role: USER_ROLE } } as const
const Named = Type.Object({ id: Id, name: Type.String() })
const MOST_LISTED = 100

/** Results go into workspaces, and inputs come from there, for those who have both. */
export function workspaceRoutes(scope: Scope, pipelines: Pipelines): void {
  listRoutes(scope, pipelines)

  scope.post(
    '/experiments/:id/open-in-workspace',
    {
      config: { ...config, refusals: [400, 403, 409, 413, 507] },
      schema: {
        summary:
          'Copy all results into a workspace of mine: into the one that is named, or a new one of that name',
        params: IdParams,
        body: Body({ workspace: Type.Optional(Id), name: Type.Optional(Text(64, 1)) }),
        response: { 200: Type.Object({ ...Named.properties, path: Type.String(), page: Type.String() }) },
      },
    },
    async ({ actor, by, params, body: { workspace, name } }) => {
      const access = await requireReadable(pipelines, actor, params.id, 'results')
      const { experiment } = access
      const into =
        workspace === undefined
          ? { name: name ?? (experiment.name || `Experiment ${experiment.id}`).slice(0, 64).toWellFormed() }
          : { id: workspace }
      const opened = await openInWorkspace(pipelines, { by, actor: actor as Actor, access, into })
      noteRead(pipelines, by, access, { part: 'outputs' })
      const page = `/app/compute/workspaces/${opened.id}/files/${encodeURIComponent(opened.path)}`
      return { ...opened, page }
    },
  )
}

function listRoutes(scope: Scope, pipelines: Pipelines): void {
  scope.get(
    '/workspaces',
    {
      config,
      schema: {
        summary: 'My workspaces, where files can come from and results can go to; none without the role',
        querystring: Query({ search: Type.Optional(Text(200)) }),
        response: {
          200: Type.Object({ isThere: Type.Boolean(), items: Type.Array(Named) }),
        },
      },
    },
    async ({ actor, query: { search } }) => {
      const { workspaces } = pipelines
      if (!actor || !workspaces?.mayUse(actor)) return { isThere: false, items: [] }
      const found = await workspaces.list(actor, { limit: MOST_LISTED, ...(search && { search }) })
      return { isThere: true, items: found.map(({ id, name }) => ({ id, name })) }
    },
  )

  scope.get(
    '/workspaces/:id/files',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'What lies in a folder of a workspace of mine, folders first',
        params: IdParams,
        querystring: Query({
          path: Type.String({ maxLength: 2_000, default: '' }),
          after: Type.Optional(Type.String({ maxLength: 300 })),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 200 }),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                name: Type.String(),
                kind: Type.Enum(['folder', 'file']),
                size: Type.Union([Count, Type.Null()]),
                changedAt: Time,
              }),
            ),
            next: Type.Union([Type.String(), Type.Null()], { description: 'Send it as `after`' }),
          }),
        },
      },
    },
    async ({ actor, params, query: { path, after, limit } }) => {
      const workspaces = requireWorkspaces(pipelines, actor as Actor)
      const asked = { path, limit, ...(after !== undefined && { after }) }
      const { entries, next } = await workspaces.look(actor as Actor, params.id, asked)
      return {
        items: entries.flatMap(({ name, kind, size, changedMs }) =>
          kind === 'folder' || kind === 'file'
            ? [
                {
                  name: name.toWellFormed(),
                  kind,
                  size: kind === 'file' ? size : null,
                  // Whoever owns a file sets its time to what they like, also to what no calendar has.
                  changedAt: time(Math.min(Math.max(Math.trunc(changedMs), 0), Date.UTC(9999, 11, 31))),
                },
              ]
            : [],
        ),
        next: next?.toWellFormed() ?? null,
      }
    },
  )
}
