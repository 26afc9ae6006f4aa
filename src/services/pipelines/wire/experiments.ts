import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { answerWith, type Download, download } from '../../../kernel/files/download.ts'
import { findFile } from '../../../kernel/files/file.store.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import * as store from '../experiments/experiment.store.ts'
import { firstOf } from '../experiments/notes.ts'
import { namedBy, pathOf, wirePathOf } from '../experiments/place.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, InputRow, OutputRow } from '../tables.ts'
import { queryOf } from './body.ts'
import { A_TOKEN, personOf } from './person.ts'
import { ErrorBody, ID, NumberedPath, type Wire, wireProblems } from './wire.ts'

const BYTES = Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'application/octet-stream' })

const Listed = Type.Object({
  experiments: Type.Array(
    Type.Object({
      id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      label: Type.Union([Type.String(), Type.Null()]),
      created: Type.String({ description: 'UTC, `YYYY-MM-DD HH:MM:SS`' }),
      status: Type.Enum(['submitted', 'queued', 'completed', 'failed']),
      app: Type.String(),
      experimentName: Type.String(),
      experimentDescription: Type.String(),
      inputs: Type.Array(Type.String()),
      outputs: Type.Array(Type.String()),
      params: Type.Record(Type.String(), Type.String()),
    }),
  ),
})

/** What a person sees of their experiments. */
export function experimentRoutes(wire: Wire): void {
  const { scope, pipelines } = wire

  scope.get(
    '/experiments',
    {
      config: { access: A_TOKEN },
      schema: {
        summary: 'My experiments, the oldest first',
        response: { 200: Type.Union([Listed, ErrorBody]) },
      },
    },
    async (request, reply) => {
      const { accountId } = await personOf(wire, request)
      // The union of its schema would be checked item by item.
      const text = JSON.stringify({ experiments: await listOf(pipelines, accountId) })
      return reply
        .header('cache-control', 'no-store')
        .type('application/json; charset=utf-8')
        .serializer((body: unknown) => body as string)
        .send(text as never)
    },
  )

  scope.get(
    `/experiments/${ID}/file`,
    {
      config: { access: A_TOKEN, refusals: [400] },
      schema: {
        summary: 'An output or an input of mine',
        params: NumberedPath,
        response: {
          200: BYTES,
          206: BYTES,
          304: Type.Null({ description: 'It is what the client has already' }),
          416: Type.Null({ description: 'It is shorter than that' }),
        },
      },
    },
    async (request, reply) => {
      const { accountId } = await personOf(wire, request)
      const path = queryOf(request, 'path')
      if (path === undefined || path === '') throw wireProblems.malformed('path is missing.')
      const row = await store.findExperiment(pipelines.db, Number(request.params.id))
      if (!row || row.account_id !== accountId) throw wireProblems.notFound()
      return sendDownload(reply, await fileOf(pipelines, row, path, request))
    },
  )
}

type WireStatus = 'submitted' | 'queued' | 'completed' | 'failed'

/** The four states that the protocol knows. */
function wireStatusOf(status: ExperimentRow['status']): WireStatus {
  switch (status) {
    case 'claimed':
    case 'running':
      return 'queued'
    case 'cancelled':
      return 'failed'
    default:
      return status
  }
}

async function listOf(pipelines: Pipelines, account: number) {
  const shown = []
  for await (const rows of store.pagesOf(pipelines.db, account)) {
    const ids = rows.map(({ id }) => id)
    const inputs = Map.groupBy(await store.listInputs(pipelines.db, ids), (row) => row.experiment_id)
    const outputs = Map.groupBy(
      await store.listOutputs(pipelines.db, ids, { there: true }),
      (row) => row.experiment_id,
    )
    const seen = await pipelines.experiments.watch.namesOf(rows)
    for (const row of rows)
      shown.push(
        viewOf(row, {
          inputs: inputs.get(row.id) ?? [],
          outputs: outputs.get(row.id) ?? [],
          seen: seen.get(row.id) ?? [],
        }),
      )
  }
  return shown
}

interface Files {
  inputs: readonly InputRow[]
  outputs: readonly OutputRow[]
  /** What a backend has put into the folder by itself. */
  seen: readonly string[]
}

function viewOf(row: ExperimentRow, { inputs, outputs, seen }: Files) {
  return {
    id: row.id,
    label: row.label,
    created: new Date(row.created_at).toISOString().slice(0, 19).replace('T', ' '),
    status: wireStatusOf(row.status),
    app: row.app,
    experimentName: row.name,
    experimentDescription: row.description,
    inputs: inputs.filter(({ file_id }) => file_id !== null).map(({ name }) => wirePathOf(row, name)),
    outputs: [...new Set([...outputs.map(({ name }) => name), ...seen])],
    params: wireParamsOf(row, inputs, (name) => wirePathOf(row, name)),
  }
}

/** All fields of the form as texts: of files the first one's path, and never what a text only says. */
export function wireParamsOf(
  row: ExperimentRow,
  inputs: readonly Pick<InputRow, 'field' | 'name'>[],
  pathOfInput: (name: string) => string,
): Record<string, string> {
  const files = inputs.map(({ field, name }) => [field, pathOfInput(name)] as const)
  const texts = store.fieldsOf(row).map(({ name, value }) => [name, value] as const)
  return firstOf([...files, ...texts])
}

/** By an element of `outputs`, or one of `inputs`, to the letter. */
async function fileOf(
  pipelines: Pipelines,
  row: ExperimentRow,
  path: string,
  { headers }: FastifyRequest,
): Promise<Download> {
  const { db, files } = pipelines
  const named = namedBy(path)
  const isInput = named?.part === 'submitted' && path === wirePathOf(row, named.name)
  const rows = isInput
    ? (await store.listInputs(db, [row.id], { there: true })).filter(({ name }) => name === named.name)
    : (await store.listOutputs(db, [row.id], { there: true })).filter(({ name }) => name === path)
  if (!isInput && (await isNewer(pipelines, row, path))) return seenFile(pipelines, row, path, headers)
  const fileId = rows[0]?.file_id
  const file = fileId == null ? undefined : await findFile(db, fileId)
  if (file) return download(files, file, { headers, fileName: rows[0]?.name })
  return seenFile(pipelines, row, path, headers)
}

/** A backend has written it anew since it was taken. */
async function isNewer({ db, experiments }: Pipelines, row: ExperimentRow, name: string): Promise<boolean> {
  const seen = (await experiments.watch.filesOf(row)).find((each) => each.name === name)
  if (!seen) return false
  const [output] = (await store.listOutputs(db, [row.id])).filter((each) => each.name === name)
  return output === undefined || seen.size !== output.size || seen.modifiedMs > output.added_at
}

/** What a backend has put into the folder, and nobody has looked at yet. */
async function seenFile(
  { experiments, files }: Pipelines,
  row: ExperimentRow,
  name: string,
  headers: FastifyRequest['headers'],
): Promise<Download> {
  const seen = (await experiments.watch.filesOf(row)).find((each) => each.name === name)
  if (!seen) throw wireProblems.notFound()
  const path = pathOf(row, 'completed', name)
  const source = {
    size: seen.size,
    tag: `${seen.inode}-${seen.size}-${Math.round(seen.modifiedMs)}`,
    modifiedAt: seen.modifiedMs,
    fileName: name,
    whole: async () => (await files.open(path, { start: 0, end: Math.max(0, seen.size - 1) })).stream,
    part: async (range: { start: number; end: number }) => (await files.open(path, range)).stream,
  }
  return answerWith(source, headers)
}
