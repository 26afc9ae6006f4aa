import { setImmediate as turn } from 'node:timers/promises'
import type { Db } from '../tables.ts'
import { type AnswerFilter, answersOf, lastAnswer } from './export-filter.ts'

const PAGE = 2_000
/** More different choices than this are no choices: they are texts. */
const MOST_CHOICES = 200
const LONG_TEXT = 100
const RECORDING = 'Recording'
const YES_NO = new Map(Object.entries({ true: '1', false: '0' }))

const KEY_COLUMNS = ['record_id', 'redcap_repeat_instrument', 'redcap_repeat_instance']
const RECORDING_COLUMNS = [
  'recording_id',
  'recording_acoustic_task_id',
  'recording_session_id',
  'recording_name',
  'recording_duration',
  'recording_size',
]

/** The choices of a list, or of a single answer to an item that others have answered with a list. */
export function choicesOf(value: string): string[] {
  const parsed: unknown = JSON.parse(value)
  return [parsed].flat().map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
}

/** What the answers to one item have shown of it. */
export interface Seen {
  activity: string
  item: string
  /** Of lists, in the order of their numbers or letters. */
  choices: string[]
  lists: boolean
  /** Single answers, as long as they are few. */
  values: Set<string>
  kinds: Set<'number' | 'text' | 'boolean' | 'object'>
  whole: boolean
  long: boolean
  units: Set<string>
  files: boolean
}

/** Looks at every answer that a filter means, page by page: which items there are, and what is answered to them. */
export async function fieldsOf(db: Db, filter: AnswerFilter): Promise<Seen[]> {
  const seen = new Map<string, Seen>()
  const last = await lastAnswer(db, filter.projectId)
  for (let after = 0; after < last; ) {
    const rows = await answersOf(db, { ...filter, superseded: false })
      .select(['r.id', 'r.activity', 'r.item', 'r.value', 'r.unit', 'r.file_name'])
      .where('r.id', '>', after)
      .where('r.id', '<=', last)
      .orderBy('r.id')
      .limit(PAGE)
      .execute()
    for (const row of rows) look(seen, row)
    if (rows.length < PAGE) break
    after = rows.at(-1)?.id ?? last
    await turn()
  }
  const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return [...seen.values()].sort((a, b) => byName(a.activity, b.activity) || byName(a.item, b.item))
}

interface Looked {
  activity: string
  item: string
  value: string | null
  unit: string | null
  file_name: string | null
}

function look(seen: Map<string, Seen>, { activity, item, value, unit, file_name }: Looked): void {
  const key = `${activity}\n${item}`
  let field = seen.get(key)
  if (!field) {
    field = {
      activity,
      item,
      choices: [],
      lists: false,
      values: new Set(),
      kinds: new Set(),
      whole: true,
      long: false,
      units: new Set(),
      files: false,
    }
    seen.set(key, field)
  }
  if (unit !== null && field.units.size < 10) field.units.add(unit)
  if (file_name !== null) field.files = true
  if (value === null || value === 'null') return
  if (value.startsWith('[')) {
    field.lists = true
    for (const choice of choicesOf(value)) addChoice(field, choice)
    return
  }
  if (field.values.size <= MOST_CHOICES) field.values.add(value)
  const first = value.charCodeAt(0)
  if (first === 0x22) {
    field.kinds.add('text')
    if (value.length > LONG_TEXT) field.long = true
  } else if (first === 0x7b) field.kinds.add('object')
  else if (value === 'true' || value === 'false') field.kinds.add('boolean')
  else {
    field.kinds.add('number')
    if (!/^-?\d+$/.test(value)) field.whole = false
  }
}

function addChoice(field: Seen, choice: string): void {
  if (field.choices.length > MOST_CHOICES || field.choices.includes(choice)) return
  field.choices.push(choice)
  field.choices.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1))
}

/** Where an item's answers go. */
export interface Field {
  name: string
  seen: Seen
  at: number
  /** Of a multiple choice: for each its place, and what stands for it in the name of that column. */
  choices: ReadonlyMap<string, { at: number; code: string }>
  /** What stands for a value where the form wants another. */
  words?: ReadonlyMap<string, string>
}

export interface Layout {
  columns: string[]
  fields: Field[]
  checked: string
  unchecked: string
  /** The instrument of recordings; absent when they are left out. */
  recordings?: string
  recordingAt: number
  field(of: { activity: string; item: string }): Field | undefined
  instrument(activity: string): string
  about(activity: string): { start: number; end: number; duration: number; session: number }
}

/** Names and places of all columns. An item that two activities have gets the activity's name before its own. */
export function layoutOf(seen: readonly Seen[], options: { redcap: boolean; recordings: boolean }): Layout {
  const { redcap } = options
  const names = namer(redcap)
  const columns = KEY_COLUMNS.map((name) => names.column(name))
  const add = (name: string) => columns.push(names.column(name)) - 1
  const counts = Map.groupBy(seen, ({ item }) => item)
  const fields = new Map<string, Field>()
  const abouts = new Map<string, ReturnType<Layout['about']>>()
  for (const [activity, items] of Map.groupBy(seen, (each) => each.activity)) {
    for (const each of items) {
      const shared = (counts.get(each.item)?.length ?? 0) > 1
      const name = names.field(shared ? `${activity}_${each.item}` : each.item)
      const isMultiple = each.lists && each.choices.length <= MOST_CHOICES
      const all = isMultiple ? [...each.choices, ...singles(each)] : []
      const codes = names.choices(all)
      const places = codes.map(([choice, code]) => [choice, { at: add(`${name}___${code}`), code }] as const)
      const choices = new Map(places)
      const at = isMultiple ? -1 : add(name)
      const isYesNo = redcap && each.kinds.size === 1 && each.kinds.has('boolean')
      const words = isYesNo ? YES_NO : undefined
      fields.set(`${activity}\n${each.item}`, { name, seen: each, at, choices, words })
    }
    const prefix = names.field(activity)
    abouts.set(activity, {
      start: add(`${prefix}_start_time`),
      end: add(`${prefix}_end_time`),
      duration: add(`${prefix}_duration`),
      session: add(redcap ? `${prefix}_session_id` : `${prefix}_sessionId`),
    })
  }
  const recordingAt = columns.length
  const hasRecordings = options.recordings && seen.some(({ files }) => files)
  if (hasRecordings) columns.push(...RECORDING_COLUMNS)
  return {
    columns,
    fields: [...fields.values()],
    checked: redcap ? '1' : 'Checked',
    unchecked: redcap ? '0' : 'Unchecked',
    recordings: hasRecordings ? names.instrument(RECORDING) : undefined,
    recordingAt,
    field: ({ activity, item }) => fields.get(`${activity}\n${item}`),
    instrument: (activity) => names.instrument(activity),
    about: (activity) => abouts.get(activity) ?? { start: -1, end: -1, duration: -1, session: -1 },
  }
}

/** Single answers to an item that others have answered with a list are choices, too. */
function singles({ values, choices }: Seen): string[] {
  const known = new Set(choices)
  return [...values].flatMap(choicesOf).filter((each) => !known.has(each))
}

/** REDCap takes names of small letters, digits and `_`, each once; other readers take the names as they are. */
function namer(redcap: boolean) {
  const columns = new Set<string>()
  const instruments = new Map<string, string>()
  const plain = (text: string) => {
    const small = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    const name = small
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^[^a-z]+/, '')
      .slice(0, 80)
    return name.replace(/_+$/, '') || 'item'
  }
  const distinct = (name: string, taken: { has(name: string): boolean }) => {
    let free = name
    for (let n = 2; taken.has(free); n += 1) free = `${name}_${n}`
    return free
  }
  return {
    column(name: string) {
      const free = distinct(name, columns)
      columns.add(free)
      return free
    },
    field: (text: string) => (redcap ? plain(text) : text),
    choices(all: readonly string[]): (readonly [string, string])[] {
      const codes = new Set<string>()
      return all.map((choice) => {
        const small = choice.toLowerCase().replace(/[^a-z0-9]+/g, '_')
        const code = distinct(redcap ? small || 'none' : choice, codes)
        codes.add(code)
        return [choice, code] as const
      })
    },
    instrument(activity: string) {
      if (!redcap) return activity
      const known = instruments.get(activity)
      if (known !== undefined) return known
      const free = distinct(plain(activity), new Set(instruments.values()))
      instruments.set(activity, free)
      return free
    },
  }
}
