import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, Time, time } from '../../../kernel/api/shapes.ts'
import type { listVersions } from './version.ts'

/** A version of a file without what it says. */
export const VersionView = Type.Object({
  id: Id,
  at: Time,
  by: Nullable,
  via: Type.Enum(['console', 'import', 'disk'], {
    description: 'Written here, imported, or found on the disk',
  }),
  sha256: Type.String(),
  letters: Count,
})

type Listed = Awaited<ReturnType<typeof listVersions>>[number]

export const versionView = ({
  id,
  at,
  account_name,
  via,
  sha256,
  letters,
}: Listed): Static<typeof VersionView> => ({
  id,
  at: time(at),
  by: account_name,
  via,
  sha256,
  letters: Number(letters),
})
