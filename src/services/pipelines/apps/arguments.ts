import { basename } from 'node:path'
import { PROGRAMS } from '../product/programs.ts'
import { inContainer } from './container.ts'
import { type AppDefinition, type CommandPart, type Field, fieldsOf } from './definition.ts'
import { isOn, type Value, type Values } from './values.ts'

/** Where an experiment finds its inputs and leaves its results. */
export interface Folders {
  inputs: string
  output: string
}

type Files = Readonly<Record<string, readonly string[]>>

interface Given extends Folders {
  fields: ReadonlyMap<string, Field>
  values: Values
  files: Files
}

/**
 * The arguments of a command, its program first: each value is one argument of its own, and no shell reads it. Nothing where
 * the app has no command here.
 */
export function argumentsOf(
  definition: Pick<AppDefinition, 'command' | 'sections' | 'container' | 'env'>,
  values: Values,
  files: Files,
  folders: Folders,
): string[] {
  const { command } = definition
  if (!command) return []
  const fields = new Map(fieldsOf(definition).map((field) => [field.name, field]))
  const pieces = command.arguments.map((part) => piecesOf(part, { ...folders, fields, values, files }))
  const whole = command.script === undefined ? pieces.flat() : scriptOf(command.script, pieces)
  return inContainer(definition, whole, folders)
}

/** What prints the version of an app's program; nothing where its definition does not say. */
export const versionCommandOf = ({ versionCommand }: Pick<AppDefinition, 'versionCommand'>): string[] =>
  versionCommand.map((each) => each.replaceAll('{node}', process.execPath).replaceAll('{programs}', PROGRAMS))

/** Where a piece goes in a script. */
export const PLACE = /\{\{(\d{1,4})\}\}/g

/** Pieces become the shell's `"$1"`, `"$2"` …: what stands in them is never looked at as a part of the script. */
function scriptOf(script: string, pieces: readonly (readonly string[])[]): string[] {
  const given: string[] = []
  const placed = pieces.map((each) => each.map((piece) => `"$\{${given.push(piece)}}"`).join(' '))
  const text = script.replaceAll(PLACE, (whole, at: string) => placed[Number(at) - 1] ?? whole)
  return ['/bin/sh', '-c', text, 'sh', ...given]
}

function piecesOf(part: CommandPart, given: Given): string[] {
  if (typeof part === 'string') return templateOf(part, given)
  if ('text' in part) return withFlag(part, templateOf(part.text, given))
  if ('switch' in part) {
    const value = given.values[part.switch] ?? part.otherwise
    return isOn(given.fields.get(part.switch), value) ? [part.flag] : []
  }
  const texts = textsOf(part.field, given).map((text) => (part.folders ? inFolder(text, given) : text))
  if (texts.length === 0 && part.otherwise !== undefined) texts.push(inFolder(part.otherwise, given))
  return withFlag(part, texts)
}

interface Flagged {
  flag?: string
  glue?: string
  repeat?: boolean
  join?: string
}

function withFlag({ flag, glue, repeat, join }: Flagged, given: readonly string[]): string[] {
  if (given.length === 0) return []
  const texts = join === undefined ? given : [given.join(join)]
  if (flag === undefined) return [...texts]
  if (glue !== undefined) return texts.map((text) => `${flag}${glue}${text}`)
  return repeat ? texts.flatMap((text) => [flag, text]) : [flag, ...texts]
}

/** What was given for a field, each as a text; nothing where it is empty. */
function textsOf(name: string, { values, files, fields }: Given): string[] {
  if (fields.get(name)?.type === 'attachment') return [...(files[name] ?? [])]
  const value: Value | undefined = Object.hasOwn(values, name) ? values[name] : undefined
  if (value === undefined || value === '') return []
  return Array.isArray(value) ? value.map(String) : [String(value)]
}

const HOLE = /\{([A-Za-z0-9_][A-Za-z0-9_.-]*)(?::(file|stem))?\}/g

/** One argument, or none where it names a field that was not given. */
function templateOf(text: string, given: Given): string[] {
  let isMissing = false
  const filled = text.replaceAll(HOLE, (whole, name: string, part?: string) => {
    const fixed = { output: given.output, inputs: given.inputs, programs: PROGRAMS, node: process.execPath }
    if (part === undefined && Object.hasOwn(fixed, name)) return fixed[name as keyof typeof fixed]
    if (!given.fields.has(name)) return whole
    const [first] = textsOf(name, given)
    if (first === undefined) {
      isMissing = true
      return ''
    }
    if (part === undefined) return first
    return part === 'file' ? basename(first) : stemOf(first)
  })
  return isMissing ? [] : [filled]
}

/** `scan.nii.gz` is `scan`. */
const stemOf = (path: string): string =>
  basename(path).replace(/(?<=.)(\.nii|\.tar)?\.[A-Za-z0-9]{1,10}$/, '')

/** The original's two words for folders, at the beginning of a value; never with a way out. */
function inFolder(text: string, { inputs, output }: Folders): string {
  if (text.split('/').includes('..')) return text
  const found = /^(?:\$experdir|inputs(?=\/|$))/.exec(text)?.[0]
  if (found === undefined) return text
  return `${found === 'inputs' ? inputs : output}${text.slice(found.length)}`
}
