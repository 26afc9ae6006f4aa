import { type Static, Type } from 'typebox'
import { Lines, Text } from '../../../kernel/api/shapes.ts'

/** What an experiment says as its app. It becomes the name of a file, and is never a path. */
export const AppKey = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' })
/** Of a field of a form, as it is sent. */
const FieldName = Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$' })
const FieldNames = Type.Array(FieldName, { minItems: 1, maxItems: 100, uniqueItems: true })
const Bound = Type.Number({ minimum: -1e15, maximum: 1e15 })
const Amount = (maximum: number) =>
  Type.Union([Type.Integer({ minimum: 1, maximum }), Type.Null()], { default: null })
const some = <T>(value: T) => ({ default: value })

export const FIELD_TYPES = [
  'string',
  'text',
  'integer',
  'float',
  'select',
  'multiselect',
  'flag',
  'attachment',
] as const
export type FieldType = (typeof FIELD_TYPES)[number]

const Choice = Type.Object({ value: Text(1_000), label: Text(1_000) }, { additionalProperties: false })

/** What a file has to be, as its look says (facts/). */
export const WantedFacts = Type.Object(
  {
    /** `nifti`, `dicom`, `png` …: one of these. */
    format: Type.Optional(Type.Union([Text(40, 1), Type.Array(Text(40, 1), { minItems: 1, maxItems: 20 })])),
    /** Of a volume: 3 is one volume, 4 a series. */
    dimensions: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 })),
    /** What one may do with a file that does not fit: `run “Mean of a series” on it first.` */
    otherwise: Type.Optional(Text(300, 1)),
  },
  { additionalProperties: false },
)
export type WantedFacts = Static<typeof WantedFacts>

/** One question of a form. */
export const Field = Type.Object(
  {
    name: FieldName,
    type: Type.Enum([...FIELD_TYPES]),
    label: Text(300, 1),
    help: Type.Optional(Lines(5_000)),
    required: Type.Optional(Type.Boolean()),
    /** What it begins with. */
    default: Type.Optional(
      Type.Union([Bound, Type.Boolean(), Lines(10_000), Type.Array(Text(1_000), { maxItems: 500 })]),
    ),
    /** Of a text its length, of a number its value, of files and of several choices how many. */
    min: Type.Optional(Bound),
    max: Type.Optional(Bound),
    /** The bound itself is not allowed. */
    overMin: Type.Optional(Type.Boolean()),
    underMax: Type.Optional(Type.Boolean()),
    step: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e15 })),
    unit: Type.Optional(Text(40)),
    choices: Type.Optional(Type.Array(Choice, { minItems: 1, maxItems: 1_000 })),
    /** Of strings and numbers: several of them, one a line, and how many. */
    many: Type.Optional(
      Type.Object(
        {
          min: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
          max: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
        },
        { additionalProperties: false },
      ),
    ),
    /** The whole of a string; only such as cost nothing (pattern.ts). */
    pattern: Type.Optional(Text(300, 1)),
    /** Of files: their names, such as `*.nii.gz`, without regard to case. */
    accept: Type.Optional(Type.Array(Text(100, 1), { minItems: 1, maxItems: 50 })),
    facts: Type.Optional(WantedFacts),
    /** Only with these, and never with those. */
    requires: Type.Optional(FieldNames),
    excludes: Type.Optional(FieldNames),
    /** It stands alone in the command, where a dash at its beginning would be read as an option: found by itself. */
    noDash: Type.Optional(Type.Boolean()),
    /** Of the original: a command that nothing here runs. */
    validator: Type.Optional(Lines(5_000)),
  },
  { additionalProperties: false },
)
export type Field = Static<typeof Field>

const Section = Type.Object(
  {
    label: Text(300),
    open: Type.Boolean(some(true)),
    fields: Type.Array(Field, { maxItems: 500 }),
  },
  { additionalProperties: false },
)

/** Fields that go together in a way: at most one of them, at least one, exactly one, or all or none. */
const Rule = Type.Object(
  {
    of: Type.Enum(['at-most-one', 'at-least-one', 'exactly-one', 'all-or-none']),
    fields: Type.Array(FieldName, { minItems: 2, maxItems: 100, uniqueItems: true }),
    label: Type.Optional(Text(300)),
  },
  { additionalProperties: false },
)

/**
 * A piece of the command. A text is one argument as it stands, but for `{output}` and `{inputs}` (folders), `{programs}`
 * (where the product's own lie), `{node}`, and `{name}` of a field in it: its value, of files the first one's path, with
 * `{name:file}` and `{name:stem}` their name with and without its ending. Such an argument is left out where the field was
 * not given. Other braces are themselves. A field is its flag and its value, an argument each; several values are an argument each
 * behind one flag, unless said otherwise. A switch is its flag where it is on, and nothing else.
 */
export const CommandPart = Type.Union([
  Lines(5_000),
  Type.Object(
    {
      field: FieldName,
      flag: Type.Optional(Text(200, 1)),
      /** Between flag and value, which then are one argument: `=`. */
      glue: Type.Optional(Text(10)),
      /** Several values: the flag before each, or all in one argument with this between. */
      repeat: Type.Optional(Type.Boolean()),
      join: Type.Optional(Text(10)),
      /** Where nothing was given; `$experdir` and `inputs` at its beginning are folders, as in the original. */
      otherwise: Type.Optional(Lines(5_000)),
      /** What people type may begin with these words too. */
      folders: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  /** A text as above, behind a flag. */
  Type.Object(
    { text: Lines(5_000), flag: Type.Optional(Text(200, 1)), glue: Type.Optional(Text(10)) },
    { additionalProperties: false },
  ),
  Type.Object(
    { switch: FieldName, flag: Text(200, 1), otherwise: Type.Optional(Text(1_000)) },
    { additionalProperties: false },
  ),
])
export type CommandPart = Static<typeof CommandPart>

const Command = Type.Object(
  {
    /** The first one is the program. */
    arguments: Type.Array(CommandPart, { maxItems: 1_000 }),
    /**
     * Lines of a shell in the place of a program. `{{1}}`, `{{2}}` … stand for the pieces above, outside of quotes: a value
     * gets there as a parameter of the shell, and is never read as a part of the lines.
     */
    script: Type.Optional(Lines(50_000, 1)),
  },
  { additionalProperties: false },
)

const Output = Type.Object(
  {
    /** Below the folder of results: `*.nii.gz`, `tables/*.csv`; `**` is any number of folders. */
    glob: Text(300, 1),
    label: Text(300),
    required: Type.Boolean(some(false)),
    /** How it is shown; `auto` goes by its name. */
    view: Type.Enum(['auto', 'volume', 'image', 'table', 'text', 'none'], some('auto' as const)),
  },
  { additionalProperties: false },
)
export type AppOutput = Static<typeof Output>

const Category = Type.Object(
  { key: Text(100, 1), label: Text(200, 1), description: Type.Optional(Lines(5_000)) },
  { additionalProperties: false },
)

/** An app as all formats are read into it, and as a file `<key>.app.json` (or `.yaml`) says it: what has a default may be left out. */
export const AppDefinition = Type.Object(
  {
    key: AppKey,
    label: Text(300, 1),
    /** As its makers call it. */
    version: Type.String({ ...Text(100), default: '' }),
    description: Type.String({ ...Lines(20_000), default: '' }),
    help: Type.String({ ...Lines(50_000), default: '' }),
    documentation: Type.Union(
      [Type.String({ pattern: '^https?://[^\\s"<>]{1,2000}$' }), Type.Null()],
      some(null),
    ),
    categories: Type.Array(Category, { maxItems: 50, default: [] }),
    /** Names of groups whose members may use it; none is everybody. */
    groups: Type.Array(Text(200, 1), { maxItems: 100, default: [] }),
    tags: Type.Array(Text(60, 1), { maxItems: 50, default: [] }),
    /** Experiments of it must be named, as the original's forms ask. */
    needsName: Type.Boolean(some(false)),
    sections: Type.Array(Section, { maxItems: 50, default: [] }),
    rules: Type.Array(Rule, { maxItems: 100, default: [] }),
    /** Null where only a backend of somebody else's knows how it runs. */
    command: Type.Union([Command, Type.Null()], some(null)),
    /** What prints the version of its program, an argument each; the first line counts. */
    versionCommand: Type.Array(Text(1_000, 1), { maxItems: 20, default: [] }),
    /** Variables of its environment; their names are looked at beside this (sound.ts). */
    env: Type.Record(Type.String(), Lines(5_000), {
      maxProperties: 100,
      default: {},
    }),
    container: Type.Union(
      [
        Type.Object(
          {
            engine: Type.Enum(['docker', 'apptainer']),
            image: Type.String({ pattern: '^[A-Za-z0-9/][A-Za-z0-9._:/@+~-]{0,499}$' }),
            /** It may reach other machines. */
            network: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ],
      some(null),
    ),
    needs: Type.Object(
      {
        /** Found as a shell would find them, or by their whole path. */
        programs: Type.Array(Text(300, 1), { maxItems: 50, default: [] }),
        /** Modules of python3. */
        modules: Type.Array(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.]{0,99}$' }), {
          maxItems: 50,
          default: [],
        }),
        files: Type.Array(Text(1_000, 1), { maxItems: 50, default: [] }),
      },
      { additionalProperties: false, default: {} },
    ),
    resources: Type.Object(
      {
        cpus: Amount(4_096),
        memoryMb: Amount(100_000_000),
        minutes: Amount(525_600),
        gpus: Amount(64),
      },
      { additionalProperties: false, default: {} },
    ),
    outputs: Type.Array(Output, { maxItems: 100, default: [] }),
  },
  { additionalProperties: false },
)
export type AppDefinition = Static<typeof AppDefinition>

/** All fields of a form in their order. */
export const fieldsOf = ({ sections }: Pick<AppDefinition, 'sections'>): Field[] =>
  sections.flatMap(({ fields }) => fields)

/** A definition as it is kept. */
export const definitionIn = (row: { definition: string }): AppDefinition =>
  JSON.parse(row.definition) as AppDefinition
