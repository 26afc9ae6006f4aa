import type { Answer } from '@atelier/client'
import type { ConflictField } from '../../../ui/conflict.tsx'
import { count } from '../../../ui/time.tsx'
import type { LaunchKind } from '../launch/values.ts'

export type Kind = Answer<'/api/compute/kinds/{id}'>
export type Definition = Kind['definition']
type Parameter = Definition['parameters'][number]
type Field = Definition['fields'][number]

/** One question of the form, as it is typed: an option that the backend understands, or one of the kind's own. */
export interface Question {
  name: string
  label: string
  description: string
  type: string
  /** As text, whatever the type. */
  usual: string
  min: string
  max: string
  /** Of a choice, by commas. */
  choices: string
  required: boolean
}

/** The form of a kind: everything as it is typed. */
export interface Values {
  name: string
  description: string
  icon: string
  type: Definition['type']
  command: string
  hasPage: boolean
  startPage: string
  readyPath: string
  atRoot: boolean
  env: string
  parameters: Question[]
  fields: Question[]
  groups: string[]
  resources: string[]
  idleMinutes: string
  maxMinutes: string
  extendMinutes: string
  helper: boolean
}

const numberText = (value: number | null | undefined): string => (value == null ? '' : String(value))
const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))

const questionOf = (each: Parameter | Field): Question => ({
  name: each.name,
  label: each.label,
  description: each.description,
  type: each.type,
  usual: String(each.default),
  min: numberText(each.min),
  max: numberText(each.max),
  choices: 'choices' in each ? (each.choices ?? []).join(', ') : '',
  required: each.required ?? false,
})

export const NEW_QUESTION: Question = {
  name: '',
  label: '',
  description: '',
  type: '',
  usual: '',
  min: '',
  max: '',
  choices: '',
  required: false,
}

export function valuesOf(definition: Definition): Values {
  const { startPage, readyPath, env, parameters, fields, groups } = definition
  return {
    ...definition,
    hasPage: startPage !== null,
    startPage: startPage ?? '',
    readyPath: readyPath ?? '',
    env: Object.entries(env)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    parameters: parameters.map(questionOf),
    fields: fields.map(questionOf),
    groups: groups.map(String),
    idleMinutes: numberText(definition.idleMinutes),
    maxMinutes: numberText(definition.maxMinutes),
    extendMinutes: numberText(definition.extendMinutes),
  }
}

const NUMBERS = ['int', 'float', 'number']
const SWITCHES = ['bool', 'switch']

function usualOf({ type, usual, choices }: Question): string | number | boolean {
  if (NUMBERS.includes(type)) return Number(usual || '0')
  if (SWITCHES.includes(type)) return usual === 'true'
  return usual === '' && type === 'choice' ? (splitChoices(choices)[0] ?? '') : usual
}

const splitChoices = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)

function asked(question: Question) {
  const { name, label, description, type, min, max, choices, required } = question
  const isNumber = NUMBERS.includes(type)
  const [least, most] = [numberOf(min), numberOf(max)]
  return {
    name: name.trim(),
    label: label.trim(),
    description: description.trim(),
    type: type as never,
    default: usualOf(question),
    ...(isNumber && least !== null && { min: least }),
    ...(isNumber && most !== null && { max: most }),
    ...(type === 'choice' && { choices: splitChoices(choices) }),
    ...(required && { required }),
  }
}

/** What is sent of the form. */
export function definitionOf(values: Values): Definition {
  const { hasPage, startPage, readyPath, env, parameters, fields, groups, ...rest } = values
  return {
    ...rest,
    name: values.name.trim(),
    description: values.description.trim(),
    startPage: hasPage ? startPage.trim() : null,
    readyPath: hasPage && readyPath.trim() !== '' ? readyPath.trim() : null,
    env: Object.fromEntries(envLines(env)),
    parameters: parameters.map(asked) as Parameter[],
    fields: fields.map(asked) as Field[],
    groups: groups.map(Number),
    idleMinutes: numberOf(values.idleMinutes),
    maxMinutes: numberOf(values.maxMinutes),
    extendMinutes: numberOf(values.extendMinutes),
  }
}

const envLines = (text: string): [string, string][] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...value] = line.split('=')
      return [name.trim(), value.join('=')]
    })

const NAME = /^[a-z][a-z0-9_]{0,39}$/
const VARIABLE = /^(?!ATELIER_)[A-Za-z_]\w{0,63}$/

/** What is wrong with the form, by field. */
export function faultsOf(values: Values) {
  const { name, command, type, env, parameters, fields } = values
  const badLine = envLines(env).find(([variable]) => !VARIABLE.test(variable))?.[0]
  return {
    name: !name.trim() && 'Give the kind a name.',
    command: type === 'command' && !command.trim() && 'Say which program it runs.',
    env:
      badLine !== undefined &&
      `“${badLine}” is no name of a variable: letters, digits and _, not beginning with ATELIER_.`,
    parameters: questionsFault(parameters),
    fields: questionsFault(fields),
    idleMinutes: minutesFault(values.idleMinutes, 0),
    maxMinutes: minutesFault(values.maxMinutes, 1),
    extendMinutes: minutesFault(values.extendMinutes, 1),
  }
}

const minutesFault = (text: string, least: number): string | false =>
  text.trim() !== '' &&
  !(Number.isInteger(Number(text)) && Number(text) >= least && Number(text) <= 525_600) &&
  `Whole minutes, ${least} to ${count(525_600)}, or nothing.`

function questionsFault(questions: readonly Question[]): string | false {
  for (const { name, label, type, choices } of questions) {
    if (!NAME.test(name.trim()))
      return `“${name}”: names are small letters, digits and _, and begin with a letter.`
    if (!label.trim()) return `${name}: say what people read beside it.`
    if (type === 'choice' && splitChoices(choices).length === 0)
      return `${name}: give it something to choose from.`
  }
  return false
}

/** The form as people will see it, before anything is saved. */
export function previewOf(values: Values): LaunchKind {
  const { name, description, icon, parameters, fields, idleMinutes, extendMinutes } = definitionOf(values)
  const usual = (questions: readonly (Parameter | Field)[]) =>
    Object.fromEntries(questions.map((each) => [each.name, each.default]))
  return {
    key: 'preview',
    name: name || 'No name yet',
    description,
    icon,
    version: 0,
    parameters,
    fields,
    places: [],
    idleMinutes,
    extendMinutes,
    last: null,
    options: usual(parameters),
    values: usual(fields),
  }
}

const list = (value: unknown): string => (value as Question[]).map(({ name }) => name).join(', ') || 'none'

export const FIELDS: readonly ConflictField<Values>[] = [
  { name: 'name', label: 'Name' },
  { name: 'description', label: 'Description' },
  { name: 'icon', label: 'Icon' },
  { name: 'type', label: 'What it is' },
  { name: 'command', label: 'Command' },
  { name: 'hasPage', label: 'Has a page' },
  { name: 'startPage', label: 'First page' },
  { name: 'readyPath', label: 'Ready when this page answers' },
  { name: 'atRoot', label: 'Its server is at the root' },
  { name: 'env', label: 'Environment' },
  { name: 'parameters', label: 'Options', show: list },
  { name: 'fields', label: 'Own questions', show: list },
  { name: 'groups', label: 'Groups that see it' },
  { name: 'resources', label: 'Where it runs' },
  { name: 'idleMinutes', label: 'Minutes without activity' },
  { name: 'maxMinutes', label: 'Longest time' },
  { name: 'extendMinutes', label: 'Can be extended up to' },
  { name: 'helper', label: 'Terminal and ports' },
]
