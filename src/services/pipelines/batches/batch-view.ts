import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, Time, time } from '../../../kernel/api/shapes.ts'
import { type Counts, countsView, StatusCounts } from '../results/experiment-view.ts'
import type { BatchRow } from '../tables.ts'
import { FactsView } from '../uploads/upload-view.ts'
import type { Verdict } from './check.ts'

/** Experiments that were made with one form, and how they stand. */
export const BatchView = Type.Object({
  id: Id,
  name: Type.String(),
  app: Type.Object({ key: Type.String(), title: Type.String() }),
  createdAt: Time,
  isMine: Type.Boolean({ description: 'Else it is shared with me' }),
  notify: Type.Boolean(),
  counts: StatusCounts,
  count: Count,
})

export const batchView = (
  row: BatchRow,
  { title, counts, reader }: { title: string; counts: Counts | undefined; reader: number },
): Static<typeof BatchView> => ({
  id: row.id,
  name: row.name || `Batch ${row.id}`,
  app: { key: row.app, title },
  createdAt: time(row.created_at),
  isMine: row.account_id === reader,
  notify: row.notify === 1,
  ...countsView(counts),
})

/** What was handed in. */
export const MadeView = Type.Object({
  ids: Type.Array(Id, { description: 'Of the experiments, in the order of the form' }),
  batch: Type.Union([Id, Type.Null()], { description: 'Where there are several' }),
})

const Bytes = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })
const Limit = Type.Union([Count, Type.Null()])

/** What would happen. */
export const VerdictView = Type.Object({
  count: Type.Integer({ minimum: 0, maximum: 1_000, description: 'So many experiments' }),
  preview: Type.Array(
    Type.Object({
      name: Type.String(),
      line: Type.Union([Count, Type.Null()]),
      files: Type.Array(Type.String()),
    }),
    { description: 'The first ones' },
  ),
  files: Type.Record(
    Type.String(),
    Type.Array(
      Type.Object({
        name: Type.String(),
        size: Count,
        facts: FactsView,
        fault: Nullable,
        advice: Nullable,
      }),
    ),
    { description: 'By field, in the order of the form' },
  ),
  problems: Type.Array(
    Type.Object({ field: Type.String(), message: Type.String(), line: Type.Union([Count, Type.Null()]) }),
  ),
  unknown: Type.Array(Type.String(), { description: 'Columns of the table that name no field' }),
  refusal: Nullable,
  host: Type.Object({
    name: Type.String(),
    isOutside: Type.Boolean({ description: 'It waits there for a program of somebody else' }),
    waiting: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Experiments ahead in the queue',
    }),
  }),
  inputDays: Type.Integer({
    minimum: 0,
    maximum: 36_500,
    description: 'How long inputs are kept after the end; 0 keeps them',
  }),
  outputDays: Type.Integer({ minimum: 0, maximum: 36_500 }),
  storage: Type.Object({ used: Count, added: Bytes, limit: Limit }),
  stored: Type.Object({ used: Count, added: Count, limit: Count }, { description: 'Input files' }),
})

const SHOWN = 20

export const verdictView = (verdict: Verdict): Static<typeof VerdictView> => ({
  count: verdict.plan.length,
  preview: verdict.plan.slice(0, SHOWN).map(({ name, line, files }) => ({
    name,
    line: line ?? null,
    files: Object.entries(files).flatMap(([field, indices]) =>
      indices.flatMap((index) => verdict.files[field]?.[index]?.name ?? []),
    ),
  })),
  files: Object.fromEntries(
    Object.entries(verdict.files).map(([field, looked]) => [
      field,
      looked.map(({ name, size, facts, fault }) => ({
        name,
        size,
        facts: facts ?? null,
        fault: fault?.short ?? null,
        advice: fault?.advice ?? null,
      })),
    ]),
  ),
  problems: verdict.faults.map(({ field, message, line }) => ({ field, message, line: line ?? null })),
  unknown: [...verdict.unknown],
  refusal: verdict.refusal ?? null,
  host: verdict.host,
  inputDays: verdict.days.inputs,
  outputDays: verdict.days.outputs,
  storage: { ...verdict.storage, limit: verdict.storage.limit ?? null },
  stored: verdict.fileCount,
})
