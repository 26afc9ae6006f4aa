import { Type } from 'typebox'
import { Count, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { Facts } from '../facts/facts.ts'
import type { UploadRow } from '../tables.ts'
import { factsIn } from './upload.ts'

/** What a look at the bytes of a file said; null before it is whole. */
export const FactsView = Type.Union([Facts, Type.Null()])

export const UploadView = Type.Object({
  id: Count,
  name: Type.String(),
  path: Type.String({ description: 'Where it lay in a folder that was dropped' }),
  size: Count,
  offset: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'So many bytes are here',
  }),
  sha256: Nullable,
  facts: FactsView,
  createdAt: Time,
  doneAt: OptionalTime,
  endsAt: Type.String({
    format: 'date-time',
    description: 'It goes then, unless it becomes an experiment’s',
  }),
})

export const uploadView = (row: UploadRow, offset: number) => ({
  id: row.id,
  name: row.name,
  path: row.path,
  size: row.size,
  offset,
  sha256: row.sha256,
  facts: factsIn(row) ?? null,
  createdAt: time(row.created_at),
  doneAt: optionalTime(row.done_at),
  endsAt: time(row.ends_at),
})
