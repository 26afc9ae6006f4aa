import { Value } from 'typebox/value'
import { Descriptor, type Input, type OutputFile } from './boutiques.ts'
import { type CommandLine, readCommandLine, type Word } from './command-line.ts'
import { AppDefinition, type AppOutput, type CommandPart, type Field } from './definition.ts'
import type { Source } from './faults.ts'
import { finish } from './read-own.ts'

/** A descriptor as an app of ours; undefined where something is wrong with it. */
export function readDescriptor(source: Source, said: unknown, key: string): AppDefinition | undefined {
  if (!source.check(Descriptor, said)) return undefined
  const descriptor = said as Descriptor
  const before = source.faults.length
  const command = commandOf(descriptor, source)
  const draft = Value.Default(AppDefinition, {
    key,
    label: descriptor.name.slice(0, 300),
    version: (descriptor['tool-version'] ?? '').slice(0, 100),
    description: descriptor.description ?? '',
    help: descriptor.author ? `By ${descriptor.author}.` : '',
    documentation: /^https?:\/\/[^\s"<>]{1,2000}$/.test(descriptor.url ?? '') ? descriptor.url : null,
    tags: tagsOf(descriptor),
    sections: sectionsOf(descriptor.inputs),
    rules: (descriptor.groups ?? []).flatMap(ruleOf),
    command,
    container: containerOf(descriptor, source),
    env: Object.fromEntries(
      (descriptor['environment-variables'] ?? []).map(({ name, value }) => [name, value]),
    ),
    resources: resourcesOf(descriptor),
    outputs: (descriptor['output-files'] ?? []).flatMap((file) => outputOf(file, descriptor)),
  })
  if (source.faults.length > before || !source.check(AppDefinition, draft)) return undefined
  return finish(source, draft as AppDefinition, (path) => placeOf(path, draft as AppDefinition, descriptor))
}

function sectionsOf(inputs: readonly Input[]): AppDefinition['sections'] {
  const part = (label: string, open: boolean, isOptional: boolean) => {
    const fields = inputs.filter((each) => isOptionalIn(each) === isOptional).map(fieldOf)
    return fields.length > 0 ? [{ label, open, fields }] : []
  }
  return [...part('Required', true, false), ...part('Options', true, true)]
}

const isOptionalIn = ({ optional, type }: Input): boolean => optional === true || type === 'Flag'

function fieldOf(input: Input): Field {
  const { id, name, description, list, minimum, maximum } = input
  const type = typeOf(input)
  const isNumber = type === 'integer' || type === 'float'
  const usual = defaultOf(input, type)
  const most = input['max-list-entries']
  const amount = { min: input['min-list-entries'], max: most }
  const requires = input['requires-inputs']
  const excludes = input['disables-inputs']
  return {
    name: id,
    type,
    label: name.trim().slice(0, 300) || id,
    ...(description && { help: description.slice(0, 5_000) }),
    ...(!isOptionalIn(input) && { required: true }),
    ...(usual !== undefined && { default: usual }),
    ...(input['value-choices'] && {
      choices: input['value-choices'].map((each) => ({ value: String(each), label: String(each) })),
    }),
    ...(isNumber && {
      ...given({ min: minimum, max: maximum }),
      ...(input['exclusive-minimum'] && { overMin: true }),
      ...(input['exclusive-maximum'] && { underMax: true }),
    }),
    ...(type === 'attachment' && given(list ? amount : { min: undefined, max: 1 })),
    ...(type === 'multiselect' && given(amount)),
    ...(list && ['string', 'integer', 'float'].includes(type) && { many: given(amount) }),
    ...(requires && requires.length > 0 && { requires }),
    ...(excludes && excludes.length > 0 && { excludes }),
  }
}

const given = ({ min, max }: { min: number | undefined; max: number | undefined }) => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
})

function typeOf({ type, integer, list, 'value-choices': choices }: Input): Field['type'] {
  if (type === 'File') return 'attachment'
  if (type === 'Flag') return 'flag'
  if (choices && choices.length > 0) return list ? 'multiselect' : 'select'
  if (type === 'Number') return integer ? 'integer' : 'float'
  return 'string'
}

/** A file that is there beforehand is not one of the person's. */
function defaultOf({ 'default-value': usual }: Input, type: Field['type']): Field['default'] | undefined {
  if (usual === undefined || usual === null || type === 'attachment') return undefined
  if (Array.isArray(usual)) return usual.map(String)
  return type === 'select' || type === 'string' ? String(usual) : usual
}

function ruleOf(group: NonNullable<Descriptor['groups']>[number]): AppDefinition['rules'] {
  const { members, name } = group
  const rule = (of: AppDefinition['rules'][number]['of']) => ({
    of,
    fields: members,
    ...(name && { label: name.slice(0, 300) }),
  })
  const [isExclusive, isRequired] = [group['mutually-exclusive'], group['one-is-required']]
  return [
    ...(isExclusive && isRequired ? [rule('exactly-one')] : []),
    ...(isExclusive && !isRequired ? [rule('at-most-one')] : []),
    ...(!isExclusive && isRequired ? [rule('at-least-one')] : []),
    ...(group['all-or-none'] ? [rule('all-or-none')] : []),
  ]
}

/** Values that stand for keys in templates: the inputs’ and the outputs’. */
const keysOf = ({ inputs, 'output-files': outputs = [] }: Descriptor) =>
  new Map<string, Input | OutputFile>(
    [...inputs, ...outputs].flatMap((each) =>
      each['value-key'] ? [[each['value-key'], each] as const] : [],
    ),
  )

function commandOf(descriptor: Descriptor, source: Source): AppDefinition['command'] {
  const keys = keysOf(descriptor)
  const line = readCommandLine(descriptor['command-line'], keys.keys())
  if (!line) {
    source.add(['command-line'], 'A quote of the command line does not end.')
    return null
  }
  for (const [at, file] of (descriptor['output-files'] ?? []).entries())
    if (file['file-template'] !== undefined || file['conditional-path-template'] !== undefined)
      source.add(
        ['output-files', at],
        'Files that are written from a template, or whose path depends on a condition, cannot be made here.',
      )
  return line.needsShell
    ? scriptOf(line, keys, descriptor)
    : { arguments: line.words.map((word) => partOf(word, keys, descriptor)) }
}

const scriptOf = (line: CommandLine, keys: ReturnType<typeof keysOf>, descriptor: Descriptor) => ({
  script: line.script,
  arguments: line.keys.map((key) => partOf([{ key }], keys, descriptor)),
})

function partOf(word: Word, keys: ReturnType<typeof keysOf>, descriptor: Descriptor): CommandPart {
  const [only] = word
  const whole = word.length === 1 && typeof only === 'object' ? keys.get(only.key) : undefined
  if (whole) return 'type' in whole ? inputPart(whole) : outputPart(whole, descriptor)
  return word
    .map((piece) => (typeof piece === 'string' ? piece : holeOf(keys.get(piece.key), descriptor)))
    .join('')
}

function inputPart(input: Input): CommandPart {
  const { id, list } = input
  const flag = input['command-line-flag'] ?? ''
  if (input.type === 'Flag') return { switch: id, flag: flag || `--${id}` }
  const join = list ? input['list-separator'] : undefined
  return { field: id, ...flagged(input, flag), ...(join !== undefined && join !== ' ' && { join }) }
}

const flagged = (of: { 'command-line-flag-separator'?: string }, flag: string) => {
  const glue = of['command-line-flag-separator']
  return flag === '' ? {} : { flag, ...(glue !== undefined && glue !== ' ' && { glue }) }
}

const outputPart = (file: OutputFile, descriptor: Descriptor): CommandPart => ({
  text: pathOf(file, descriptor, (input) => holeOf(input, descriptor, true)),
  ...flagged(file, file['command-line-flag'] ?? ''),
})

/** A value in the middle of an argument; of a file in a name of a result, its own name. */
function holeOf(of: Input | OutputFile | undefined, descriptor: Descriptor, isName = false): string {
  if (!of) return ''
  if (!('type' in of)) return pathOf(of, descriptor, (input) => holeOf(input, descriptor, true))
  return of.type === 'File' && isName ? `{${of.id}:file}` : `{${of.id}}`
}

/** The path of a result with what stands for its keys; endings that are stripped leave a file its stem. */
function pathOf(file: OutputFile, { inputs }: Descriptor, of: (input: Input) => string): string {
  const isStripped = (file['path-template-stripped-extensions'] ?? []).length > 0
  return inputs
    .filter((input) => input['value-key'])
    .reduce((path, input) => {
      const hole = of(input)
      return path.replaceAll(input['value-key'] as string, () =>
        isStripped ? hole.replace(/:file\}$/, ':stem}') : hole,
      )
    }, file['path-template'] ?? '')
}

function outputOf(file: OutputFile, descriptor: Descriptor): AppOutput[] {
  const glob = pathOf(file, descriptor, () => '*')
    .replace(/^\.\//, '')
    .replaceAll(/\*{2,}/g, '*')
  // What it writes elsewhere is no result of it.
  if (glob === '' || glob.startsWith('/') || glob.split('/').includes('..')) return []
  return [
    {
      glob: glob.slice(0, 300),
      label: file.name.slice(0, 300),
      required: file.optional !== true,
      view: 'auto',
    },
  ]
}

function containerOf({ 'container-image': said }: Descriptor, source: Source): AppDefinition['container'] {
  if (!said) return null
  const { type, image, index = '' } = said
  if ((type !== 'docker' && type !== 'singularity') || !image) {
    source.add(
      ['container-image'],
      'Only images of Docker and of Singularity or Apptainer, by name, can be run here.',
    )
    return null
  }
  if (type === 'docker') {
    const host = index.replace(/^(?:docker|https?):\/\//, '').replace(/\/$/, '')
    const isHub = host === '' || /(?:^|\.)docker\.(?:io|com)(?:$|\/)/.test(host)
    return { engine: 'docker', image: isHub ? image : `${host}/${image}` }
  }
  const scheme = index === '' || image.includes('://') ? '' : index.includes('://') ? index : `${index}://`
  return { engine: 'apptainer', image: `${scheme}${image}` }
}

const resourcesOf = ({ 'suggested-resources': said }: Descriptor) => {
  const cores = said?.['cpu-cores']
  return {
    cpus: cores ? Math.max(1, Math.ceil(cores)) : null,
    memoryMb: said?.ram ? Math.max(1, Math.ceil(said.ram * 1_024)) : null,
    minutes: null,
    gpus: null,
  }
}

const tagsOf = ({ tags = {} }: Descriptor): string[] =>
  Object.values(tags)
    .flat()
    .filter((each): each is string => typeof each === 'string' && each !== '')
    .map((each) => each.slice(0, 60))
    .slice(0, 50)

/** Where in the descriptor something of ours stands. */
function placeOf(
  [part, s, , f, ...rest]: readonly (string | number)[],
  { sections }: AppDefinition,
  { inputs }: Descriptor,
): (string | number)[] {
  if (part === 'command') return ['command-line']
  if (part === 'rules') return ['groups']
  const name = part === 'sections' ? sections[Number(s)]?.fields[Number(f)]?.name : undefined
  const at = inputs.findIndex(({ id }) => id === name)
  return at < 0 ? [] : ['inputs', at, ...(rest[0] === 'default' ? ['default-value'] : [])]
}
