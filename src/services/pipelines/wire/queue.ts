import { Type } from 'typebox'
import { openChecked } from '../../../kernel/files/checked.ts'
import { attachmentHeaders } from '../../../kernel/files/download.ts'
import { findFile } from '../../../kernel/files/file.store.ts'
import { type ZipEntry, zipStream } from '../../../kernel/files/zip.ts'
import { claimWaiting, confirmClaim, stretchClaim } from '../experiments/claim.ts'
import * as store from '../experiments/experiment.store.ts'
import { wirePathOf } from '../experiments/place.ts'
import { notePoll } from '../hosts/host.ts'
import type { Pipelines } from '../pipelines.ts'
import { noteRead } from '../results/access.ts'
import type { ExperimentRow, InputRow } from '../tables.ts'
import { wireParamsOf } from './experiments.ts'
import { RESERVED, reserved, reservedBy } from './reserved.ts'
import { ID, NumberedPath, type Wire, wireProblems } from './wire.ts'

const Waiting = Type.Array(
  Type.Object({
    id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    user: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    host: Type.String(),
    app: Type.String(),
    experimentName: Type.String(),
    experimentDescription: Type.String(),
    params: Type.Record(Type.String(), Type.String()),
  }),
)

/** What a backend takes: experiments, and then their inputs. */
export function queueRoutes(wire: Wire): void {
  const { scope, pipelines } = wire
  const onRequest = reserved(wire, { backend: true })

  scope.get(
    '/experiments/queue',
    {
      onRequest,
      config: { access: RESERVED },
      schema: { summary: 'Take all experiments that wait, the oldest first', response: { 200: Waiting } },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      await notePoll(pipelines)
      return offersOf(pipelines, await claimWaiting(pipelines, reservedBy(request)))
    },
  )

  scope.get(
    `/experiments/${ID}/files`,
    {
      onRequest,
      config: { access: RESERVED },
      schema: {
        summary: 'The inputs of an experiment as a zip; fetching it confirms that it was taken',
        params: NumberedPath,
        response: { 200: Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'application/zip' }) },
      },
    },
    async (request, reply) => {
      const row = await store.findExperiment(pipelines.db, Number(request.params.id))
      if (!row) throw wireProblems.notFound()
      const inputs = await store.listInputs(pipelines.db, [row.id], { there: true })
      const bytes = inputs.reduce((sum, { size }) => sum + size, 0)
      await stretchClaim(pipelines, row.id, bytes)
      const access = { experiment: row, standing: 'operator' } as const
      noteRead(pipelines, reservedBy(request), access, { part: 'inputs' })
      // Only what was sent to its end was fetched.
      reply.raw.once('finish', () => {
        confirmClaim(pipelines, row.id).catch((error) =>
          pipelines.kernel.log.warn({ err: error, experiment: row.id }, 'A claim could not be confirmed.'),
        )
      })
      return reply
        .headers({ ...attachmentHeaders('files.zip', 'application/zip'), 'cache-control': 'no-store' })
        .header('content-disposition', 'attachment; filename=files.zip')
        .serializer((body: unknown) => body as string)
        .send(zipStream(entriesOf(pipelines, row, inputs)))
    },
  )
}

async function offersOf({ db }: Pipelines, rows: readonly ExperimentRow[]) {
  const inputs = Map.groupBy(
    await store.listInputs(
      db,
      rows.map(({ id }) => id),
    ),
    (row) => row.experiment_id,
  )
  return rows.map((row) => ({
    id: row.id,
    user: row.account_id ?? 0,
    host: row.host,
    app: row.app,
    experimentName: row.name,
    experimentDescription: row.description,
    params: wireParamsOf(row, inputs.get(row.id) ?? [], (name) => `inputs${wirePathOf(row, name)}`),
  }))
}

/** Named so that `inputs/` before an entry's name is what the queue says of the field. */
async function* entriesOf(
  { db, files }: Pipelines,
  row: ExperimentRow,
  inputs: readonly InputRow[],
): AsyncGenerator<ZipEntry> {
  for (const { name, size, file_id } of inputs) {
    const file = file_id === null ? undefined : await findFile(db, file_id)
    // It was deleted while the ones before it were sent.
    if (!file) throw wireProblems.notFound()
    yield {
      name: wirePathOf(row, name).slice(1),
      size,
      mtime: new Date(row.created_at),
      // Images are packed already, and this line is a tunnel on one machine.
      compress: false,
      open: () => openChecked(files, file),
    }
  }
}
