import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import type { ConfigVersionRow } from '../tables.ts'
import type { ConfigItem, listVersions } from './config.store.ts'

const OptionalCount = Type.Union([Count, Type.Null()])
export const Ignored = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  maxItems: 100,
  description: 'Lines that may differ: as they are, but * is any text',
})

export const ConfigView = Type.Object({
  id: Id,
  host: Type.String(),
  platform: Nullable,
  inventoryId: Id,
  inventory: Type.Union([Type.String(), Type.Null()], { description: 'Its name; null when it is gone' }),
  versions: Count,
  number: Type.Union([Count, Type.Null()], { description: 'Of the newest version' }),
  size: OptionalCount,
  changedAt: OptionalTime,
  readAt: OptionalTime,
  failedAt: OptionalTime,
  failure: Type.String({ description: 'Why it could not be read the last time' }),
  hasIntended: Type.Boolean(),
  intendedAt: OptionalTime,
  ignored: Ignored,
  drift: Type.Union([Count, Type.Null()], { description: 'Lines that differ from what is intended' }),
  driftSince: OptionalTime,
})

export const VersionView = Type.Object({
  id: Id,
  number: Count,
  at: Time,
  size: Count,
  added: Count,
  removed: Count,
  runId: Type.Union([Id, Type.Null()]),
  attempt: OptionalCount,
})

export const VersionDetail = Type.Object({
  number: Count,
  at: Time,
  size: Count,
  content: Type.String(),
})

/** A host's configuration without its text. */
export const configView = (row: ConfigItem): Static<typeof ConfigView> => ({
  id: row.id,
  host: row.host,
  platform: row.platform,
  inventoryId: row.inventory_id,
  inventory: row.inventory,
  versions: row.versions,
  number: row.number,
  size: row.size,
  changedAt: optionalTime(row.changed_at),
  readAt: optionalTime(row.read_at),
  failedAt: optionalTime(row.failed_at),
  failure: row.failure,
  hasIntended: Number(row.has_intended) === 1,
  intendedAt: optionalTime(row.intended_at),
  ignored: JSON.parse(row.ignored),
  drift: row.drift,
  driftSince: optionalTime(row.drift_since),
})

type VersionItem = Awaited<ReturnType<typeof listVersions>>[number]

export const versionView = (row: VersionItem): Static<typeof VersionView> => ({
  id: row.id,
  number: row.number,
  at: time(row.at),
  size: row.size,
  added: row.added,
  removed: row.removed,
  runId: row.run_id,
  attempt: row.attempt,
})

export const versionDetail = (
  { number, at, size }: ConfigVersionRow,
  content: string,
): Static<typeof VersionDetail> => ({ number, at: time(at), size, content })
