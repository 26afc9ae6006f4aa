import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Compute } from '../compute.ts'
import type { AskedEntries } from '../files/entries.ts'
import { requireKind } from '../kinds/kind.ts'
import { problems as kindProblems } from '../kinds/kind-problems.ts'
import { pythonText } from '../kinds/python.ts'
import { requireStorageUser } from '../outside/storage.ts'
import type { WorkspaceRow } from '../tables.ts'
import { removeWorkspace } from '../workspaces/remove.ts'
import {
  changeWorkspace,
  createWorkspace,
  type NewWorkspace as Wanted,
  type WorkspaceChanges,
} from '../workspaces/workspace.ts'
import { type Fields, has, isFields, pageOf, queryOf, readFields, requireFields, textOf } from './body.ts'
import { listOwnWorkspaces } from './lists.store.ts'
import { ownWorkspace } from './own.ts'
import { A_TOKEN, actorOf, needPerson } from './person.ts'
import { Start, startIn } from './start.ts'
import { uploadInto } from './upload.ts'
import { done, ID, idOf, listed, NumberedPath, Paging, successful, type Wire, wireProblems } from './wire.ts'
import { Workspace, workspaceView } from './workspace-view.ts'

const Text = Type.Optional(Type.String())
const Details = Type.Optional(
  Type.Object({
    globus_groups_token: Text,
    files: Type.Optional(Type.Array(Type.Object({ name: Type.String(), content: Text }))),
    symlinks: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), source_path: Text, path: Text, dataset_uuid: Text })),
    ),
  }),
)
const NewWorkspace = Type.Object({
  name: Type.String({ maxLength: 64 }),
  description: Type.String(),
  default_job_type: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  workspace_details: Details,
})
const Filters = Type.Object({
  name: Text,
  description: Text,
  status: Text,
  ...Paging,
})
const Workspaces = Type.Object({
  message: Type.String(),
  success: Type.Boolean(),
  data: Type.Object({ workspaces: Type.Array(Workspace) }),
})

const NONE = 'Workspace matching given parameters could not be found.'
/** Each list of workspaces holds it. */
const LONGEST_DESCRIPTION = 1_000_000
const LONGEST_NAME = 64
const LONGEST_KIND = 1_000
const MOST_ACTION_BYTES = 1_048_576

/** Workspaces of the caller: listed, made, changed, filled, started in, deleted. */
export function workspaceRoutes(wire: Wire): void {
  const { scope, compute } = wire
  const own = { config: { access: A_TOKEN }, onRequest: needPerson(compute) }
  // Data sets are asked for elsewhere.
  const written = { ...own, config: { ...own.config, refusals: [409, 502] } }
  const { maxBodyBytes: bodyLimit } = compute.settings

  scope.get(
    '/workspaces',
    {
      ...own,
      exposeHeadRoute: true,
      schema: { summary: 'Own workspaces', querystring: Filters, response: { 200: Workspaces } },
    },
    async (request) => {
      const rows = await listOwnWorkspaces(compute.db, {
        account: actorOf(request).accountId,
        name: queryOf(request, 'name'),
        description: queryOf(request, 'description'),
        status: queryOf(request, 'status'),
        ...pageOf(request),
      })
      return listed('workspaces', rows.map(workspaceView), NONE)
    },
  )

  scope.get(
    `/workspaces/${ID}`,
    {
      ...own,
      exposeHeadRoute: true,
      schema: { summary: 'A list of one workspace', params: NumberedPath, response: { 200: Workspaces } },
    },
    async (request) => {
      const account = actorOf(request).accountId
      const rows = await listOwnWorkspaces(compute.db, {
        account,
        id: idOf(request.params.id),
        limit: 1,
        offset: 0,
      })
      return listed('workspaces', rows.map(workspaceView), NONE)
    },
  )

  scope.post(
    '/workspaces',
    { ...written, bodyLimit, schema: { summary: 'Make a workspace', body: NewWorkspace } },
    async (request) => {
      const view = workspaceView(await make(compute, request))
      // The README has the fields under `data`, the original's code under `data.workspace`.
      return successful({ ...view, workspace: view })
    },
  )

  scope.put(
    `/workspaces/${ID}`,
    {
      ...written,
      bodyLimit,
      schema: {
        summary: 'Change a workspace; files and links are added or replaced',
        params: NumberedPath,
        body: Type.Partial(NewWorkspace),
      },
    },
    async (request) => {
      await requireStorageUser(compute, actorOf(request).accountId)
      const workspace = await ownWorkspace(compute, request, request.params.id)
      await change(compute, request, workspace)
      return done('Update successful.')
    },
  )

  scope.delete(
    `/workspaces/${ID}`,
    {
      config: { access: A_TOKEN, refusals: [409, 500] },
      onRequest: needPerson(compute),
      schema: { summary: 'Delete a workspace', params: NumberedPath },
    },
    async (request) => {
      const workspace = await ownWorkspace(compute, request, request.params.id)
      await requireStorageUser(compute, actorOf(request).accountId)
      await removeWorkspace(compute, request.by, workspace)
      return done(`Workspace ${workspace.id} queued for deletion.`)
    },
  )

  actionRoutes(wire)
}

function actionRoutes({ scope, compute }: Wire): void {
  scope.put(
    `/workspaces/${ID}/:action`,
    {
      config: { access: A_TOKEN, refusals: [409, 422, 500] },
      onRequest: needPerson(compute),
      bodyLimit: MOST_ACTION_BYTES,
      schema: {
        summary: 'Start a job in a workspace (start), or bring files into it as a form (upload)',
        params: Type.Object({ ...NumberedPath.properties, action: Type.String() }),
        body: Start,
      },
    },
    async (request) => {
      await requireStorageUser(compute, actorOf(request).accountId)
      const workspace = await ownWorkspace(compute, request, request.params.id)
      switch (request.params.action.toLowerCase()) {
        case 'start':
          return startIn(compute, request, workspace)
        case 'upload':
          return uploadInto(compute, request, workspace)
        default:
          throw wireProblems.badPut()
      }
    },
  )
}

async function make(compute: Compute, request: FastifyRequest): Promise<WorkspaceRow> {
  const account = actorOf(request).accountId
  const fields = readFields(request)
  if (!has(fields, 'name') || !has(fields, 'description')) throw wireProblems.missingFields()
  const wanted = { account, name: nameOf(fields), description: descriptionOf(fields) }
  const defaultKind = await kindOf(compute, account, fields)
  const details = detailsOf(fields)
  await requireStorageUser(compute, account)
  return createWorkspace(compute, request.by, { ...wanted, defaultKind, details } satisfies Wanted)
}

async function change(compute: Compute, request: FastifyRequest, workspace: WorkspaceRow): Promise<void> {
  const fields = requireFields(request)
  const changes: WorkspaceChanges = {
    ...(has(fields, 'name') && { name: nameOf(fields) }),
    ...(has(fields, 'description') && { description: descriptionOf(fields) }),
    ...(has(fields, 'default_job_type') && {
      defaultKind: await kindOf(compute, actorOf(request).accountId, fields),
    }),
    ...(has(fields, 'workspace_details') && { details: detailsOf(fields) }),
  }
  await changeWorkspace(compute, request.by, { workspace, changes })
}

const nameOf = ({ name }: Fields): string => textOf(name, 'name', LONGEST_NAME)
const descriptionOf = ({ description }: Fields): string =>
  textOf(description, 'description', LONGEST_DESCRIPTION)

/** Whatever Python takes for false is taken unchecked; of that an empty text alone is kept as it was sent. */
async function kindOf(
  compute: Compute,
  account: number,
  { default_job_type: sent }: Fields,
): Promise<string | null> {
  if (sent === '') return ''
  if (!isTrue(sent)) return null
  if (typeof sent !== 'string') throw kindProblems.unknown(printed(sent))
  if (sent.length > LONGEST_KIND) throw kindProblems.unknown(`${sent.slice(0, LONGEST_KIND)}…`)
  return (await requireKind(compute, account, sent)).key
}

/** As Python prints it; what is far from any kind is not printed letter by letter. */
const printed = (value: unknown): string =>
  JSON.stringify(value).length > LONGEST_KIND ? 'What was sent' : pythonText(value)

const isTrue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value)

function detailsOf({ workspace_details: sent = {} }: Fields): AskedEntries {
  if (!isFields(sent)) throw wireProblems.malformed('Workspace details not JSON.')
  return sent
}
