import { readFileSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { backupProblems } from './problems.ts'

/** Grows when a program that knows only the number before could misread a backup. */
export const FORMAT = 1

const whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
const digest = { count: whole, sha256 }

export const Damage = Type.Object({
  area: Type.String(),
  path: Type.String(),
  /** What was found in place of what the row promises; nothing when there was no file. */
  found: Type.Union([Type.Null(), Type.Object({ size: whole, sha256 })]),
})
export type Damage = Static<typeof Damage>

const Manifest = Type.Object({
  format: Type.Literal(FORMAT),
  product: Type.String(),
  /** RFC 3339, UTC: when the snapshot of the rows was asked for. */
  madeAt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }),
  dialect: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
  migrations: Type.Array(Type.String()),
  tables: Type.Array(
    Type.Object({
      name: Type.String({ minLength: 1 }),
      columns: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
      ...digest,
      /** The highest id that was ever given: the next one is greater, also where that row is gone. */
      lastId: whole,
    }),
  ),
  jobs: Type.Object(digest),
  files: Type.Object({ count: whole, bytes: whole }),
  /** Files that were not as their rows say. What was there of them is in here. */
  damaged: Type.Array(Damage),
  journal: Type.Object({ seq: whole, hash: sha256 }),
  /** Copied as they lay, while people went on: no row says what is in them. */
  workspaces: Type.Union([
    Type.Literal('not included'),
    Type.Object({ lists: whole, files: whole, bytes: whole, missed: whole }),
  ]),
  secretKey: Type.Object({ fingerprint: Type.String(), included: Type.Boolean() }),
})
export type Manifest = Static<typeof Manifest>

export const productVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version

/** Checks what somebody calls a manifest. */
export function parseManifest(text: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw backupProblems.damaged('its manifest is no JSON', error)
  }
  const { format, product } = (value ?? {}) as { format?: unknown; product?: unknown }
  if (typeof format === 'number' && format > FORMAT) throw backupProblems.newer(String(product))
  if (!Value.Check(Manifest, value)) throw backupProblems.damaged('its manifest is not what Atelier writes')
  return value
}
