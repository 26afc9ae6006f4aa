import { patternFault } from '../../../kernel/pattern.ts'
import { PLACE } from './arguments.ts'
import { checkValue } from './check.ts'
import { placesAreBare, readsAgain } from './command-line.ts'
import { type AppDefinition, type CommandPart, type Field, fieldsOf } from './definition.ts'

/** Names that say something else in what a form sends. */
const RESERVED: ReadonlySet<string> = new Set([
  'token',
  'app',
  'host',
  'experimentName',
  'experimentDescription',
  '__proto__',
  'constructor',
  'prototype',
])
const VARIABLE = /^(?!ATELIER_)[A-Za-z_][A-Za-z0-9_]{0,63}$/
const FOLDER_WORDS: ReadonlySet<string> = new Set(['output', 'inputs', 'programs', 'node'])

export type Tell = (path: readonly (string | number)[], message: string) => void

/**
 * What a schema cannot say about a definition, told with its place. What comes back has found out which values stand alone in
 * the command, where a dash at their beginning would make an option of them.
 */
export function soundDefinition(definition: AppDefinition, tell: Tell): AppDefinition {
  const names = new Set(fieldsOf(definition).map(({ name }) => name))
  const types = new Map(fieldsOf(definition).map((field) => [field.name, field.type]))
  const seen = new Set<string>()
  for (const [s, { fields }] of definition.sections.entries())
    for (const [f, field] of fields.entries()) {
      const at = ['sections', s, 'fields', f]
      if (seen.has(field.name)) tell([...at, 'name'], `There is a field of the name ${field.name} already.`)
      seen.add(field.name)
      for (const [part, message] of fieldFaults(field, names)) tell([...at, part], message)
    }
  for (const [r, { fields }] of definition.rules.entries())
    for (const name of fields)
      if (!names.has(name)) tell(['rules', r, 'fields'], `There is no field of the name ${name}.`)
  for (const name of Object.keys(definition.env))
    if (!VARIABLE.test(name)) tell(['env', name], `${name} cannot be the name of a variable of its own.`)
  tellOfCommand(definition, types, tell)
  return withDashes(definition)
}

function* fieldFaults(field: Field, names: ReadonlySet<string>): Generator<[string, string]> {
  const { name, type, min, max, many } = field
  if (RESERVED.has(name)) yield ['name', `The name ${name} has a meaning of its own in what is sent.`]
  const isChoice = type === 'select' || type === 'multiselect'
  if (isChoice && !field.choices) yield ['type', 'Say what there is to choose from, as choices.']
  if (!isChoice && field.choices) yield ['choices', 'Only a select or a multiselect has choices.']
  if (many && !['string', 'integer', 'float'].includes(type))
    yield ['many', 'Only of strings and numbers several can be asked for; of choices that is a multiselect.']
  for (const part of ['accept', 'facts'] as const)
    if (field[part] && type !== 'attachment') yield [part, 'Only a field of files, an attachment, has this.']
  if (min !== undefined && max !== undefined && min > max) yield ['min', 'The least is more than the most.']
  const fault = field.pattern === undefined ? undefined : patternFault(field.pattern)
  if (fault !== undefined) yield ['pattern', `This ${fault}`]
  for (const part of ['requires', 'excludes'] as const)
    for (const other of field[part] ?? [])
      if (!names.has(other) || other === name) yield [part, `There is no other field of the name ${other}.`]
  if (fault === undefined && field.default !== undefined) {
    const wrong = type === 'attachment' ? 'cannot be filled in beforehand.' : checkValue(field, field.default)
    if (wrong !== undefined) yield ['default', `What it begins with: ${field.label} ${wrong}`]
  }
}

function tellOfCommand(
  { command, container }: AppDefinition,
  types: ReadonlyMap<string, Field['type']>,
  tell: Tell,
): void {
  if (!command) return
  for (const [at, part] of command.arguments.entries()) {
    const place = ['command', 'arguments', at]
    if (typeof part === 'string' || 'text' in part) {
      const text = typeof part === 'string' ? part : part.text
      for (const [, name = ''] of text.matchAll(/\{([A-Za-z0-9_.-]+):(?:file|stem)\}/g))
        if (!types.has(name)) tell(place, `There is no field of the name ${name}.`)
      continue
    }
    const name = 'switch' in part ? part.switch : part.field
    if (!types.has(name)) tell(place, `There is no field of the name ${name}.`)
  }
  const { script } = command
  if (script === undefined) {
    if (!container && typeof command.arguments[0] !== 'string')
      tell(['command', 'arguments'], 'Its first argument is the program.')
    return
  }
  const at = ['command', 'script']
  for (const [, place] of script.matchAll(PLACE))
    if (Number(place) < 1 || Number(place) > command.arguments.length)
      tell(at, `{{${place}}} names none of the arguments, which count from 1.`)
  if (!placesAreBare(script)) tell(at, 'Write {{n}} outside of quotes: it is quoted by itself.')
  if (command.arguments.length > 0 && readsAgain(script))
    tell(
      at,
      'It hands text to a program that reads it as code, where what people type could become a part of it. Call the programs themselves.',
    )
}

/** Fields whose value begins an argument that has no flag. */
function withDashes(definition: AppDefinition): AppDefinition {
  const all = definition.command?.arguments ?? []
  // After `--` nothing is an option any more.
  const end = all.indexOf('--')
  const parts = end < 0 ? all : all.slice(0, end)
  const bare = new Set(parts.flatMap(standsAlone))
  const behindFlag = new Set(parts.flatMap(followsFlag))
  const isRead = ({ type, name, many }: Field) =>
    (type === 'string' || type === 'text') && (bare.has(name) || (many !== undefined && behindFlag.has(name)))
  return {
    ...definition,
    sections: definition.sections.map((section) => ({
      ...section,
      fields: section.fields.map(({ noDash: _, ...field }) =>
        isRead(field) ? { ...field, noDash: true } : field,
      ),
    })),
  }
}

function standsAlone(part: CommandPart): string[] {
  if (typeof part === 'string' || 'text' in part) {
    if (typeof part !== 'string' && part.flag !== undefined) return []
    const name = /^\{([A-Za-z0-9_][A-Za-z0-9_.-]*)(?::(?:file|stem))?\}/.exec(
      typeof part === 'string' ? part : part.text,
    )?.[1]
    return name === undefined || FOLDER_WORDS.has(name) ? [] : [name]
  }
  return 'field' in part && part.flag === undefined ? [part.field] : []
}

/** Of several values behind one flag all but the first stand alone. */
function followsFlag(part: CommandPart): string[] {
  if (typeof part === 'string' || !('field' in part) || part.flag === undefined) return []
  return part.glue === undefined && !part.repeat && part.join === undefined ? [part.field] : []
}
