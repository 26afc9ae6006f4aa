import type { Field, Parameter } from './definition.ts'
import { pythonText, pythonType } from './python.ts'

/** Asks for a graphics card. */
export const GPU = 'gpu_enabled'

/** What every kind has unless its operator says otherwise. It holds what the known front-end asks for by itself. */
export const DEFAULT_PARAMETERS: readonly Parameter[] = [
  {
    name: 'num_cpus',
    label: 'CPU cores',
    description: 'How many cores it may use.',
    type: 'int',
    default: 1,
    min: 1,
    max: 16,
  },
  {
    name: 'memory_mb',
    label: 'Memory (MB)',
    description: 'How much memory it may use.',
    type: 'int',
    default: 8_192,
    min: 1_024,
    max: 131_072,
  },
  {
    name: 'time_limit_minutes',
    label: 'Time limit (minutes)',
    description: 'It ends after so long.',
    type: 'int',
    default: 180,
    min: 1,
    max: 720,
  },
  {
    name: GPU,
    label: 'GPU',
    description: 'Whether it gets a graphics card.',
    type: 'bool',
    default: false,
  },
]

/** Other names by which clients know a parameter: the original's example calls it so. */
const ALIASES: Readonly<Record<string, string>> = { time_limit_min: 'time_limit_minutes' }

type Option = string | number | boolean
export type Options = Readonly<Record<string, Option>>

/**
 * Looks at options as the original's clients send them: what nobody knows is dropped, and every fault is named in the
 * original's words and order (contract, 2.3).
 */
export function checkOptions(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
): { accepted: Options; faults: string[] } {
  const known = new Map(parameters.map((each) => [each.name, each]))
  const nameOf = (sent: string): string =>
    known.has(sent) || !Object.hasOwn(ALIASES, sent) ? sent : (ALIASES[sent] as string)
  const sent = Object.entries(given)
  const names = new Set(sent.map(([name]) => nameOf(name)))
  const faults = parameters
    .filter(({ name, required }) => required && !names.has(name))
    .map(({ name }) => `Missing required: ${name}`)
  const accepted: Record<string, Option> = {}
  for (const [name, value] of sent) {
    const parameter = known.get(nameOf(name))
    if (!parameter) continue
    const found = faultsOf(parameter, name, value)
    faults.push(...found)
    if (found.length === 0) accepted[parameter.name] = value as Option
  }
  return { accepted, faults }
}

/** `name` is the one that the client knows. */
function faultsOf({ type, min, max }: Parameter, name: string, value: unknown): string[] {
  const text = pythonText(value)
  if (!isOfType(type, value))
    return [
      `${name}: Value '${text}' of type ${pythonType(value)} does not match required type ${type}. Skipping further validation of parameter ${name}.`,
    ]
  if (typeof value !== 'number') return []
  const faults: string[] = []
  if (min !== undefined && value < min) faults.push(`${name}: Value '${text}' not above minimum of ${min}.`)
  if (max !== undefined && value > max) faults.push(`${name}: Value '${text}' above maximum of ${max}.`)
  return faults
}

/** 1 and 1.0 are one number here: a parser of JSON cannot tell them apart. */
function isOfType(type: Parameter['type'], value: unknown): boolean {
  if (type === 'bool') return typeof value === 'boolean'
  if (type === 'str') return typeof value === 'string'
  return Number.isFinite(value) && (type === 'float' || Number.isInteger(value))
}

/** What a session may use, by the parameters that Atelier knows; what was not sent is as its kind says. */
export interface Wanted {
  cpus: number
  memoryMb: number
  minutes: number | null
  gpus: number
}

export function wantedBy(parameters: readonly Parameter[], accepted: Options): Wanted {
  const optionOf = (name: string): Option | undefined =>
    accepted[name] ?? parameters.find((each) => each.name === name)?.default
  const numberOf = (name: string, otherwise: number): number => {
    const value = optionOf(name)
    return typeof value === 'number' && value >= 1 ? Math.floor(value) : otherwise
  }
  const minutes = numberOf('time_limit_minutes', 0)
  return {
    cpus: numberOf('num_cpus', 1),
    memoryMb: numberOf('memory_mb', 8_192),
    minutes: minutes === 0 ? null : minutes,
    gpus: optionOf(GPU) === true ? 1 : 0,
  }
}

/** Every parameter of some kinds once, with the widest bounds: what the protocol shows of all together. */
export function mergeParameters(lists: Iterable<readonly Parameter[]>): Parameter[] {
  const merged = new Map<string, Parameter>()
  for (const each of [...lists].flat()) {
    const before = merged.get(each.name)
    if (!before) merged.set(each.name, each)
    else if (before.type === each.type) merged.set(each.name, widen(before, each))
  }
  return [...merged.values()]
}

function widen({ min, max, required, ...one }: Parameter, other: Parameter): Parameter {
  const isBounded = (a?: number, b?: number): a is number => a !== undefined && b !== undefined
  return {
    ...one,
    ...(isBounded(min, other.min) && { min: Math.min(min, other.min as number) }),
    ...(isBounded(max, other.max) && { max: Math.max(max, other.max as number) }),
    ...(required && other.required && { required }),
  }
}

/** Looks at the answers to a kind's own questions, and fills in what was left out. */
export function checkFields(
  fields: readonly Field[],
  given: Readonly<Record<string, unknown>>,
): { accepted: Options; errors: { field: string; message: string }[] } {
  const accepted: Record<string, Option> = {}
  const errors: { field: string; message: string }[] = []
  for (const field of fields) {
    const sent = Object.hasOwn(given, field.name) ? given[field.name] : undefined
    const value = sent === undefined || sent === null ? field.default : sent
    const message = faultOfField(field, value)
    if (message) errors.push({ field: `fields.${field.name}`, message })
    else accepted[field.name] = value as Option
  }
  return { accepted, errors }
}

function faultOfField(
  { type, label, min, max, choices, required }: Field,
  value: unknown,
): string | undefined {
  if (type === 'switch') return typeof value === 'boolean' ? undefined : `${label} is yes or no.`
  if (type === 'number') {
    if (typeof value !== 'number') return `${label} is a number.`
    if (min !== undefined && value < min) return `${label} is at least ${min}.`
    return max !== undefined && value > max ? `${label} is at most ${max}.` : undefined
  }
  if (typeof value !== 'string') return `${label} is a text.`
  // It becomes a variable of the environment.
  if (value.length > 1_000 || value.includes('\0') || !value.isWellFormed())
    return `${label} is too long, or holds characters that cannot be passed on.`
  if (required && value.trim() === '') return `${label} is needed.`
  return type === 'choice' && !choices?.includes(value)
    ? `${label} is one of ${(choices ?? []).join(', ')}.`
    : undefined
}
