import { parse, stringify, YAMLParseError } from 'yaml'
import type { By } from '../../../kernel/journal/journal.ts'
import { type FieldError, problem } from '../../../kernel/problem.ts'
import type { Automation } from '../automation.ts'
import { readBelow, writeBelow } from './root.ts'

/** Where the engine's configuration lies below the root. */
const PATH = 'web_nornir/nornir_config/configuration.yaml'

export type Configuration = Record<string, unknown>

/** What holds where there is no such file. */
const SHIPPED: Configuration = {
  logging: {
    enabled: true,
    format: '%(asctime)s - %(name)12s - %(levelname)8s - %(funcName)10s() - %(message)s',
    level: 'INFO',
    log_file: 'nornir.log',
  },
  runner: { options: { num_workers: 200 }, plugin: 'threaded' },
}

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']
const MOST_WORKERS = 1_000
/** Aliases and levels are nothing that a configuration needs. */
const PARSING = { maxAliasCount: 10, prettyErrors: false }

const problems = {
  broken: (why: string) =>
    problem(
      'configuration_broken',
      409,
      `The file ${PATH} cannot be used: ${why} Mend it, or save another one in its place.`,
    ),
  invalid: (errors: readonly FieldError[]) =>
    problem('invalid', 400, errors[0]?.message ?? 'This is no configuration.', { errors }),
}

interface Looked {
  /** What the product ships, where the file is missing or broken. */
  configuration: Configuration
  /** Why the file cannot be used. */
  fault?: string
  /** Of the file as it lies there; empty where there is none. */
  sha256: string
}

/** The engine's configuration with what is wrong with its file, for whoever mends it. */
export async function lookAtConfiguration(automation: Pick<Automation, 'root'>): Promise<Looked> {
  const file = await readBelow(automation, PATH)
  if (!file) return { configuration: SHIPPED, sha256: '' }
  const { content, sha256 } = file
  const broken = (fault: string): Looked => ({ configuration: SHIPPED, fault, sha256 })
  let value: unknown
  try {
    value = parse(content, PARSING)
  } catch (error) {
    if (!(error instanceof YAMLParseError)) return broken('it is no YAML.')
    return broken(`its line ${content.slice(0, error.pos[0]).split('\n').length} is no YAML.`)
  }
  const [fault] = configurationFaults(value)
  return fault ? broken(fault.message) : { configuration: value as Configuration, sha256 }
}

/** The engine's configuration as it is in force; a Problem where its file is broken. */
export async function readConfiguration(automation: Pick<Automation, 'root'>): Promise<Configuration> {
  const { configuration, fault } = await lookAtConfiguration(automation)
  if (fault !== undefined) throw problems.broken(fault)
  return configuration
}

/** How many hosts of a run are at work at once, where neither the run nor its template says so. */
export function workersIn({ runner }: Configuration): number | undefined {
  if (!isMap(runner)) return undefined
  if (runner.plugin === 'serial') return 1
  return isMap(runner.options) ? (runner.options.num_workers as number | undefined) : undefined
}

/** Puts another configuration in its place; the next run goes by it. `match` is as in `writeBelow`. */
export async function replaceConfiguration(
  automation: Automation,
  by: By,
  value: unknown,
  match?: string | null,
): Promise<Looked> {
  const errors = configurationFaults(value)
  if (errors.length > 0) throw problems.invalid(errors)
  const content = stringify(value, { directives: true, lineWidth: 0 }).replaceAll('\n', '\r\n')
  const entry = {
    action: 'automation.configuration.changed',
    object: 'automation.configuration',
  }
  const { sha256 } = await writeBelow(automation, by, { path: PATH, content, match, via: 'console', entry })
  return { configuration: value as Configuration, sha256 }
}

/** What is wrong with a configuration, by the names of its parts; nothing of it may name code or a file elsewhere. */
export function configurationFaults(value: unknown): FieldError[] {
  if (!isMap(value)) return [{ field: '', message: 'The configuration must be an object.' }]
  const faults: FieldError[] = []
  const refuse = (field: string, message: string) => void faults.push({ field, message })
  for (const key of Object.keys(value))
    if (!Object.hasOwn(PARTS, key)) refuse(key, `"${key}" cannot be configured here.`)
  for (const [key, check] of Object.entries(PARTS)) {
    const part = Object.hasOwn(value, key) ? value[key] : undefined
    if (part === undefined) continue
    if (isMap(part)) check(part, (field, message) => refuse(`${key}.${field}`, message))
    else refuse(key, `${key} must be an object.`)
  }
  return faults
}

type Check = (part: Configuration, refuse: (field: string, message: string) => void) => void

/** What can be configured, by the names of its parts. */
export const PARTS: Readonly<Record<string, Check>> = {
  logging(part, refuse) {
    onlyThese(part, ['enabled', 'format', 'level', 'log_file', 'to_console', 'loggers'], refuse)
    for (const key of ['enabled', 'to_console'])
      if (part[key] !== undefined && typeof part[key] !== 'boolean')
        refuse(key, `${key} must be true or false.`)
    if (part.format !== undefined && !isText(part.format)) refuse('format', 'format must be a text.')
    if (part.level !== undefined && !LEVELS.includes(part.level as string))
      refuse('level', `level must be one of ${LEVELS.join(', ')}.`)
    if (part.log_file !== undefined && !isPlainName(part.log_file))
      refuse('log_file', 'log_file must be a plain relative name.')
    if (part.loggers !== undefined && !(Array.isArray(part.loggers) && part.loggers.every(isText)))
      refuse('loggers', 'loggers must be a list of names.')
  },
  runner(part, refuse) {
    onlyThese(part, ['plugin', 'options'], refuse)
    const { plugin, options } = part
    if (plugin !== undefined && !(isText(plugin) && /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/.test(plugin)))
      refuse('plugin', 'plugin must be threaded, serial, or the name of an installed one.')
    if (options === undefined) return
    if (!isMap(options)) return refuse('options', 'options must be an object.')
    if (plugin === 'serial' && Object.keys(options).length > 0)
      return refuse('options', 'The runner serial takes no options.')
    onlyThese(options, ['num_workers'], (field, message) => refuse(`options.${field}`, message))
    const { num_workers: workers } = options
    if (workers !== undefined && !(Number.isInteger(workers) && isWithin(workers as number)))
      refuse('options.num_workers', `num_workers must be an integer from 1 to ${MOST_WORKERS}.`)
  },
  core(part, refuse) {
    onlyThese(part, ['raise_on_error'], refuse)
    if (part.raise_on_error !== undefined && typeof part.raise_on_error !== 'boolean')
      refuse('raise_on_error', 'raise_on_error must be true or false.')
  },
  ssh(part, refuse) {
    onlyThese(part, ['config_file'], refuse)
    if (part.config_file !== undefined && !isPlainName(part.config_file))
      refuse('config_file', 'config_file must be a plain relative name.')
  },
  user_defined() {},
}

function onlyThese(part: Configuration, known: readonly string[], refuse: Parameters<Check>[1]): void {
  for (const key of Object.keys(part))
    if (!known.includes(key)) refuse(key, `"${key}" cannot be configured here.`)
}

const isWithin = (workers: number): boolean => workers >= 1 && workers <= MOST_WORKERS
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 1_000
const isPlainName = (value: unknown): boolean =>
  typeof value === 'string' && /^(?!\.)[\w.-]{1,200}$/.test(value)
const isMap = (value: unknown): value is Configuration =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
