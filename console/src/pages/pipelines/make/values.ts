import {
  beginningOf,
  type FormField,
  type FormProblems,
  type FormValue,
  type FormValues,
  faultsOf,
  questionsOf,
  valuesToSend,
} from '../apps/form/check.ts'
import type { App, FormSent, Given } from './given.ts'

export const NAME = 'experimentName'
export const DESCRIPTION = 'experimentDescription'
/** No field of an app begins with this. */
export const NOTIFY = '$notify'
export const MODE = '$mode'
export const TABLE = '$table'

export type Mode = 'one' | 'each' | 'rows'
export type Values = Record<string, FormValue | readonly Given[]>

export const isFiles = (field: FormField): boolean => field.type === 'attachment'
export const filesIn = (values: Values, name: string): readonly Given[] =>
  (values[name] as readonly Given[] | undefined) ?? []
export const modeOf = (values: Values): Mode => values[MODE] as Mode
const textIn = (values: Values, name: string): string => String(values[name] ?? '')

/** The field that has an experiment for each of its files. */
export const eachField = (app: App): FormField | undefined => questionsOf(app).find(isFiles)

export interface Earlier {
  name: string
  description: string
  notify: boolean
  values: Readonly<Record<string, readonly string[]>>
  files: Readonly<
    Record<string, readonly { experiment: number; input: string; size: number; isThere: boolean }[]>
  >
}

/** What the form begins with: as the app says, or as an earlier experiment was. */
export function beginning(app: App, earlier?: Earlier): Values {
  const files = questionsOf(app)
    .filter(isFiles)
    .map(({ name }) => [name, (earlier?.files[name] ?? []).map(givenOf)] as const)
  return {
    ...beginningOf(app, earlier?.values),
    ...Object.fromEntries(files),
    [NAME]: earlier?.name ?? '',
    [DESCRIPTION]: earlier?.description ?? '',
    [NOTIFY]: earlier?.notify ?? true,
    [MODE]: 'one',
    [TABLE]: [],
  }
}

const givenOf = ({ experiment, input, size, isThere }: Earlier['files'][string][number]): Given => ({
  name: input,
  path: input,
  size,
  from: `Experiment ${experiment}`,
  ...(isThere ? { reference: { experiment, input } } : { isGone: true }),
})

/** What is wrong as far as the browser can tell; files of several experiments are looked at one by one. */
export function faults(app: App, values: Values): FormProblems {
  const mode = modeOf(values)
  const each = mode === 'each' ? eachField(app)?.name : undefined
  const files = Object.fromEntries(
    questionsOf(app)
      .filter(isFiles)
      .map(({ name }) => [name, name === each ? filesIn(values, name).slice(0, 1) : filesIn(values, name)]),
  )
  const found = faultsOf(app, values as FormValues, files)
  const nameless = app.needsName && textIn(values, NAME).trim() === '' && mode !== 'rows'
  // The lines of a table say what the form leaves open.
  const kept = mode === 'rows' ? {} : found
  return { ...(nameless && { [NAME]: 'Give it a name.' }), ...kept }
}

/** What is sent of the form; of its files those that have come. */
export function bodyOf(app: App, values: Values, from: number | undefined): FormSent {
  const mode = modeOf(values)
  const each = eachField(app)
  const table = filesIn(values, TABLE)[0]?.reference
  const files = questionsOf(app)
    .filter(isFiles)
    .map(({ name }) => [name, filesIn(values, name).flatMap(({ reference }) => reference ?? [])] as const)
    .filter(([, given]) => given.length > 0)
  return {
    app: app.key,
    name: textIn(values, NAME),
    description: textIn(values, DESCRIPTION),
    values: valuesToSend(app, values as FormValues),
    files: Object.fromEntries(files),
    notify: values[NOTIFY] === true,
    ...(from !== undefined && { like: from }),
    ...(mode === 'each' && each && { each: each.name }),
    ...(mode === 'rows' && table && 'upload' in table && { rows: { upload: table.upload } }),
  }
}
