import type { FastifyContextConfig, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { IdParams, Query } from '../../../kernel/api/shapes.ts'
import { attachmentHeaders, download } from '../../../kernel/files/download.ts'
import { findFile } from '../../../kernel/files/file.store.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import { definitionIn } from '../apps/definition.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import { readLog } from '../runner/log.ts'
import { type Access, noteRead, requireReadable } from './access.ts'
import { fileNameOf, zipOf } from './archive.ts'
import { bundleOf } from './bundle.ts'
import { findFileOf, findMadeWith } from './experiment-list.store.ts'
import { readEnd } from './log-end.ts'
import { FilePreview, previewOf } from './preview.ts'
import { provenanceOf } from './provenance.ts'
import { problems } from './result-problems.ts'
import { shownAs } from './shown-as.ts'

const of = Type.Enum(['outputs', 'inputs'], { default: 'outputs' })
const FileQuery = Query({ of, name: Type.String({ minLength: 1, maxLength: 2_000 }) })
export const BYTES = Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'application/octet-stream' })
const partOf = (side: 'inputs' | 'outputs') => (side === 'inputs' ? 'inputs' : 'results')

/** Where experiments are read, and by whom: signed in, or by a link. */
export interface Face {
  /** The address of one of them. */
  at: string
  params: TSchema
  access: Extract<FastifyContextConfig['access'], object>
  /** The experiment that a request names, where that part of it may be seen. */
  require(request: FastifyRequest, part: 'results' | 'inputs'): Promise<Access>
}

/** Files of experiments: looked at, taken away singly and together, and what is known of how they came to be. */
export function resultFileRoutes(scope: Scope, pipelines: Pipelines): void {
  readingRoutes(scope, pipelines, {
    at: '/experiments/:id',
    params: IdParams,
    access: { role: USER_ROLE },
    require: ({ actor, params }, part) =>
      requireReadable(pipelines, actor, (params as { id: number }).id, part),
  })
}

/** The same wherever experiments are read. */
export function readingRoutes(scope: Scope, pipelines: Pipelines, face: Face): void {
  fileRoutes(scope, pipelines, face)
  zipRoute(scope, pipelines, face)
  logRoutes(scope, pipelines, face)
  provenanceRoutes(scope, pipelines, face)
}

const configOf = ({ access }: Face) => ({ access, refusals: [403] })

function fileRoutes(scope: Scope, pipelines: Pipelines, face: Face): void {
  const config = configOf(face)
  const { db, files } = pipelines

  scope.get(
    `${face.at}/files/content`,
    {
      config,
      schema: {
        summary: 'A result or an input as it lies there; a download that was cut goes on where it was',
        params: face.params,
        querystring: FileQuery,
        response: { 200: BYTES },
      },
    },
    async (request, reply) => {
      const { of: side, name } = request.query
      const access = await face.require(request, partOf(side))
      const file = await findFileOf(db, access.experiment.id, side, name)
      if (!file) throw problems.fileMissing()
      noteRead(pipelines, request.by, access, { file: name })
      return sendDownload(reply, await download(files, file, { headers: request.headers }))
    },
  )

  scope.get(
    `${face.at}/files/preview`,
    {
      config,
      schema: {
        summary: 'What a page shows of a file: the start of a text or a table, or what it is',
        params: face.params,
        querystring: FileQuery,
        response: { 200: FilePreview },
      },
    },
    async (request) => {
      const { of: side, name } = request.query
      const access = await face.require(request, partOf(side))
      const { id } = access.experiment
      const file = await findFileOf(db, id, side, name)
      if (!file) throw problems.fileMissing()
      noteRead(pipelines, request.by, access, { file: name })
      const { definition } = await findMadeWith(db, id)
      const { view } = shownAs(
        name,
        side === 'outputs' && definition !== null ? definitionIn({ definition }) : undefined,
      )
      const { size, sha256 } = file
      return { name, size, sha256, ...(await previewOf(files, file, { name, view })) }
    },
  )
}

function zipRoute(scope: Scope, pipelines: Pipelines, face: Face): void {
  const config = configOf(face)
  scope.get(
    `${face.at}/zip`,
    {
      config: { ...config, refusals: [403, 409, 413] },
      schema: {
        summary: 'All results, or all inputs, as a zip',
        params: face.params,
        querystring: Query({ of }),
        response: { 200: BYTES },
      },
    },
    async (request, reply) => {
      const { of: side } = request.query
      const access = await face.require(request, partOf(side))
      const { experiment } = access
      const stream = await zipOf(pipelines, experiment.id, side)
      noteRead(pipelines, request.by, access, { part: side })
      const headers = attachmentHeaders(`${fileNameOf(experiment)}-${side}.zip`, 'application/zip')
      return sendDownload(reply, { status: 200, headers, stream })
    },
  )
}

const MOST_LOG = 262_144
const Cursor = Type.Optional(
  Type.String({ maxLength: 200, pattern: '^[!-~]*$', description: '`next` of an earlier answer' }),
)

function logRoutes(scope: Scope, pipelines: Pipelines, face: Face): void {
  const config = configOf(face)
  const { db, logs } = pipelines

  scope.get(
    `${face.at}/log`,
    {
      config,
      schema: {
        summary: 'What an experiment has printed, from there on; while it runs, ask again with `next`',
        params: face.params,
        querystring: Query({
          from: Cursor,
          bytes: Type.Integer({ minimum: 1, maximum: MOST_LOG, default: MOST_LOG }),
          end: Type.Boolean({ default: false, description: 'Its end instead: the last so many bytes' }),
        }),
        response: {
          200: Type.Object({
            text: Type.String(),
            next: Type.String(),
            cut: Type.Boolean({ description: 'What was asked for is not kept any more; it begins later' }),
            isOver: Type.Boolean({ description: 'Nothing will come after it' }),
          }),
        },
      },
    },
    async (request) => {
      const { from, bytes, end } = request.query
      const access = await face.require(request, 'results')
      noteRead(pipelines, request.by, access, { part: 'log' })
      const { experiment } = access
      if (end) return readEnd(pipelines, experiment, bytes)
      return readLog(pipelines, experiment, { bytes, ...(from !== undefined && { from }) })
    },
  )

  scope.get(
    `${face.at}/log/content`,
    {
      config,
      schema: {
        summary: 'All that is kept of what an experiment has printed, as a file',
        params: face.params,
        response: { 200: BYTES },
      },
    },
    async (request, reply) => {
      const access = await face.require(request, 'results')
      const { experiment } = access
      noteRead(pipelines, request.by, access, { part: 'log' })
      const fileName = `${fileNameOf(experiment)}.log`
      const { log_file_id: kept } = experiment
      const row = kept === null ? undefined : await findFile(db, kept)
      if (row) return sendDownload(reply, await download(logs, row, { headers: request.headers, fileName }))
      const { text } = await readLog(pipelines, experiment)
      return reply
        .headers(attachmentHeaders(fileName))
        .serializer((body: unknown) => body as string)
        .send(text)
    },
  )
}

function provenanceRoutes(scope: Scope, pipelines: Pipelines, face: Face): void {
  const config = configOf(face)
  scope.get(
    `${face.at}/provenance`,
    {
      config,
      schema: {
        summary:
          'How results came to be: app, command, parameters, checksums, times, programs and their versions',
        params: face.params,
        response: {
          200: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
        },
      },
    },
    async (request) => {
      const access = await face.require(request, 'inputs')
      noteRead(pipelines, request.by, access, { part: 'provenance' })
      const { provenance } = await provenanceOf(pipelines, access.experiment)
      return { ...provenance }
    },
  )

  scope.get(
    `${face.at}/bundle`,
    {
      config: { ...config, refusals: [403, 413] },
      schema: {
        summary: 'All of an experiment as a zip, with a script that runs it again elsewhere',
        params: face.params,
        response: { 200: BYTES },
      },
    },
    async (request, reply) => {
      const access = await face.require(request, 'inputs')
      const { experiment } = access
      const stream = await bundleOf(pipelines, experiment)
      noteRead(pipelines, request.by, access, { part: 'bundle' })
      const headers = attachmentHeaders(`${fileNameOf(experiment)}-bundle.zip`, 'application/zip')
      return sendDownload(reply, { status: 200, headers, stream })
    },
  )
}
