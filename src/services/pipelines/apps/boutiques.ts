import { Type } from 'typebox'

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const Id = Type.String({ pattern: '^[0-9a-zA-Z_]{1,190}$' })
const Ids = Type.Optional(Type.Array(Id))
const Flag = Type.Optional(Type.String())
const YesNo = Type.Optional(Type.Boolean())

const Input = Type.Object({
  id: Id,
  name: Type.String(),
  type: Type.Enum(['String', 'File', 'Flag', 'Number']),
  description: Flag,
  'value-key': Flag,
  'command-line-flag': Flag,
  'command-line-flag-separator': Flag,
  optional: YesNo,
  integer: YesNo,
  minimum: Type.Optional(Type.Number()),
  maximum: Type.Optional(Type.Number()),
  'exclusive-minimum': YesNo,
  'exclusive-maximum': YesNo,
  list: YesNo,
  'list-separator': Flag,
  'min-list-entries': Type.Optional(Type.Number()),
  'max-list-entries': Type.Optional(Type.Number()),
  'value-choices': Type.Optional(Type.Array(Scalar)),
  'default-value': Type.Optional(Type.Union([Scalar, Type.Array(Scalar), Type.Null()])),
  'requires-inputs': Ids,
  'disables-inputs': Ids,
})
export type Input = Type.Static<typeof Input>

const OutputFile = Type.Object({
  id: Id,
  name: Type.String(),
  'path-template': Type.Optional(Type.String({ minLength: 1 })),
  'path-template-stripped-extensions': Type.Optional(Type.Array(Type.String())),
  'value-key': Flag,
  'command-line-flag': Flag,
  'command-line-flag-separator': Flag,
  optional: YesNo,
  list: YesNo,
  'file-template': Type.Optional(Type.Unknown()),
  'conditional-path-template': Type.Optional(Type.Unknown()),
})
export type OutputFile = Type.Static<typeof OutputFile>

/** A descriptor of Boutiques 0.5, as far as it is used here; what it says beside is no concern of ours. */
export const Descriptor = Type.Object({
  name: Type.String({ minLength: 1 }),
  description: Flag,
  'tool-version': Flag,
  'schema-version': Type.String(),
  'command-line': Type.String({ minLength: 1, maxLength: 50_000 }),
  url: Flag,
  author: Flag,
  inputs: Type.Array(Input, { maxItems: 500 }),
  groups: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        members: Type.Array(Id),
        'mutually-exclusive': YesNo,
        'one-is-required': YesNo,
        'all-or-none': YesNo,
      }),
    ),
  ),
  'output-files': Type.Optional(Type.Array(OutputFile)),
  'container-image': Type.Optional(Type.Object({ type: Type.String(), image: Flag, index: Flag, url: Flag })),
  'suggested-resources': Type.Optional(
    Type.Object({ 'cpu-cores': Type.Optional(Type.Number()), ram: Type.Optional(Type.Number()) }),
  ),
  'environment-variables': Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
  ),
  tags: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
export type Descriptor = Type.Static<typeof Descriptor>

export const isDescriptor = (said: unknown): said is Descriptor =>
  typeof said === 'object' && said !== null && 'command-line' in said && 'schema-version' in said
