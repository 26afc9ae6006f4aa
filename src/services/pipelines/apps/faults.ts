import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'

/** What is wrong with a file of definitions, and where. */
export interface Fault {
  file: string
  line: number | null
  column: number | null
  /** Its place within the file, such as `sections.0.fields.2.type`. */
  field: string | null
  message: string
}

type Path = readonly (string | number)[]

const MOST = 50
/** YAML may name a thing again; a file that does it so often is a bomb. */
const MOST_ALIASES = 100
/** Reading with places takes a second for so much at worst: of larger files faults have none, and YAML may not be larger. */
const MOST_LETTERS = 300_000
/** Each key is compared with all others. */
const MOST_FOR_KEYS = 50_000
const DEEPEST = 64

interface Located {
  document: Document
  lines: LineCounter
}

/** One file with what is wrong with it. */
export class Source {
  readonly file: string
  readonly text: string
  readonly faults: Fault[] = []
  #located: Located | null | undefined

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
  }

  /** What the file says; undefined where it cannot be read, which is a fault then. */
  parse(): unknown {
    const isJson = /\.json$/i.test(this.file)
    if (isJson) {
      try {
        return JSON.parse(this.text)
      } catch {
        // A parser that knows places looks again.
      }
    }
    const located = this.#locate()
    if (!located) return this.#put(undefined, null, 'This is too large, or nests deeper than 64 levels.')
    const [error] = located.document.errors
    if (error) return this.#put(error.pos[0], null, firstLine(error.message))
    if (isJson) return this.#put(this.text.trimEnd().length, null, 'This is no JSON.')
    try {
      return located.document.toJS({ maxAliasCount: MOST_ALIASES })
    } catch (error) {
      return this.add([], firstLine((error as Error).message))
    }
  }

  add(path: Path, message: string): undefined {
    if (this.faults.length >= MOST) return
    this.#put(this.#offsetOf(path), path.join('.') || null, message)
  }

  /** Whether a value is as a schema says; each difference is a fault below `path`. */
  check<S extends TSchema>(schema: S, value: unknown, path: Path = []): boolean {
    const errors = Value.Errors(schema, value)
    for (const { at, message } of worded(errors)) this.add([...path, ...at], message)
    return errors.length === 0
  }

  #locate(): Located | null {
    if (this.#located !== undefined) return this.#located
    this.#located = null
    if (this.text.length <= MOST_LETTERS && depthOf(this.text) <= DEEPEST) {
      const lines = new LineCounter()
      this.#located = {
        document: parseDocument(this.text, {
          lineCounter: lines,
          logLevel: 'silent',
          prettyErrors: false,
          uniqueKeys: this.text.length <= MOST_FOR_KEYS,
        }),
        lines,
      }
    }
    return this.#located
  }

  /** Where something stands; what is missing stands where it belongs. */
  #offsetOf(path: Path): number | undefined {
    const located = this.#locate()
    for (let length = path.length; located && length >= 0; length -= 1) {
      const node = located.document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return node.range[0]
    }
    return undefined
  }

  #put(offset: number | undefined, field: string | null, message: string): undefined {
    const place = offset === undefined ? undefined : this.#located?.lines.linePos(offset)
    this.faults.push({
      file: this.file,
      line: place?.line || null,
      column: place?.col || null,
      field,
      message,
    })
  }
}

const firstLine = (text: string): string =>
  (text.split('\n')[0] ?? '').replace(/ at line \d+.*$/, '').replace(/:$/, '.')

/** How deep brackets nest, at most as deep as this says: those in texts count too. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

type ValueError = ReturnType<typeof Value.Errors>[number]

/** The errors of a schema as sentences, one a place. */
function worded(errors: readonly ValueError[]): { at: (string | number)[]; message: string }[] {
  const found = new Map<string, string>()
  // Of a choice of forms each is named; that none of them fits is what counts, and where the choice was.
  const choices = errors
    .filter(({ schemaPath }) => schemaPath.includes('/anyOf/'))
    .map(({ instancePath }) => instancePath)
  for (const error of errors) {
    const { instancePath, keyword, schemaPath } = error
    if (keyword === 'additionalProperties' || keyword === 'anyOf') continue
    if (schemaPath.includes('/anyOf/')) {
      const top =
        choices.find((each) => instancePath === each || instancePath.startsWith(`${each}/`)) ?? instancePath
      if (!found.has(top)) found.set(top, 'This is in no form that is possible here.')
    } else if (!found.has(instancePath)) found.set(instancePath, sentenceOf(error))
  }
  return [...found].map(([path, message]) => ({ at: partsOf(path), message }))
}

function sentenceOf({ keyword, params, message }: ValueError): string {
  const given = params as Record<string, unknown>
  if (keyword === 'boolean') return 'This is not known here. Look for a typing error.'
  if (keyword === 'required') return `This lacks ${(given.requiredProperties as string[]).join(', ')}.`
  if (keyword === 'enum') return `This is one of ${(given.allowedValues as unknown[]).join(', ')}.`
  if (keyword === 'type') return `This has to be of the type ${[given.type].flat().join(' or ')}.`
  return `This ${message}.`
}

const partsOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')))
