import { Type } from 'typebox'
import {
  Body,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Query,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { readSoon } from '../answers/read-job.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import { type ProjectRole, requireProject } from '../projects/member.ts'
import { activitiesOf } from '../projects/project.ts'
import { reasonFor } from '../records/reason.ts'
import { recordProblems } from '../records/record-problems.ts'
import { findLate } from '../records/signature.store.ts'
import type { ProjectRow } from '../tables.ts'
import type { UploadLook, UploadRow } from '../upload-tables.ts'
import * as store from './upload.store.ts'
import { noteUpload } from './upload.ts'
import * as list from './upload-list.store.ts'
import { sortParts } from './upload-parts.ts'
import {
  Count,
  CountedPage,
  indicesOf,
  Look,
  MOST_COUNTED,
  OptionalText,
  UploadView,
  uploadView,
} from './upload-view.ts'

const filterQuery = {
  state: Type.Optional(Type.Union([...Look.anyOf, Type.Literal('needs-a-look')])),
  superseded: Type.Optional(Type.Union([Type.Literal('show'), Type.Literal('hide')])),
  locked: Type.Optional(Type.Boolean()),
  activity: Type.Optional(Text(255)),
  participant: Type.Optional(Text(255)),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  search: Type.Optional(Text(200)),
}

const config = { access: 'account' } as const

/** Uploads of a project: how whole they are, and how many answers they hold; never the answers. */
export function uploadRoutes(scope: Scope, collection: Collection): void {
  listRoutes(scope, collection)
  detailRoute(scope, collection)
  actRoutes(scope, collection)
}

function listRoutes(scope: Scope, collection: Collection): void {
  const { db } = collection

  scope.get(
    '/projects/:id/uploads',
    {
      config,
      schema: {
        summary: 'Uploads of a project, newest first: what belongs together stands in one line',
        params: IdParams,
        querystring: Query({
          ...filterQuery,
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: { 200: CountedPage(UploadView) },
      },
    },
    async (request) => {
      const { id } = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const { before, limit } = request.query
      const filter = filterOf(id, request.query)
      const rows = await list.listUploads(db, { ...filter, before, limit: limit + 1 })
      const shown = rows.slice(0, limit)
      const activities = await list.listActivitiesOf(
        db,
        shown.map((row) => row.id),
      )
      const people = await list.listPeopleOf(db, [...new Set(shown.map((row) => row.grant_id))])
      const late = await findLate(db, id, shown)
      return {
        items: shown.map((row) => uploadView(row, activities, { people, late })),
        next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
        total: await list.countUploads(db, filter, MOST_COUNTED),
      }
    },
  )

  scope.get(
    '/projects/:id/uploads/summary',
    {
      config,
      schema: {
        summary:
          'How many uploads there are of each state, and which activities they hold; counts end at 10,001',
        params: IdParams,
        response: {
          200: Type.Object({
            total: Count,
            participants: Count,
            bytes: Count,
            needsLook: Count,
            locked: Count,
            states: Type.Record(Look, Count),
            activities: Type.Array(Type.Object({ activity: Type.String(), uploads: Count })),
          }),
        },
      },
    },
    async (request) => {
      const { id } = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const count = (filter: Partial<list.UploadFilter>) =>
        list.countUploads(db, { projectId: id, ...filter }, MOST_COUNTED)
      const states = Object.fromEntries(
        await Promise.all(
          Look.anyOf.map(async ({ const: look }) => [look, await count({ look })] as [UploadLook, number]),
        ),
      ) as Record<UploadLook, number>
      const activities = await list.listActivities(db, id, 500)
      return {
        total: await count({}),
        participants: await list.countParticipants(db, id, MOST_COUNTED),
        bytes: await list.sumBytes(db, id),
        needsLook: await count({ needsLook: true }),
        locked: await count({ locked: true }),
        states,
        activities: activities.map(({ activity, uploads }) => ({ activity, uploads: Number(uploads) })),
      }
    },
  )
}

interface FilterQuery {
  state?: UploadLook | 'needs-a-look'
  superseded?: 'show' | 'hide'
  locked?: boolean
  activity?: string
  participant?: string
  from?: string
  to?: string
  search?: string
}

function filterOf(projectId: number, query: FilterQuery): list.UploadFilter {
  const { state, activity, participant, from, to, search } = query
  return {
    projectId,
    look: state === 'needs-a-look' ? undefined : state,
    needsLook: state === 'needs-a-look',
    current: query.superseded === 'hide',
    locked: query.locked,
    activity,
    participant,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    search,
  }
}

const SliceView = Type.Object({
  index: Count,
  /** Null for one that never came. */
  size: Type.Union([Count, Type.Null()]),
  sha256: OptionalText,
  /** How often the same bytes came again. */
  retries: Count,
  /** The same name came with other bytes too. */
  conflicts: Type.Boolean(),
})

const UploadDetail = Type.Object({
  ...UploadView.properties,
  project: Id,
  session: OptionalText,
  origin: OptionalText,
  parts: Type.Array(SliceView),
  held: Type.Array(
    Type.Object({ activity: Type.String(), answers: Count, durationMs: Type.Union([Count, Type.Null()]) }),
  ),
  /** Activities whose answers other uploads of this link hold. */
  elsewhere: Type.Array(Type.String()),
  /** Activities that the project expects, if it says so. */
  expected: Type.Array(Type.String()),
  twins: Type.Array(
    Type.Object({ id: Id, kind: Type.String(), name: Type.String(), answers: Count, firstAt: Time }),
  ),
  link: Type.Object({
    id: Id,
    state: Type.Union([Type.Literal('active'), Type.Literal('expired'), Type.Literal('revoked')]),
    issuedAt: Time,
    issuedBy: OptionalText,
    expiresAt: Time,
    revokedAt: OptionalTime,
  }),
})

function detailRoute(scope: Scope, collection: Collection): void {
  scope.get(
    '/uploads/:id',
    {
      config,
      schema: {
        summary: 'One upload: its slices, what else holds its answers, its link',
        params: IdParams,
        response: { 200: UploadDetail },
      },
    },
    async (request) => viewOf(collection, await getUpload(collection, request, 'coordinator')),
  )
}

interface Found {
  upload: UploadRow
  project: ProjectRow
}

async function viewOf(collection: Collection, { upload, project }: Found) {
  const { db, kernel } = collection
  const activities = await list.listActivitiesOf(db, [upload.id])
  const sorted = sortParts(await store.listParts(db, upload.id))
  const elsewhere = await list.listElsewhere(db, { grantId: upload.grant_id, uploadId: upload.id })
  const twins = (upload.twins === null ? [] : JSON.parse(upload.twins)) as { id: number; answers: number }[]
  const named = await list.listNamed(
    db,
    twins.map((twin) => twin.id),
  )
  const link = await list.findLink(db, upload.grant_id)
  const origin = await list.findOrigin(db, upload.submission_id)
  const isOver = (link?.expires_at ?? 0) <= kernel.clock.now() ? ('expired' as const) : ('active' as const)
  return {
    ...uploadView(upload, activities, {
      people: await list.listPeopleOf(db, [upload.grant_id]),
      late: await findLate(db, project.id, [upload]),
    }),
    project: upload.project_id,
    session: upload.session,
    origin,
    parts: sorted && upload.kind !== 'json' ? slicesOf(sorted, indicesOf(upload.missing)) : [],
    held: activities.map(({ activity, answers, duration_ms }) => ({
      activity,
      answers,
      durationMs: duration_ms,
    })),
    elsewhere: elsewhere.map(({ activity }) => activity),
    expected: activitiesOf(project),
    twins: named.map((twin) => ({
      id: twin.id,
      kind: twin.kind,
      name: twin.name,
      answers: twins.find(({ id }) => id === twin.id)?.answers ?? 0,
      firstAt: time(twin.first_at),
    })),
    link: {
      id: upload.grant_id,
      state: link?.revoked_at == null ? isOver : ('revoked' as const),
      issuedAt: time(link?.issued_at ?? 0),
      issuedBy: link?.issued_by ?? null,
      expiresAt: time(link?.expires_at ?? 0),
      revokedAt: optionalTime(link?.revoked_at ?? null),
    },
  }
}

function slicesOf({ slices }: NonNullable<ReturnType<typeof sortParts>>, missing: readonly number[]) {
  const came = [...slices].map(([index, parts]) => ({
    index,
    size: parts[0]?.size ?? 0,
    sha256: parts[0]?.sha256 ?? null,
    retries: parts.reduce((sum, part) => sum + part.retries, 0),
    conflicts: parts.length > 1,
  }))
  const gone = missing.map((index) => ({ index, size: null, sha256: null, retries: 0, conflicts: false }))
  return [...came, ...gone].sort((a, b) => a.index - b.index).slice(0, 10_000)
}

export async function getUpload(
  collection: Collection,
  { actor, params }: { actor: Actor | undefined; params: { id: number } },
  role: ProjectRole,
): Promise<Found> {
  const upload = await store.findUpload(collection.db, params.id)
  if (!upload) throw problems.notFound()
  return { upload, project: await requireProject(collection, actor, upload.project_id, role) }
}

function actRoutes(scope: Scope, collection: Collection): void {
  scope.post(
    '/uploads/:id/read',
    {
      config: { ...config, refusals: [422] },
      schema: {
        summary: 'Read an upload again; of an incomplete one, with partial, what its whole entries hold',
        params: IdParams,
        body: Body({ partial: Type.Optional(Type.Boolean()), reason: Type.Optional(Text(500)) }),
        response: { 202: Type.Object({ id: Id }) },
      },
    },
    async (request, reply) => {
      const { partial = false } = request.body
      const { upload, project } = await getUpload(collection, request, 'manager')
      if (upload.locked_at !== null) throw recordProblems.locked()
      const reason = reasonFor(project, request.body.reason)
      if (!partial && (upload.state === 'receiving' || upload.state === 'incomplete'))
        throw problems.uploadIncomplete()
      await inTransaction(collection.db, async (tx) => {
        await readSoon(tx, upload.id, { partial })
        await noteUpload(collection, tx, upload, {
          by: request.by,
          action: 'read-asked',
          details: { partial },
          reason,
        })
      })
      return reply.code(202).send({ id: upload.id })
    },
  )
}
