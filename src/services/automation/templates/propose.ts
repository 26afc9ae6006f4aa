import { posix } from 'node:path'
import { Value } from 'typebox/value'
import {
  type Described,
  type DescribedFunction,
  type DescribedParameter,
  mainFunction,
  type Said,
} from './described.ts'
import { Form, type FormField, formFaults } from './template-form.ts'

/** What can be known of a file that is no template yet. */
export interface Proposal {
  name: string
  description: string | null
  functionName: string
  form: FormField[]
  changes: boolean
  canDryRun: boolean
  keepsConfiguration: boolean
}

const LONGEST_NAME = 200

/** What a file says of itself, as the fields of a template; undefined where it has no function for a task. */
export function proposalOf(fileName: string, described: Described): Proposal | undefined {
  const main = mainFunction(fileName, described)
  if (!main) return undefined
  const said: Said = described.said ?? {}
  const name = typeof said.name === 'string' ? said.name : nameOf(fileName)
  const description = typeof said.description === 'string' ? said.description : descriptionOf(described, main)
  return {
    name: name.slice(0, LONGEST_NAME),
    description,
    functionName: main.name,
    form: formSaid(said.form) ?? main.parameters.map((each) => fieldOf(each, main.doc)),
    changes: said.changes === true,
    canDryRun: said.canDryRun === true,
    keepsConfiguration: said.keepsConfiguration === true,
  }
}

function formSaid(form: unknown): FormField[] | undefined {
  return Value.Check(Form, form) && formFaults(form).length === 0 ? form : undefined
}

/** `get_cdp_neighbors.py` is called "Get cdp neighbors". */
function nameOf(fileName: string): string {
  const words = posix
    .basename(fileName)
    .replace(/\.\w+$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}` || fileName
}

/** The first paragraph, without what is said of parameters. */
function descriptionOf({ doc }: Described, main: DescribedFunction): string | null {
  const [first = ''] = (main.doc || doc).split(/\n\s*\n/)
  const words = first
    .split('\n')
    .filter((line) => !/^\s*(?::param|@param|Args:)/.test(line))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return words === '' ? null : words
}

function fieldOf(parameter: DescribedParameter, doc: string): FormField {
  const { name, required, default: initial } = parameter
  const help = helpOf(name, doc)
  const choices = choicesOf(parameter.annotation)
  const type = choices ? 'choice' : typeOf(parameter)
  // A default without a form of its own is the function's own, as a list in brackets is.
  const begins = initial !== null && initial !== undefined && type !== 'secret'
  return {
    name,
    type,
    ...(help && { help }),
    ...(required && { required }),
    ...(begins && { default: type === 'json' ? JSON.stringify(initial) : initial }),
    ...(choices && { choices }),
  }
}

/** By its type as it is written, else by what it is otherwise, else by its name. */
function typeOf({ name, annotation, default: initial }: DescribedParameter): FormField['type'] {
  const bare = annotation.replace(/^Optional\[(.*)\]$/, '$1').replace(/\s*\|\s*(?:None|null|undefined)$/, '')
  if (bare === 'int') return 'integer'
  if (bare === 'float' || bare === 'number') return 'number'
  if (bare === 'bool' || bare === 'boolean' || typeof initial === 'boolean') return 'boolean'
  if (/^(?:dict|list|tuple|set|Dict|List|Mapping|Sequence|Record|Array|readonly |object|\{)|\[\]$/.test(bare))
    return 'json'
  if (typeof initial === 'number') return Number.isInteger(initial) ? 'integer' : 'number'
  if (typeof initial === 'object' && initial !== null) return 'json'
  if (/(?:^|_)(?:password|passwd|secret|token|passphrase)$/i.test(name)) return 'secret'
  return typeof initial === 'string' && initial.includes('\n') ? 'multiline' : 'text'
}

/** `'up' | 'down'`, or `Literal["up", "down"]`. */
function choicesOf(annotation: string): string[] | undefined {
  const bare = /^Literal\[(.*)\]$/.exec(annotation)?.[1]?.split(',') ?? annotation.split('|')
  const texts = bare.map((each) => /^\s*(?:'([^']*)'|"([^"]*)")\s*$/.exec(each)?.slice(1).join(''))
  return texts.length > 1 && texts.every((each) => each !== undefined) ? (texts as string[]) : undefined
}

/** `:param name: words`, `@param name words`, or `name: words` below `Args:`. */
function helpOf(name: string, doc: string): string | undefined {
  for (const line of doc.split('\n')) {
    const bare = line.trim()
    for (const begin of [`:param ${name}:`, `@param ${name} `, `${name}: `, `${name} (`]) {
      if (!bare.startsWith(begin)) continue
      const words = bare
        .slice(begin.length)
        .replace(/^[^)]*\):/, '')
        .replace(/^-/, '')
        .trim()
      if (words !== '') return words.slice(0, 500)
    }
  }
  return undefined
}
