import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { drain } from '../../../kernel/http/form.ts'
import { completeExperiment, failExperiment, RESULTS_FROM } from '../experiments/end.ts'
import * as store from '../experiments/experiment.store.ts'
import { experimentProblems } from '../experiments/experiment-problems.ts'
import { distinctNames, storedName } from '../experiments/name.ts'
import { type NewOutput, noteOutputs, storeOutputs } from '../experiments/outputs.ts'
import { removeInputs } from '../experiments/remove.ts'
import { isOver } from '../experiments/status.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import { readBody, readFields, textOf } from './body.ts'
import { RESERVED, reserved, reservedBy } from './reserved.ts'
import { Done, ErrorBody, ID, NumberedPath, type Wire, wireProblems } from './wire.ts'

const TEXT_BYTES = 1_048_576
const LONGEST_EXIT = 1_000

/** What a backend gives back: results, or that there are none; and that inputs are of no use any more. */
export function resultRoutes(wire: Wire): void {
  const { scope, pipelines } = wire
  const onRequest = reserved(wire, { backend: true })
  const config = { access: RESERVED, refusals: [400, 404, 409, 413] }

  scope.post(
    `/experiments/${ID}/results`,
    {
      onRequest,
      config,
      schema: {
        summary: 'Hand in results: the experiment is completed',
        params: NumberedPath,
        consumes: ['multipart/form-data', 'application/x-www-form-urlencoded', 'application/json'],
        response: { 200: Done },
      },
    },
    async (request) => {
      const row = await takerOf(pipelines, request, Number(request.params.id))
      const outputs = await receive(pipelines, request)
      try {
        await complete(pipelines, request, row, outputs)
      } finally {
        await discardAll(outputs)
      }
      return true as const
    },
  )

  scope.post(
    `/experiments/${ID}/failed`,
    {
      onRequest,
      config,
      schema: {
        summary: 'Say that an experiment has failed',
        params: NumberedPath,
        consumes: ['multipart/form-data', 'application/x-www-form-urlencoded', 'application/json'],
        response: { 200: Done },
      },
    },
    async (request) => {
      const row = await takerOf(pipelines, request, Number(request.params.id))
      const form = await readFields(request)
      const exit = textOf(form.first('exit_code') ?? '', 'exit_code', LONGEST_EXIT)
      await fail(pipelines, request, row, exit)
      return true as const
    },
  )

  scope.delete(
    `/experiments/${ID}/delete`,
    {
      onRequest,
      config: { access: RESERVED, refusals: [404, 409] },
      schema: {
        summary: 'Delete the inputs of an experiment; it stays listed',
        params: NumberedPath,
        response: { 200: Type.Union([Type.Boolean(), ErrorBody]) },
      },
    },
    async (request) => {
      const row = await takerOf(pipelines, request, Number(request.params.id))
      return removeInputs(pipelines, row.id, {
        by: reservedBy(request),
        text: 'Its backend needs them no more.',
      })
    },
  )
}

/** The experiment, where it is a backend's to say how it ends. */
async function takerOf(pipelines: Pipelines, request: FastifyRequest, id: number): Promise<ExperimentRow> {
  const row = await store.findExperiment(pipelines.db, id)
  if (row && !isOurs(row)) return row
  drain(request.raw)
  throw row ? experimentProblems.isAtWork() : wireProblems.notFound()
}

const isOurs = ({ runner, status }: ExperimentRow): boolean => runner === 'own' && !isOver(status)

/** An operator may have given it to our own runner while the body came. */
async function requireOutside(tx: Tx, id: number): Promise<void> {
  await lock(tx, 'pipelines_experiment', [id])
  const row = await store.findExperiment(tx, id)
  if (row && isOurs(row)) throw experimentProblems.isAtWork()
}

async function receive({ files: area, uploads }: Pipelines, request: FastifyRequest): Promise<NewOutput[]> {
  const form = await readBody<NewOutput | undefined>(request, {
    maxBytes: Number.MAX_SAFE_INTEGER,
    maxFieldBytes: TEXT_BYTES,
    async onFile({ field, filename, stream }) {
      if (filename === '') return void stream.resume()
      const name = storedName(filename)
      if (name === undefined) throw experimentProblems.badName(field)
      return { name, incoming: await area.receive(stream, { requireRoom: uploads.requireRoom }) }
    },
  })
  const outputs = form.files.filter((file) => file !== undefined)
  if (form.fault === undefined) {
    const names = distinctNames(outputs.map(({ name }) => name))
    return outputs.map((output, at) => ({ ...output, name: names[at] as string }))
  }
  await discardAll(outputs)
  throw form.fault
}

const discardAll = (outputs: readonly NewOutput[]) =>
  Promise.all(outputs.map(({ incoming }) => incoming.discard()))

async function complete(
  pipelines: Pipelines,
  request: FastifyRequest,
  row: ExperimentRow,
  outputs: readonly NewOutput[],
): Promise<void> {
  const by = reservedBy(request)
  const bytes = outputs.reduce((sum, { incoming }) => sum + incoming.size, 0)
  await storeOutputs(pipelines, row, outputs, async (tx) => {
    await requireOutside(tx, row.id)
    if (outputs.length > 0) await noteOutputs(pipelines, tx, row, { by, files: outputs.length, bytes })
    await completeExperiment(pipelines, tx, row.id, {
      by,
      from: RESULTS_FROM,
      set: { outputs_removed_at: null, exit_text: null, ...startedAt(row) },
      text: outputs.length === 0 ? 'Its backend sent no files.' : undefined,
    })
  })
}

/** A backend never says when it began; it had it from then on. */
const startedAt = ({ started_at, claimed_at }: ExperimentRow) =>
  started_at === null && claimed_at !== null ? { started_at: claimed_at } : {}

/** One that has failed, or was cancelled, is failed in this protocol already. */
async function fail(
  pipelines: Pipelines,
  request: FastifyRequest,
  row: ExperimentRow,
  exit: string,
): Promise<void> {
  if (row.status === 'failed' || row.status === 'cancelled') return
  await inTransaction(pipelines.db, async (tx) => {
    await requireOutside(tx, row.id)
    await failExperiment(pipelines, tx, row.id, {
      by: reservedBy(request),
      cause: 'failed',
      message: exit === '' ? 'Its backend said that it failed.' : `Its backend said that it failed: ${exit}.`,
      set: { exit_text: exit === '' ? null : exit, exit_code: numberOf(exit), ...startedAt(row) },
    })
  })
}

const numberOf = (exit: string): number | null => (/^-?\d{1,9}$/.test(exit) ? Number(exit) : null)
