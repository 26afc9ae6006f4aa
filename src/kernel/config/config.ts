import { resolve } from 'node:path'
import { Cron } from 'croner'
import { type Static, type TObject, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { kernelSettings, listSettings, type Setting } from './settings.ts'

const kernelSchema = Type.Object(kernelSettings)
/** The kernel's settings with what follows from others filled in. */
export type KernelConfig = Static<typeof kernelSchema> & {
  secretKeyFile: string
  backup: { folder: string; timezone: string }
}

export type Origin = 'default' | 'environment' | 'file'

export interface Config<S extends TObject> {
  /** Frozen, and handed down: nothing below `main.ts` looks at the environment. */
  readonly values: Static<S>
  /** Where each setting came from, by its path with dots. */
  readonly origins: Readonly<Record<string, Origin>>
  readonly warnings: readonly string[]
}

export interface ConfigSources {
  env: Record<string, string | undefined>
  /** The text of `atelier.yaml`, when there is one. */
  yaml?: string
}

/** Names every mistake at once. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[]
  constructor(mistakes: readonly string[]) {
    super(`The settings cannot be used:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`)
    this.mistakes = mistakes
  }
}

type Tree = { [name: string]: unknown }

/** Reads the settings: a variable wins over the file, the file over the default. Throws a ConfigError. */
export function readConfig<S extends TObject>(schema: S, sources: ConfigSources): Config<S> {
  const settings = listSettings(schema)
  const mistakes: string[] = []
  const file = readYaml(sources.yaml, settings, mistakes)
  const values: Tree = {}
  const origins: Record<string, Origin> = {}
  for (const setting of settings) {
    const { origin, value, name } = choose(setting, sources.env, file)
    if (value === undefined) {
      // A group of settings is there also when none of them is set.
      put(values, setting.path, undefined)
      if (setting.required) mistakes.push(`${setting.env} is missing: ${setting.schema.description}`)
      continue
    }
    if (!Value.Check(setting.schema, value)) mistakes.push(`${name} must be ${expectation(setting.schema)}.`)
    put(values, setting.path, value)
    origins[setting.path.join('.')] = origin
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return { values: freeze(values) as Static<S>, origins, warnings: unknownVariables(sources.env, settings) }
}

/** A setting with its value, and where that came from. */
export interface SettingInForce extends Setting {
  value: unknown
  origin: Origin
}

/** Every setting of a schema as the configuration has it. */
export function settingsInForce<S extends TObject>(
  schema: S,
  { values, origins }: Pick<Config<S>, 'values' | 'origins'>,
): SettingInForce[] {
  return listSettings(schema).map((setting) => ({
    ...setting,
    value: setting.path.reduce<unknown>((tree, name) => (tree as Tree | undefined)?.[name], values),
    origin: origins[setting.path.join('.')] ?? 'default',
  }))
}

/** The kernel's own, of a configuration that nobody has told more about. */
export const kernelSettingsOf = (config: KernelConfig): SettingInForce[] =>
  settingsInForce(kernelSchema, { values: config, origins: {} })

/** Makes paths absolute and fills in the defaults that depend on another setting. */
export function kernelConfig(values: Static<typeof kernelSchema>): KernelConfig {
  const mistakes = [...outsideMistakes(values.oidc), ...backupMistakes(values.backup)]
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  const data = resolve(values.data)
  return {
    ...values,
    data,
    secretKeyFile: resolve(values.secretKeyFile ?? `${data}/secret.key`),
    backup: {
      ...values.backup,
      folder: resolve(values.backup.folder ?? `${data}/backups`),
      timezone: values.backup.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  }
}

/** Settings of a provider that are right each, and not together. */
function outsideMistakes({ issuer, clientId, scopes, allowHttp }: KernelConfig['oidc']): string[] {
  if (issuer === undefined) return []
  return [
    ...(clientId === undefined
      ? ['ATELIER_OIDC_CLIENT_ID is missing: the provider has to know who asks.']
      : []),
    ...(scopes.includes('openid') ? [] : ['ATELIER_OIDC_SCOPES must hold openid.']),
    ...(issuer.startsWith('http:') && !allowHttp
      ? ['ATELIER_OIDC_ISSUER must begin with https:. Only tests may set ATELIER_OIDC_ALLOW_HTTP.']
      : []),
  ]
}

/** A rule that names no time, or a zone that is none, would else be told by the first night without a backup. */
function backupMistakes({ cron, rehearsalCron, timezone }: Static<typeof kernelSchema>['backup']): string[] {
  const rules = { ATELIER_BACKUP_CRON: cron, ATELIER_BACKUP_REHEARSAL_CRON: rehearsalCron }
  return Object.entries(rules).flatMap(([name, rule]) => {
    try {
      const next = new Cron(rule, { mode: '5-part', timezone }).nextRun()
      return next ? [] : [`${name} names no time that will come.`]
    } catch (error) {
      return [`${name} or its zone is not right: ${(error as Error).message}`]
    }
  })
}

function choose(
  setting: Setting,
  env: ConfigSources['env'],
  file: Tree,
): { origin: Origin; value: unknown; name: string } {
  const text = env[setting.env]
  if (setting.schema.presence && text !== undefined)
    return { origin: 'environment', value: true, name: setting.env }
  if (text !== undefined && text !== '') {
    return { origin: 'environment', value: fromText(setting.schema, text), name: setting.env }
  }
  const name = setting.path.join('.')
  const given = setting.path.reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], file)
  if (given !== undefined && given !== null) return { origin: 'file', value: given, name }
  return { origin: 'default', value: setting.schema.default, name: setting.env }
}

/** A text that does not fit its kind stays a text, which the check then refuses. */
function fromText(schema: TSchema, text: string): unknown {
  switch ((schema as { type?: string }).type) {
    case 'integer':
      return /^-?\d{1,16}$/.test(text) ? Number(text) : text
    case 'boolean':
      return (
        { true: true, '1': true, yes: true, on: true, false: false, '0': false, no: false, off: false }[
          text.toLowerCase()
        ] ?? text
      )
    case 'array':
      return text.split(/[\s,]+/).filter((each) => each !== '')
    default:
      return text
  }
}

interface Shape {
  type?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  anyOf?: { const?: unknown }[]
}

/** Says what would be right, without repeating the value: it may be a secret. */
function expectation(schema: TSchema): string {
  const shape = schema as Shape
  if (shape.anyOf) return `one of ${shape.anyOf.map((each) => String(each.const)).join(', ')}`
  if (shape.type === 'integer') return `a whole number from ${shape.minimum} to ${shape.maximum}`
  if (shape.type === 'boolean') return 'true or false'
  if (shape.type === 'array') return 'a list of texts'
  if (shape.minLength) return `a text of ${shape.minLength} characters or more`
  return shape.pattern ? `a text that matches ${shape.pattern}` : 'a text'
}

function readYaml(text: string | undefined, settings: readonly Setting[], mistakes: string[]): Tree {
  if (text === undefined || text.trim() === '') return {}
  try {
    const tree: unknown = parse(text, { maxAliasCount: 0 })
    if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) {
      mistakes.push('The settings file must hold names and values, one a line (host: 0.0.0.0).')
      return {}
    }
    mistakes.push(...unknownKeys(tree as Tree, settings))
    return tree as Tree
  } catch (error) {
    mistakes.push(`The settings file is not YAML: ${(error as Error).message.split('\n')[0]}`)
    return {}
  }
}

function unknownKeys(tree: Tree, settings: readonly Setting[], above: readonly string[] = []): string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const path = [...above, name]
    const starts = settings.filter((setting) => path.every((key, index) => setting.path[index] === key))
    if (starts.length === 0) return [`The settings file has ${path.join('.')}, which is no setting.`]
    const isGroup = starts.some((setting) => setting.path.length > path.length)
    return isGroup && typeof value === 'object' && value !== null
      ? unknownKeys(value as Tree, settings, path)
      : []
  })
}

function unknownVariables(env: ConfigSources['env'], settings: readonly Setting[]): string[] {
  const known = new Set(settings.map((setting) => setting.env))
  return Object.keys(env)
    .filter((name) => name.startsWith('ATELIER_') && !name.startsWith('ATELIER_TEST_') && !known.has(name))
    .map((name) => `${name} is no setting; is its name right?`)
}

function put(tree: Tree, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path as [string, ...string[]]
  if (rest.length === 0) {
    if (value !== undefined) tree[name] = value
    return
  }
  tree[name] ??= {}
  put(tree[name] as Tree, rest, value)
}

function freeze(tree: Tree): Tree {
  for (const value of Object.values(tree))
    if (typeof value === 'object' && value !== null) freeze(value as Tree)
  return Object.freeze(tree)
}
