import { Type } from 'typebox'
import {
  BackPageQuery,
  Body,
  Count,
  Id,
  Page,
  pageOf,
  Query,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Automation, SUPERUSER_ROLE } from '../automation.ts'
import { TextDiffView } from '../configs/diff-view.ts'
import { diffTexts } from '../configs/text-diff.ts'
import { readBelow } from '../files/root.ts'
import { FileTag, matchOf } from '../files/tag.ts'
import { listVersions, requireVersion } from '../files/version.ts'
import { VersionView, versionView } from '../files/version-view.ts'
import { checkFile, pathOf, saveFile } from './edit.ts'
import { requireInventory } from './inventories.ts'
import { FILES } from './inventory.ts'
import { FaultView } from './inventory-view.ts'

const config = { access: { role: SUPERUSER_ROLE }, refusals: [409, 412] }
/** A file of 10,000 hosts with ten lines each has 3 MB. */
const MOST_BYTES = 8_000_000
const FileParams = Type.Object({ id: Id, which: Type.Enum([...FILES]) })
const VersionParams = Type.Object({ ...FileParams.properties, n: Id })
const Content = Type.String({ maxLength: 5_000_000 })
const Judged = {
  faults: Type.Array(FaultView, { description: 'None: it can be saved' }),
  warnings: Type.Array(FaultView),
  hosts: Type.Union([Count, Type.Null()]),
}

/** The files of an inventory, edited with history. They may hold what opens hosts: only those who keep inventories see them. */
export function fileRoutes(scope: Scope, automation: Automation): void {
  editRoutes(scope, automation)
  versionRoutes(scope, automation)
}

function editRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.get(
    '/inventories/:id/files/:which',
    {
      config,
      schema: {
        summary: 'What a file of an inventory says now; its ETag goes back with a change',
        params: FileParams,
        response: {
          200: Type.Object({
            path: Type.String(),
            isThere: Type.Boolean(),
            content: Type.String(),
            ...Judged,
          }),
        },
      },
    },
    async ({ params: { id, which } }, reply) => {
      const row = await requireInventory(db, id)
      const path = pathOf(row, which)
      const file = await readBelow(automation, path)
      const content = file?.content ?? ''
      const judged = await checkFile(automation, row, { which, content })
      return reply
        .header('etag', `"${file?.sha256 ?? ''}"`)
        .send({ path, isThere: file !== undefined, content, ...judged })
    },
  )

  scope.put(
    '/inventories/:id/files/:which',
    {
      config,
      bodyLimit: MOST_BYTES,
      schema: {
        summary: 'Replace a file of an inventory; with isTrial it is only looked at',
        params: FileParams,
        headers: FileTag,
        body: Body({ content: Content, isTrial: Type.Optional(Type.Boolean()) }),
        response: { 200: Type.Object({ ...Judged, versionId: Type.Union([Id, Type.Null()]) }) },
      },
    },
    async (request, reply) => {
      const { id, which } = request.params
      const { content, isTrial = false } = request.body
      const row = await requireInventory(db, id)
      if (isTrial) return { ...(await checkFile(automation, row, { which, content })), versionId: null }
      const match = matchOf(request.headers['if-match'])
      const saved = await saveFile(automation, request.by, { row, which, content, match })
      return reply.header('etag', `"${saved.sha256}"`).send(saved)
    },
  )
}

function versionRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.get(
    '/inventories/:id/files/:which/versions',
    {
      config,
      schema: {
        summary: 'What a file of an inventory said, the newest first',
        params: FileParams,
        querystring: BackPageQuery,
        response: {
          200: Page(VersionView),
        },
      },
    },
    async ({ params: { id, which }, query }) => {
      const path = pathOf(await requireInventory(db, id), which)
      const rows = await listVersions(db, path, { ...query, limit: query.limit + 1 })
      return pageOf(rows, query.limit, versionView)
    },
  )

  scope.get(
    '/inventories/:id/files/:which/versions/:n',
    {
      config,
      schema: {
        summary: 'A version of a file, and how it differs from another one or from what is there now',
        params: VersionParams,
        querystring: Query({ from: Type.Optional(Id) }),
        response: {
          200: Type.Object({
            id: Id,
            at: Time,
            content: Type.String(),
            diff: Type.Union([TextDiffView, Type.Null()], {
              description:
                'From the version that `from` names to this one, or from this one to what is there now',
            }),
          }),
        },
      },
    },
    async ({ params: { id, which, n }, query: { from } }) => {
      const path = pathOf(await requireInventory(db, id), which)
      const { content, at } = await requireVersion(automation, path, n)
      const other =
        from === undefined
          ? (await readBelow(automation, path))?.content
          : (await requireVersion(automation, path, from)).content
      const texts: [string, string] = from === undefined ? [content, other ?? ''] : [other ?? '', content]
      return { id: n, at: time(at), content, diff: other === undefined ? null : diffTexts(...texts) }
    },
  )

  scope.post(
    '/inventories/:id/files/:which/versions/:n/restore',
    {
      config,
      schema: {
        summary: 'Make an older version of a file the newest one again',
        params: VersionParams,
        headers: FileTag,
        response: { 200: Type.Object({ ...Judged, versionId: Type.Union([Id, Type.Null()]) }) },
      },
    },
    async (request, reply) => {
      const { id, which, n } = request.params
      const row = await requireInventory(db, id)
      const { content } = await requireVersion(automation, pathOf(row, which), n)
      const match = matchOf(request.headers['if-match'])
      const saved = await saveFile(automation, request.by, { row, which, content, match })
      return reply.header('etag', `"${saved.sha256}"`).send(saved)
    },
  )
}
