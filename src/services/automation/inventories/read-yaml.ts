import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  Scalar,
  type YAMLMap,
} from 'yaml'
import type { FileFault } from './inventory.ts'

/** A map's entries in their order: an object would put names that are numbers first. */
export type Entry = readonly [key: string, value: unknown, at: number]

const MOST_SAID = 50
const DEEPEST = 64
/** Aliases name a thing again: so much may it all be in the end. */
const MOST_VALUES = 1_000_000
/** To put the entries of another map in costs as much as so many values, also where it has none. */
const MERGE_COSTS = 10
const MOST_LETTERS = 60_000_000

/** What is said of YAML that cannot be read; never with what stands there, which may be a password. */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'A tab stands where blanks are needed. Indent with blanks.',
  MULTIPLE_DOCS: 'A second document begins here. A file holds one.',
  BAD_INDENT: 'The indentation does not fit the lines above.',
  MISSING_CHAR: 'Something is missing here: a colon, a comma, a bracket, or the end of a quotation.',
  UNEXPECTED_TOKEN: 'This does not belong here.',
  BLOCK_AS_IMPLICIT_KEY: 'A map or a list cannot begin here. Put it on a line of its own.',
  BLOCK_IN_FLOW: 'A map or a list within brackets needs brackets itself.',
  MULTILINE_IMPLICIT_KEY: 'A name and its colon must stand on one line.',
  TAG_RESOLVE_FAILED: 'Tags (with an exclamation mark) are not known here.',
  BAD_ALIAS: 'An alias (with an asterisk) must name an anchor.',
  BAD_DQ_ESCAPE: 'A backslash between double quotation marks begins no letter that is known.',
  BAD_SCALAR_START: 'A value cannot begin with this character. Put it between quotation marks.',
  RESOURCE_EXHAUSTION: `This nests deeper than ${DEEPEST} levels.`,
}

/** One YAML file, and what is wrong with it. */
export class YamlFile {
  readonly path: string
  readonly faults: FileFault[] = []
  readonly warnings: FileFault[] = []
  readonly #lines = new LineCounter()
  readonly #anchors = new Map<string, ParsedNode>()
  /** Under way: an alias in there that names it would have no end. */
  readonly #open = new Set<ParsedNode>()
  readonly #nodes = new WeakMap<object, YAMLMap.Parsed>()
  #values = 0
  #letters = 0

  constructor(path: string) {
    this.path = path
  }

  /** What the file says at its top: the entries of a map. Undefined where it is none, which is a fault; nothing is an empty map. */
  read(text: string): Entry[] | undefined {
    const document = this.#parse(text)
    if (!document) return undefined
    // Of a tag that nobody knows the parser only warns; Nornir's would end there.
    const unknown = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    const [error] = [...document.errors, ...unknown]
    if (error) {
      const isQuote = error.code === 'MISSING_CHAR' && error.message.includes('quote')
      const words = isQuote ? 'A quotation mark is not closed.' : WORDS[error.code]
      return this.fault(error.pos[0], words ?? 'This is no YAML.')
    }
    const top = document.contents
    if (top === null || (isScalar(top) && top.value === null)) return []
    if (!isMap(top))
      return this.fault(top.range[0], 'The file must be a map: a name, a colon, and what belongs to it.')
    try {
      const entries = this.#entries(top, 0)
      this.#nodes.set(entries, top)
      return entries
    } catch (error) {
      if (error instanceof Stop) return this.fault(error.at, error.message)
      throw error
    }
  }

  /** All of a file as one map. */
  mapOf(entries: readonly Entry[]): Record<string, unknown> {
    const made: Record<string, unknown> = Object.fromEntries(entries)
    const node = this.#nodes.get(entries)
    if (node) this.#nodes.set(made, node)
    return made
  }

  /** Gives undefined, so that a reader can end with it. */
  fault(at: number, reason: string): undefined {
    if (this.faults.length < MOST_SAID) this.faults.push(this.#said(at, reason))
    return undefined
  }

  warn(at: number, reason: string): void {
    if (this.warnings.length < MOST_SAID) this.warnings.push(this.#said(at, reason))
  }

  /** Where a key of a map that was read stands; where the map begins when it came from elsewhere. */
  keyAt(map: object, key: string): number {
    const node = this.#nodes.get(map)
    const pair = node?.items.find((each) => isScalar(each.key) && String(each.key.value) === key)
    return pair?.key.range[0] ?? node?.range[0] ?? 0
  }

  #said(at: number, reason: string): FileFault {
    const { line, col } = this.#lines.linePos(at)
    return { file: this.path, line: Math.max(1, line), column: Math.max(1, col), reason }
  }

  #parse(text: string): Document.Parsed | undefined {
    try {
      // It compares each key with all others: that is done by #entries, quicker.
      return parseDocument(text, { lineCounter: this.#lines, uniqueKeys: false, prettyErrors: false })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return this.fault(deepAt(text), WORDS.RESOURCE_EXHAUSTION as string)
    }
  }

  #entries(map: YAMLMap.Parsed, depth: number): Entry[] {
    const entries: Entry[] = []
    const seen = new Set<string>()
    const merged: YAMLMap.Parsed[] = []
    for (const { key, value } of map.items) {
      const at = key.range[0]
      if (!isScalar(key) || key.value === null) throw new Stop(at, 'A name must be a single text.')
      if (key.value === '<<' && key.type === Scalar.PLAIN) {
        merged.push(...this.#mergedIn(value, at))
        continue
      }
      const name = String(key.value)
      if (seen.has(name))
        throw new Stop(at, 'This name stands here a second time. Each may stand there once.')
      seen.add(name)
      entries.push([name, this.#valueOf(value, depth + 1, at), at])
    }
    for (const source of merged) {
      this.#count(MERGE_COSTS, { depth, at: map.range[0] })
      for (const entry of this.#entries(source, depth + 1)) {
        if (seen.has(entry[0])) continue
        seen.add(entry[0])
        entries.push(entry)
      }
    }
    return entries
  }

  /** What `<<` brings: the first that has a key wins. */
  #mergedIn(value: ParsedNode | null, at: number): YAMLMap.Parsed[] {
    const node = isAlias(value) ? this.#anchors.get(value.source) : value
    if (isMap(node)) return [node as YAMLMap.Parsed]
    if (isSeq(node)) return node.items.flatMap((each) => this.#mergedIn(each as ParsedNode, at))
    throw new Stop(at, '<< must name a map, or a list of maps.')
  }

  #count(values: number, { depth, at }: { depth: number; at: number }): void {
    this.#values += values
    if (this.#values > MOST_VALUES || this.#letters > MOST_LETTERS)
      throw new Stop(at, 'Aliases make this too large to be used.')
    if (depth > DEEPEST) throw new Stop(at, WORDS.RESOURCE_EXHAUSTION as string)
  }

  #valueOf(node: ParsedNode | null, depth: number, at: number): unknown {
    this.#count(1, { depth, at })
    if (node === null) return null
    if (isAlias(node)) {
      const named = this.#anchors.get(node.source)
      if (!named || this.#open.has(named))
        throw new Stop(
          node.range[0],
          named ? 'This alias stands within what it names.' : (WORDS.BAD_ALIAS as string),
        )
      return this.#valueOf(named, depth, node.range[0])
    }
    if (node.anchor) this.#anchors.set(node.anchor, node)
    if (isScalar(node)) return this.#scalar(node)
    this.#open.add(node)
    const value = isSeq(node)
      ? node.items.map((each) => this.#valueOf(each as ParsedNode, depth + 1, node.range[0]))
      : this.#object(node as YAMLMap.Parsed, depth)
    this.#open.delete(node)
    return value
  }

  #object(node: YAMLMap.Parsed, depth: number): Record<string, unknown> {
    const made: Record<string, unknown> = Object.fromEntries(this.#entries(node, depth))
    this.#nodes.set(made, node)
    return made
  }

  #scalar(node: Scalar.Parsed): unknown {
    const { value, source } = node
    this.#letters += source.length
    if (node.type === Scalar.PLAIN && source !== '') {
      if (/^(?:y|n|yes|no|on|off)$/i.test(source))
        this.warn(
          node.range[0],
          'Words such as yes, no, on and off are read as texts. Write true or false, or put the text between quotation marks.',
        )
      else if (/^[-+]?0[0-9]+$/.test(source))
        this.warn(
          node.range[0],
          'A number that begins with 0 is read without it, and as a decimal one. Put it between quotation marks where it is a text.',
        )
    }
    // Those two have no form in JSON.
    if (typeof value === 'number' && !Number.isFinite(value)) return source
    return typeof value === 'bigint' ? String(value) : value
  }
}

/** Ends the reading of a file: its first fault of form makes the rest a guess. */
class Stop extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/** About where brackets nest too deep. */
function deepAt(text: string): number {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '[' || text[at] === '{') depth += 1
    else if (text[at] === ']' || text[at] === '}') depth -= 1
    if (depth > DEEPEST) return at
  }
  return 0
}
