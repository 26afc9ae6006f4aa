import { type Static, Type } from 'typebox'
import { Lines, Text } from '../../../kernel/api/shapes.ts'

/** A name that a shell can carry in a variable, and a client in JSON. */
const Name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' })
const Bound = Type.Number({ minimum: -1e12, maximum: 1e12 })
const Minutes = Type.Integer({ minimum: 1, maximum: 525_600 })

/** Something that a client sends as one of `resource_options`, with its bounds; both are inclusive. */
export const Parameter = Type.Object(
  {
    name: Name,
    label: Text(60, 1),
    description: Text(300),
    type: Type.Enum(['int', 'float', 'bool', 'str']),
    default: Type.Union([Bound, Type.Boolean(), Text(200)]),
    min: Type.Optional(Bound),
    max: Type.Optional(Bound),
    required: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Parameter = Static<typeof Parameter>

/** A question of the kind's own; its answer is `ATELIER_FIELD_{NAME}` in the session. */
export const Field = Type.Object(
  {
    name: Name,
    label: Text(60, 1),
    description: Text(300),
    type: Type.Enum(['text', 'number', 'choice', 'switch']),
    default: Type.Union([Bound, Type.Boolean(), Text(1_000)]),
    min: Type.Optional(Bound),
    max: Type.Optional(Bound),
    /** Of a choice. */
    choices: Type.Optional(Type.Array(Text(100, 1), { minItems: 1, maxItems: 50, uniqueItems: true })),
    required: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Field = Static<typeof Field>

const KIND_TYPES = ['local_test', 'jupyter', 'terminal', 'code-server', 'command'] as const
export type KindType = (typeof KIND_TYPES)[number]

/** A page below the session's address, without what would lead out of it. */
const Page = Type.String({ maxLength: 300, pattern: "^(?!/)(?!.*\\.\\.)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*$" })
const OptionalPage = Type.Union([Page, Type.Null()])

/** What a kind of session is: what an operator writes, and what each version keeps. */
export const Definition = Type.Object(
  {
    name: Text(64, 1),
    description: Text(500),
    /** The name of an icon of the console. */
    icon: Type.String({ pattern: '^[a-z0-9-]{0,30}$' }),
    type: Type.Enum([...KIND_TYPES]),
    /** Lines of a shell: the program itself where the type is `command`, what is done before it elsewhere. */
    command: Lines(20_000),
    /** The page that Open leads to, below the session's address; null where it has no page. */
    startPage: OptionalPage,
    /** It is ready once this page answers with less than 500; null asks no more than a connection. */
    readyPath: OptionalPage,
    /** Its server knows nothing of the session's address: requests come to it as if it stood at the root. */
    atRoot: Type.Boolean(),
    env: Type.Record(Type.String({ pattern: '^(?!ATELIER_)[A-Za-z_][A-Za-z0-9_]{0,63}$' }), Text(2_000), {
      maxProperties: 100,
    }),
    parameters: Type.Array(Parameter, { maxItems: 30 }),
    fields: Type.Array(Field, { maxItems: 30 }),
    /** Groups that see it, by id; none is everybody. */
    groups: Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), { maxItems: 100 }),
    /** Where it may run, by key, the first by default; none is everywhere. */
    resources: Type.Array(Text(64, 1), { maxItems: 50 }),
    /** It ends after so long without traffic; null leaves that to the setting, 0 is never. */
    idleMinutes: Type.Union([Type.Integer({ minimum: 0, maximum: 43_200 }), Type.Null()]),
    /** No session of it lasts longer when it is started; null is no limit. */
    maxMinutes: Type.Union([Minutes, Type.Null()]),
    /** It can be extended up to this age; null is not at all. */
    extendMinutes: Type.Union([Minutes, Type.Null()]),
    /** A terminal, and ways to further ports, beside it. */
    helper: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type Definition = Static<typeof Definition>

/** A definition as it is kept. */
export const definitionIn = (row: { definition: string }): Definition =>
  JSON.parse(row.definition) as Definition
