import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, Time, time } from '../../../kernel/api/shapes.ts'
import { Definition, definitionIn } from './definition.ts'
import type { Kind, listKindVersions } from './kind.ts'

/** Letters, digits, `_` and `-`: it stands in requests of the protocol, and never changes. */
export const KindKey = Type.String({ pattern: '^[a-z][a-z0-9_-]{0,63}$' })

/** A kind of sessions as operators see it. */
export const KindView = Type.Object({
  id: Id,
  key: Type.String(),
  version: Count,
  position: Count,
  isArchived: Type.Boolean({ description: 'Nobody can start it any more' }),
  madeAt: Type.Union([Time], { description: 'When this version was made' }),
  definition: Definition,
})

export const kindView = ({ id, key, version, position, archivedAt, madeAt, definition }: Kind) =>
  ({
    id,
    key,
    version,
    position,
    isArchived: archivedAt !== null,
    madeAt: time(madeAt),
    definition,
  }) satisfies Static<typeof KindView>

export const KindVersionView = Type.Object({
  version: Count,
  madeAt: Time,
  madeBy: Nullable,
  definition: Definition,
})

type VersionRow = Awaited<ReturnType<typeof listKindVersions>>[number]

export const kindVersionView = (row: VersionRow) =>
  ({
    version: row.version,
    madeAt: time(row.made_at),
    madeBy: row.made_by_name,
    definition: definitionIn(row),
  }) satisfies Static<typeof KindVersionView>
