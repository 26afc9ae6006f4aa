import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { readCommandLine } from './command-line.ts'
import {
  AppDefinition,
  AppKey,
  type CommandPart,
  FIELD_TYPES,
  type Field,
  type FieldType,
} from './definition.ts'
import type { Source } from './faults.ts'
import { textOfHtml } from './html-text.ts'
import { finish } from './read-own.ts'

const Any = Type.Unknown()
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])
const FormField = Type.Object({
  type: Type.String(),
  label: Type.Optional(Type.String()),
  required: Type.Optional(Scalar),
  help: Type.Optional(Scalar),
  def: Type.Optional(Scalar),
  min: Type.Optional(Scalar),
  max: Type.Optional(Scalar),
  choices: Type.Optional(Type.Record(Type.String(), Scalar)),
  validator: Type.Optional(Any),
})
const FieldGroup = Type.Object({
  label: Type.Optional(Type.String()),
  open: Type.Optional(Scalar),
  fields: Type.Record(Type.String(), FormField),
})
/** One element of `apps.json`. */
const Form = Type.Object({
  appKey: AppKey,
  label: Type.String(),
  description: Type.Optional(Type.String()),
  fieldGroups: Type.Object({ required: Type.Optional(FieldGroup), optional: Type.Optional(FieldGroup) }),
})
type Form = Type.Static<typeof Form>
type FieldGroup = Type.Static<typeof FieldGroup>
type FormField = Type.Static<typeof FormField>

const Texts = Type.Record(Type.String(), Scalar)
/** `<app>.json`, with its keys in capitals. */
const CommandFile = Type.Object({
  EXECUTABLE: Type.Optional(Type.String()),
  CONTAINER: Type.Optional(Type.String()),
  SGEJOBRESOURCES: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  PARAMS: Type.Optional(Texts),
  BINOPTS: Type.Optional(Texts),
  DEFAULTS: Type.Optional(Texts),
})
export type CommandFile = Type.Static<typeof CommandFile>

/** What the original asks for in each form: it is asked beside the form here. */
const NAME = 'experimentName'
const ABOUT = 'experimentDescription'

export const isCommandFile = (said: unknown): boolean =>
  typeof said === 'object' &&
  said !== null &&
  Object.keys(said).some((key) =>
    ['executable', 'params', 'binopts', 'container'].includes(key.toLowerCase()),
  )

/** The command of an app, whatever the case of its keys; undefined where something is wrong with it. */
export function readCommandFile(source: Source, said: unknown): CommandFile | undefined {
  const folded = Object.fromEntries(
    Object.entries(said as object).map(([key, value]) => [key.toUpperCase(), value]),
  )
  if (!source.check(CommandFile, folded)) return undefined
  const file = folded as CommandFile
  if (file.EXECUTABLE || file.CONTAINER) return file
  return source.add([], 'It names no Executable, and no Container that has one.')
}

/** One app of `apps.json` with its command, where there is one. */
export function readForm(
  source: Source,
  said: unknown,
  index: number,
  command: { source: Source; file: CommandFile } | undefined,
): AppDefinition | undefined {
  if (!source.check(Form, said, [index])) return undefined
  const form = said as Form
  const before = source.faults.length
  const named = Object.entries(form.fieldGroups)
  const sections = named.map(([name, group]) => ({
    label: group.label ?? name,
    open: group.open === undefined ? name === 'required' : group.open === true,
    fields: fieldsIn(group, (path, message) =>
      source.add([index, 'fieldGroups', name, 'fields', ...path], message),
    ),
  }))
  const needsName = named.some(([, { fields }]) => isYes(fields[NAME]?.required))
  const draft = Value.Default(AppDefinition, {
    key: form.appKey,
    label: form.label.trim() || form.appKey,
    description: textOfHtml(form.description ?? '').slice(0, 20_000),
    needsName,
    sections,
    ...(command &&
      commandOf(
        command.file,
        sections.flatMap(({ fields }) => fields),
      )),
  })
  if (source.faults.length > before || !source.check(AppDefinition, draft, [index])) return undefined
  return finish(source, draft as AppDefinition, ([part, s, , f, ...rest]) =>
    part === 'sections' && typeof s === 'number' && typeof f === 'number'
      ? [index, 'fieldGroups', named[s]?.[0] ?? '', 'fields', sections[s]?.fields[f]?.name ?? '', ...rest]
      : [index],
  )
}

type Tell = (path: readonly (string | number)[], message: string) => void

const isYes = (said: unknown): boolean => said === true || said === 'true' || said === 1 || said === '1'

function fieldsIn({ fields }: FieldGroup, tell: Tell): Field[] {
  return Object.entries(fields)
    .filter(([name]) => name !== NAME && name !== ABOUT)
    .flatMap(([name, field]) => fieldOf(name, field, tell) ?? [])
}

function fieldOf(name: string, said: FormField, tell: Tell): Field | undefined {
  const { label, help, validator, choices } = said
  const type = said.type as FieldType
  if (!FIELD_TYPES.includes(type)) {
    tell([name, 'type'], `${said.type} is no type of a field. There are ${FIELD_TYPES.join(', ')}.`)
    return undefined
  }
  const [min, max] = [numberIn(said.min), numberIn(said.max)]
  const field: Field = {
    name,
    type,
    label: label?.trim() || name,
    ...(help != null && help !== '' && { help: textOfHtml(String(help)) }),
    ...(isYes(said.required) && { required: true }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(choices && { choices: choicesIn(choices) }),
    ...(typeof validator === 'string' && validator !== '' && { validator }),
  }
  const usual = usualOf(field, said.def)
  return usual === undefined ? field : { ...field, default: usual }
}

/** The known form ignores what a field begins with, so that some of them do not fit: those are left out. */
function usualOf({ type, choices }: Field, def: unknown): Field['default'] | undefined {
  if (def === undefined || def === null || def === '' || type === 'attachment') return undefined
  if (type === 'integer' || type === 'float') return numberIn(def)
  if (type === 'flag') return isYes(def)
  const text = String(def)
  return type === 'select' && !choices?.some(({ value }) => value === text) ? undefined : text
}

const choicesIn = (said: Readonly<Record<string, unknown>>) =>
  Object.entries(said).map(([value, label]) => ({ value, label: String(label ?? value) || value }))

function numberIn(said: unknown): number | undefined {
  if (said === undefined || said === null || said === '' || typeof said === 'boolean') return undefined
  const number = Number(said)
  return Number.isFinite(number) ? number : undefined
}

/** The same as the original’s backend does, but for each value being one argument, and a "No" switching nothing on. */
function commandOf(file: CommandFile, fields: readonly Field[]): Partial<AppDefinition> {
  const { PARAMS = {}, BINOPTS = {}, DEFAULTS = {}, EXECUTABLE = '', CONTAINER = '' } = file
  const text = (value: unknown): string => String(value ?? '').trim()
  const program = readCommandLine(EXECUTABLE, [])?.words.map((word) => word.join('')) ?? [EXECUTABLE]
  const known = new Set(fields.map(({ name }) => name))
  const parts: CommandPart[] = fields.flatMap(({ name }): CommandPart[] => {
    const usual = Object.hasOwn(DEFAULTS, name) ? text(DEFAULTS[name]) : ''
    const otherwise = usual === '' ? {} : { otherwise: usual }
    if (Object.hasOwn(PARAMS, name)) {
      return [{ field: name, ...flagIn(text(PARAMS[name])), ...otherwise, folders: true }]
    }
    const flag = Object.hasOwn(BINOPTS, name) ? text(BINOPTS[name]) : ''
    return flag === '' ? [] : [{ switch: name, flag, ...otherwise }]
  })
  const unasked = Object.entries(DEFAULTS)
    .filter(([name]) => !known.has(name))
    .flatMap(([name, value]) => unaskedParts(text(PARAMS[name]), text(BINOPTS[name]), text(value)))
  return {
    command: { arguments: [...program, ...parts, ...unasked] },
    container: CONTAINER.trim() === '' ? null : { engine: 'docker', image: CONTAINER.trim() },
    resources: resourcesIn([file.SGEJOBRESOURCES ?? []].flat().join(' ')),
  }
}

/** `--size=` and its value are one argument. */
const flagIn = (flag: string) =>
  flag === '' ? {} : flag.endsWith('=') && flag.length > 1 ? { flag: flag.slice(0, -1), glue: '=' } : { flag }

/** What no form asks for, and the command gets all the same. */
function unaskedParts(flag: string, switched: string, value: string): CommandPart[] {
  if (flag !== '') return [...flag.split(/\s+/), ...(value === '' ? [] : [folderWords(value)])]
  return switched === '' || ['', '0', 'no', 'false'].includes(value.toLowerCase()) ? [] : [switched]
}

const folderWords = (text: string): string =>
  text.replace(/^\$experdir/, '{output}').replace(/^inputs(?=\/|$)/, '{inputs}')

/** What was asked of the Sun Grid Engine, as far as it means the same everywhere. */
function resourcesIn(asked: string): AppDefinition['resources'] {
  const memory = /h_vmem=(\d+(?:\.\d+)?)([GM])/i.exec(asked)
  const cores = /-pe\s+\S+\s+(\d{1,4})/.exec(asked)?.[1]
  const time = /h_rt=(\d{1,4}):(\d{2}):\d{2}/.exec(asked)
  const bytes = memory && Number(memory[1]) * (memory[2]?.toUpperCase() === 'G' ? 1_024 : 1)
  return {
    cpus: cores === undefined ? null : Math.max(1, Number(cores)),
    memoryMb: bytes ? Math.ceil(bytes) : null,
    minutes: time ? Math.max(1, Number(time[1]) * 60 + Number(time[2])) : null,
    gpus: null,
  }
}

/** `categories.json`: which apps stand together, and who sees them. */
export const CategoriesFile = Type.Record(
  Type.String(),
  Type.Object({
    label: Type.Optional(Type.String()),
    description: Type.Optional(Scalar),
    apps: Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 })),
    groups: Type.Optional(Type.Array(Type.String(), { maxItems: 1_000 })),
  }),
)
export type CategoriesFile = Type.Static<typeof CategoriesFile>
