import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Empty,
  Id,
  IdParams,
  Lines,
  MatchHeaders,
  Page,
  pageOf,
  Query,
  RetryHeaders,
  Text,
  Total,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { onceOf, runOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { titlesOf } from '../datasets/dataset.ts'
import { problems as common } from '../problems.ts'
import { entriesOf, getTemplate } from '../templates/template.ts'
import { eraseWorkspace } from './erase.ts'
import { removeWorkspace, restoreWorkspace } from './remove.ts'
import { requireWorkspace } from './workspace.store.ts'
import {
  changeWorkspace,
  dropPrepared,
  insertWorkspace,
  keepPrepared,
  type NewWorkspace,
  placePrepared,
  prepareWorkspace,
} from './workspace.ts'
import { countWorkspaces, listWorkspaceItems } from './workspace-list.store.ts'
import { problems } from './workspace-problems.ts'
import {
  etagOf,
  keysOf,
  WorkspaceDetail,
  WorkspaceView,
  workspaceDetail,
  workspaceView,
} from './workspace-view.ts'

const access = { role: USER_ROLE }
const MOST_DATASETS = 150
const Name = Text(64, 1)
const Description = Lines(5_000)
const KindKey = Type.Union([Text(64, 1), Type.Null()])
const DatasetKeys = Type.Array(Text(128, 1), { maxItems: MOST_DATASETS })

/** Workspaces: each is seen and changed by its owner alone. */
export function workspaceRoutes(scope: Scope, compute: Compute): void {
  listRoutes(scope, compute)
  changeRoutes(scope, compute)
  trashRoutes(scope, compute)
}

function listRoutes(scope: Scope, compute: Compute): void {
  const { db } = compute

  scope.get(
    '/workspaces',
    {
      config: { access },
      schema: {
        summary: 'My workspaces, newest first, each with the session that says most of it',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          search: Type.Optional(Text(200)),
          state: Type.Enum(['current', 'trash'], { default: 'current' }),
        }),
        response: { 200: Type.Object({ ...Page(WorkspaceView).properties, total: Total }) },
      },
    },
    async (request) => {
      const { before, limit, search, state } = request.query
      const { accountId: account } = request.actor as Actor
      const asked = { account, search, trashed: state === 'trash' }
      const [items, total] = await Promise.all([
        listWorkspaceItems(db, { ...asked, before, limit: limit + 1 }),
        countWorkspaces(db, asked),
      ])
      return { ...pageOf(items, limit, (item) => workspaceView(compute, item)), total }
    },
  )

  scope.post(
    '/workspaces',
    {
      config: { access, refusals: [400, 403, 502, 507] },
      schema: {
        summary: 'Make a workspace, empty or from a template, with links to data sets',
        headers: RetryHeaders,
        body: Body({
          name: Name,
          description: Type.Optional(Description),
          template: Type.Optional(Id),
          defaultKind: Type.Optional(KindKey),
          datasets: Type.Optional(DatasetKeys),
        }),
        response: { 201: WorkspaceDetail },
      },
    },
    async (request, reply) => {
      const { accountId } = request.actor as Actor
      const { template, datasets = [], description = '', ...others } = request.body
      const wanted = await fromTemplate(compute, { ...others, description, account: accountId }, template)
      const details = {
        ...wanted.details,
        symlinks: [...(wanted.details?.symlinks ?? []), ...datasets.map(linkOf)],
      }
      const prepared = await prepareWorkspace(compute, { ...wanted, details })
      const once = onceOf(request.headers['idempotency-key'], {
        what: `${accountId}\nPOST ${request.url}`,
        content: JSON.stringify(request.body),
      })
      const { answer, replayed } = await keepPrepared(compute, prepared, () =>
        runOnce({ db, clock: compute.kernel.clock, once }, async (tx) => {
          const { id } = await insertWorkspace(compute, tx, request.by, prepared)
          return { status: 201, body: { id } }
        }),
      )
      const { id } = answer.body
      if (replayed) await dropPrepared(compute, prepared)
      else await placePrepared(compute, request.by, prepared, id)
      const item = await getItem(compute, { account: accountId, id })
      return reply
        .code(201)
        .header('etag', etagOf(item))
        .send(await detailOf(compute, item))
    },
  )

  scope.get(
    '/workspaces/:id',
    {
      config: { access },
      schema: {
        summary: 'One of my workspaces; also while it is in the trash',
        params: IdParams,
        response: { 200: WorkspaceDetail },
      },
    },
    async (request, reply) => {
      const { accountId: account } = request.actor as Actor
      const row = await requireWorkspace(compute, request.actor, request.params.id, { trashed: true })
      const item = await getItem(compute, { account, id: row.id, trashed: row.trashed_at !== null })
      return reply.header('etag', etagOf(item)).send(await detailOf(compute, item))
    },
  )
}

function changeRoutes(scope: Scope, compute: Compute): void {
  scope.patch(
    '/workspaces/:id',
    {
      config: { access, refusals: [400] },
      schema: {
        summary: 'Change the name, the description or the session kind that goes with one of my workspaces',
        params: IdParams,
        headers: MatchHeaders,
        body: Type.Partial(Type.Object({ name: Name, description: Description, defaultKind: KindKey }), {
          additionalProperties: false,
        }),
        response: { 200: WorkspaceDetail },
      },
    },
    async (request, reply) => {
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      const version = versionOf(request.headers['if-match'])
      await changeWorkspace(compute, request.by, { workspace, changes: request.body, version })
      const { accountId: account } = request.actor as Actor
      const item = await getItem(compute, { account, id: workspace.id })
      return reply.header('etag', etagOf(item)).send(await detailOf(compute, item))
    },
  )

  scope.post(
    '/workspaces/:id/datasets',
    {
      config: { access, refusals: [400, 409, 502] },
      schema: {
        summary: 'Link data sets into one of my workspaces, each below the folder datasets',
        params: IdParams,
        body: Body({ datasets: DatasetKeys }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      const details = { symlinks: request.body.datasets.map(linkOf) }
      await changeWorkspace(compute, request.by, { workspace, changes: { details } })
      return reply.code(204).send(null)
    },
  )
}

function trashRoutes(scope: Scope, compute: Compute): void {
  const trashed = { trashed: true }

  scope.delete(
    '/workspaces/:id',
    {
      config: { access, refusals: [400, 409] },
      schema: {
        summary: 'Delete one of my workspaces: into the trash, after the end of a session that is stopping',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      await removeWorkspace(compute, request.by, workspace)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/workspaces/:id/restore',
    {
      config: { access },
      schema: {
        summary: 'Bring one of my workspaces back out of the trash',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const workspace = await requireWorkspace(compute, request.actor, request.params.id, trashed)
      await restoreWorkspace(compute, request.by, workspace)
      return reply.code(204).send(null)
    },
  )

  scope.delete(
    '/workspaces/:id/for-good',
    {
      config: { access },
      schema: {
        summary: 'Erase one of my workspaces that is in the trash, with all its files',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const workspace = await requireWorkspace(compute, request.actor, request.params.id, trashed)
      await eraseWorkspace(compute, request.by, workspace)
      return reply.code(204).send(null)
    },
  )
}

const linkOf = (key: string) => ({ name: `datasets/${key}`, dataset_uuid: key })

async function fromTemplate(
  { db }: Compute,
  wanted: NewWorkspace,
  id: number | undefined,
): Promise<NewWorkspace & { details?: ReturnType<typeof entriesOf> }> {
  if (id === undefined) return { ...wanted, details: undefined }
  const template = await getTemplate(db, id).catch((error) => {
    throw (error as { code?: unknown }).code === 'not_found' ? problems.templateMissing() : error
  })
  if (template.archived_at !== null) throw problems.templateMissing()
  return {
    ...wanted,
    defaultKind: wanted.defaultKind ?? template.default_kind,
    details: entriesOf(template),
    templateId: template.id,
  }
}

async function getItem(
  { db }: Compute,
  { account, id, trashed }: { account: number; id: number; trashed?: boolean },
) {
  const [item] = await listWorkspaceItems(db, { account, id, trashed, limit: 1 })
  if (!item) throw common.notFound()
  return item
}

async function detailOf(compute: Compute, item: Awaited<ReturnType<typeof getItem>>) {
  return workspaceDetail(compute, item, await titlesOf(compute.db, keysOf(item)))
}
