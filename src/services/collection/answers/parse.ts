import { randomBytes } from 'node:crypto'
import { isTooDeep } from '../../../kernel/http/json.ts'
import { DEEPEST, endOfString } from '../submissions/json-text.ts'

/** An answer as contract 3.3 describes it, before it is known whose it is and which of several counts. */
export interface ParsedAnswer {
  responseId: string | null
  session: string | null
  /** The participant's code, where the link had one. */
  subject: string | null
  protocolUrl: string | null
  activityUrl: string | null
  itemUrl: string | null
  /** JSON, letter for letter where it is a number; null where it is missing. */
  value: string | null
  unit: string | null
  missing: 'skipped' | 'dontknow' | null
  startedAt: number | null
  endedAt: number | null
  language: string | null
  uiVersion: string | null
  uiUrl: string | null
}

export interface Parsed {
  answers: ParsedAnswer[]
  /** Entries that are no part of an answer; they never make others vanish. */
  junk: number
  /** Answers beyond the most that are read. */
  left: number
}

type Thing = Record<string, unknown>

/** Longest texts that are kept beside an answer; the answer itself is kept whole. */
const MOST_LETTERS = 2_000
const MOST_NAME = 255
/** JavaScript reads longer numbers as others. */
const LONG_NUMBER = /\d{16}/
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** Stands before a long number while it is a text. Nobody can send it: it is another one in each process. */
const MARK = `${randomBytes(12).toString('hex')}:`
const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g')
/** Answers of one upload: far more than people give, and few enough to be held at once. */
export const MOST_ANSWERS = 100_000
/** Parts of a list that are lists themselves: several activities in one text. */
const MOST_LISTS = 3

/** Reads the answers of a text. Undefined when it is no JSON that is kept, or holds nothing of ReproSchema. */
export function parseText(text: string): Parsed | undefined {
  const value = isTooDeep(text, DEEPEST) ? undefined : jsonOf(text)
  return value === undefined ? undefined : parseResponses(value)
}

/** Undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(LONG_NUMBER.test(text) ? markLongNumbers(text) : text)
  } catch {
    return undefined
  }
}

/**
 * Long numbers stay as they were written: as marked texts, until `written`. A reviver would do it too, but needs so much
 * memory for a text of many small parts that the process ends.
 */
function markLongNumbers(text: string): string {
  const pieces: string[] = []
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at)
    if (letter === QUOTE) at = endOfString(text, at)
    else if (letter === MINUS || (letter >= ZERO && letter <= NINE)) {
      NUMBER.lastIndex = at
      const number = NUMBER.exec(text)?.[0] ?? text[at] ?? ''
      if (LONG_NUMBER.test(number)) {
        pieces.push(text.slice(from, at), `"${MARK}${number}"`)
        from = at + number.length
      }
      at += number.length - 1
    }
  }
  return pieces.join('') + text.slice(from)
}

const QUOTE = 0x22
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39

/** As JSON, with long numbers as they were written. */
const written = (value: unknown): string => JSON.stringify(value).replace(MARKED, '$1')

/** Joins acts of answering and answers by their ids, wherever they stand. */
export function parseResponses(value: unknown): Parsed | undefined {
  const entries = entriesOf(value)
  const acts = new Map<string, Thing>()
  const responses: { thing: Thing; act?: Thing }[] = []
  const used = new Set<Thing>()
  for (const entry of entries) {
    const type = typeOf(entry)
    if (type === 'ResponseActivity') {
      for (const made of listOf(read(entry as Thing, 'generated'))) {
        // An answer may stand inside of the act that made it.
        if (typeOf(made) === 'Response' || (isThing(made) && Object.hasOwn(made, 'value'))) {
          responses.push({ thing: made as Thing, act: entry as Thing })
          used.add(entry as Thing)
        } else {
          const id = idOf(made)
          if (id !== null && !acts.has(id)) acts.set(id, entry as Thing)
        }
      }
    } else if (type === 'Response') responses.push({ thing: entry as Thing })
  }
  if (responses.length === 0 && acts.size === 0) return undefined
  const answers = responses.slice(0, MOST_ANSWERS).map(({ thing, act }) => {
    const id = idOf(thing)
    const made = act ?? (id === null ? undefined : acts.get(id))
    if (made) used.add(made)
    return answerOf(thing, made)
  })
  const acted = entries.filter((entry) => typeOf(entry) === 'ResponseActivity')
  const known = acted.length + entries.filter((entry) => typeOf(entry) === 'Response').length
  const lone = acted.filter((entry) => !used.has(entry as Thing)).length
  const junk = entries.length - known + lone
  return { answers, junk, left: responses.length - answers.length }
}

/** The entries of a list, of lists in it, or of a document with a graph. */
function entriesOf(value: unknown, depth = 0, into: unknown[] = []): unknown[] {
  if (Array.isArray(value) && depth < MOST_LISTS) for (const each of value) entriesOf(each, depth + 1, into)
  else if (isThing(value) && Array.isArray(value['@graph']) && typeOf(value) === undefined)
    entriesOf(value['@graph'], depth + 1, into)
  else into.push(value)
  return into
}

const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

/** `ResponseActivity` or `Response`, whichever prefix or address it is written with. */
function typeOf(entry: unknown): 'ResponseActivity' | 'Response' | undefined {
  if (!isThing(entry)) return undefined
  for (const type of listOf(entry['@type'])) {
    if (typeof type !== 'string') continue
    const name = /[^:/#]*$/.exec(type.slice(-MOST_NAME))?.[0]
    if (name === 'ResponseActivity' || name === 'Response') return name
  }
  return undefined
}

/** A member by its name, as older versions wrote it too (`prov:used`); only what is the entry's own. */
function read(thing: Thing, name: string): unknown {
  for (const key of [name, `prov:${name}`, `reproschema:${name}`, `reproterms:${name}`]) {
    if (Object.hasOwn(thing, key)) return thing[key]
  }
  return undefined
}

/** A text, or the one that JSON-LD wraps. */
function textOf(value: unknown, most = MOST_LETTERS): string | null {
  const plain = isThing(value) ? (value['@id'] ?? value['@value']) : value
  if (typeof plain === 'number') return String(plain)
  if (typeof plain !== 'string') return null
  // No database keeps NUL or halves of letters as they are.
  const text = (plain.startsWith(MARK) ? plain.slice(MARK.length) : plain)
    .slice(0, most)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
  return text === '' ? null : text
}

function idOf(value: unknown): string | null {
  return textOf(isThing(value) ? value['@id'] : value, MOST_NAME)
}

function answerOf(response: Thing, act: Thing | undefined): ParsedAnswer {
  const attributed = read(response, 'wasAttributedTo')
  const who = isThing(attributed) ? attributed : {}
  const agent = act && read(act, 'wasAssociatedWith')
  const ui = isThing(agent) ? agent : {}
  const used = act ? listOf(read(act, 'used')).map((each) => textOf(each)) : []
  const itemUrl = textOf(read(response, 'isAbout')) ?? used[0] ?? null
  const rest = used.includes(itemUrl) ? used.filter((each) => each !== itemUrl) : used.slice(1)
  const [activityUrl = null, protocolUrl = null] = rest
  return {
    responseId: idOf(response),
    session: idOf(attributed),
    subject: textOf(who.subject_id, MOST_NAME)?.trim() || null,
    protocolUrl,
    activityUrl,
    itemUrl,
    ...answered(read(response, 'value')),
    startedAt: act ? timeOf(read(act, 'startedAtTime')) : null,
    endedAt: act ? timeOf(read(act, 'endedAtTime')) : null,
    language: act ? textOf(read(act, 'inLanguage') ?? read(act, 'lang'), 35) : null,
    uiVersion: textOf(ui.version, MOST_NAME),
    uiUrl: textOf(ui.url),
  }
}

/** What was answered, with its unit, or the code of why it was not. */
function answered(value: unknown): Pick<ParsedAnswer, 'value' | 'unit' | 'missing'> {
  const hasUnit = isThing(value) && Object.hasOwn(value, 'value') && Object.hasOwn(value, 'unitCode')
  const unit = hasUnit ? textOf((value as Thing).unitCode, MOST_NAME) : null
  const plain = hasUnit ? (value as Thing).value : unwrapped(value)
  const missing = missingOf(plain)
  if (missing) return { value: null, unit: null, missing }
  return { value: written(plain ?? null), unit, missing: null }
}

function unwrapped(value: unknown): unknown {
  return isThing(value) && Object.hasOwn(value, '@value') ? value['@value'] : value
}

/** `http://schema.repronim.org/Skipped` and `…/DontKnow`; older and multipart items say it in a word. */
function missingOf(value: unknown): 'skipped' | 'dontknow' | undefined {
  if (typeof value !== 'string' || value.length > MOST_NAME) return undefined
  if (value === 'skipped' || /^(https?:\/\/schema\.repronim\.org\/|repro(schema|terms):)Skipped$/.test(value))
    return 'skipped'
  if (
    value === 'dontKnow' ||
    /^(https?:\/\/schema\.repronim\.org\/|repro(schema|terms):)DontKnow$/.test(value)
  )
    return 'dontknow'
  return undefined
}

const FIRST_YEAR = Date.UTC(1900, 0)
const LAST_YEAR = Date.UTC(2200, 0)

function timeOf(value: unknown): number | null {
  const text = textOf(value, 40)
  if (!text || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return null
  const at = Date.parse(text)
  return at >= FIRST_YEAR && at < LAST_YEAR ? at : null
}

/** The last part of an address: what people call an item, an activity or a protocol. */
export function nameOf(url: string | null): string | null {
  if (url === null) return null
  const path = url.split(/[?#]/, 1)[0] ?? ''
  const name = path.split('/').findLast((part) => part !== '')
  return name
    ? decoded(name)
        .slice(0, MOST_NAME)
        .toWellFormed()
        .replace(/\p{Cc}/gu, ' ')
    : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The activity's name; where the act does not say it, the folder that holds the item's. */
export function activityOf(answer: Pick<ParsedAnswer, 'activityUrl' | 'itemUrl'>): string {
  const parts = (answer.itemUrl ?? '').split(/[?#]/, 1)[0]?.split('/') ?? []
  const items = parts.lastIndexOf('items')
  return nameOf(answer.activityUrl) ?? (items > 0 ? nameOf(parts[items - 1] ?? null) : null) ?? ''
}
