import { type Static, Type } from 'typebox'
import { Body, Id, Lines, Text } from '../../../kernel/api/shapes.ts'
import { AppKey } from '../apps/definition.ts'

/** Experiments that one request makes. */
export const MOST_EXPERIMENTS = 1_000
const MOST_FILES = 1_000

const FieldName = Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$' })
const Path = Text(2_000, 1)

/** A file that is here already. */
const ReferenceBody = Type.Union([
  Body({ upload: Id }),
  Body({ experiment: Id, output: Path }),
  Body({ experiment: Id, input: Path }),
  Body({ workspace: Id, path: Path }),
])
export type FileReference = Static<typeof ReferenceBody>

const ValueBody = Type.Union([
  Lines(100_000),
  Type.Number({ minimum: -1e15, maximum: 1e15 }),
  Type.Boolean(),
  Type.Array(Text(1_000), { maxItems: 1_000 }),
])
export type FieldValue = Static<typeof ValueBody>

/** A form that was filled in, for one experiment or for several. */
export const FormBody = Body({
  app: AppKey,
  host: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })),
  name: Type.Optional(
    Type.String({ ...Text(200), description: '`{file}` and `{line}` say which of several' }),
  ),
  description: Type.Optional(Lines(5_000)),
  values: Type.Optional(Type.Record(FieldName, ValueBody, { maxProperties: 1_000 })),
  files: Type.Optional(
    Type.Record(FieldName, Type.Array(ReferenceBody, { maxItems: MOST_FILES }), { maxProperties: 500 }),
  ),
  notify: Type.Optional(Type.Boolean({ description: 'A message when all of it is over' })),
  like: Type.Optional(Type.Integer({ ...Id, description: 'An experiment of mine that this repeats' })),
  each: Type.Optional(
    Type.String({ ...FieldName, description: 'A field of files: an experiment for each of them' }),
  ),
  rows: Type.Optional(
    Type.Object(
      { upload: Id },
      {
        additionalProperties: false,
        description:
          'A table that was uploaded: an experiment for each line below its head, which names fields. A cell of a field of files names some of those that were given for it',
      },
    ),
  ),
})
type Sent = Static<typeof FormBody>
type Filled = 'name' | 'description' | 'values' | 'files' | 'notify'
export type Form = Omit<Sent, Filled> & Required<Pick<Sent, Filled>>

/** With what was left out. */
export const formOf = (sent: Sent): Form => ({
  name: '',
  description: '',
  values: {},
  files: {},
  notify: false,
  ...sent,
})
