import { plainText } from '../../../kernel/execution/plain-text.ts'
import { isTooDeep } from '../../../kernel/http/json.ts'
import { type Mask, maskValue } from './mask.ts'
import type { DoneState, Entry, HostFault, RunnerEvent } from './protocol.ts'

const DONE: readonly string[] = ['ok', 'failed', 'unreachable', 'timed-out', 'aborted'] satisfies DoneState[]
const KINDS: readonly string[] = ['log', 'stdout', 'stderr']
const VERDICTS: readonly string[] = ['taken', 'refused', 'changed']
const MOST_ENTRIES = 10_000
const MOST_NAME = 1_000
const MOST_SENTENCE = 10_000
const DEEPEST = 100
/** The clock of a runner is this machine's: what lies outside is nobody's time. */
const LAST_TIME = 8_640_000_000_000_000

/** Reads a line of a runner as somebody else's text: undefined where it is no event. What must not be written down is hidden. */
export function readEvent(line: string, mask: Mask): RunnerEvent | undefined {
  if (isTooDeep(line, DEEPEST)) return undefined
  let value: Record<string, unknown> | null
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { event, at } = value
  if (typeof at !== 'number' || !(at >= 0 && at <= LAST_TIME)) return undefined
  return eventOf({ ...value, event, at: Math.round(at) }, mask)
}

type Said = Record<string, unknown> & { at: number }

function eventOf(said: Said, mask: Mask): RunnerEvent | undefined {
  const { event, at, host } = said
  switch (event) {
    case 'ready':
      return { event, at, engine: sentence(said.engine, mask, 200) ?? '' }
    case 'started':
      return isName(host) ? { event, at, host } : undefined
    case 'output':
      return outputOf(said, mask)
    case 'done':
      return doneOf(said, mask)
    case 'host-key':
      return hostKeyOf(said)
    case 'end': {
      const exception = sentence(said.exception, mask, MOST_SENTENCE)
      return { event, at, ...(exception !== undefined && { exception: oneLine(exception) }) }
    }
    default:
      return undefined
  }
}

function outputOf({ at, host, kind, text }: Said, mask: Mask): RunnerEvent | undefined {
  if (typeof text !== 'string' || !KINDS.includes(kind as string)) return undefined
  if (host !== undefined && !isName(host)) return undefined
  const said = { event: 'output' as const, at, kind: kind as 'log', text: mask(plainText(text)) }
  return { ...said, ...(host !== undefined && { host }) }
}

function doneOf({ at, host, state, entries, error }: Said, mask: Mask): RunnerEvent | undefined {
  if (!isName(host) || !DONE.includes(state as string) || !Array.isArray(entries)) return undefined
  if (entries.length > MOST_ENTRIES) return undefined
  const read = entries.map((entry) => entryOf(entry, mask))
  if (!read.every((entry) => entry !== undefined)) return undefined
  const fault = faultOf(error, mask)
  return {
    ...{ event: 'done', at, host, state: state as DoneState, entries: read },
    ...(fault && { error: fault }),
  }
}

function entryOf(value: unknown, mask: Mask): Entry | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { name, result, failed, changed, diff, exception } = value as Partial<Entry>
  const isSound =
    typeof name === 'string' &&
    typeof failed === 'boolean' &&
    typeof changed === 'boolean' &&
    typeof diff === 'string' &&
    (exception === undefined || typeof exception === 'string')
  if (!isSound) return undefined
  return {
    name: mask(name.slice(0, MOST_NAME)),
    result: maskValue(mask, result ?? null),
    ...{ failed, changed, diff: mask(diff) },
    ...(exception !== undefined && { exception: mask(exception) }),
  }
}

function faultOf(value: unknown, mask: Mask): HostFault | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, message } = value as Partial<HostFault>
  const said = sentence(message, mask, MOST_SENTENCE)
  if (typeof kind !== 'string' || !/^[a-z][a-z-]{0,49}$/.test(kind) || said === undefined) return undefined
  return { kind, message: said }
}

function hostKeyOf({ at, host, address, port, type, key, verdict }: Said): RunnerEvent | undefined {
  const isSound =
    isName(host) &&
    isName(address) &&
    Number.isInteger(port) &&
    (port as number) > 0 &&
    (port as number) < 65_536 &&
    typeof type === 'string' &&
    /^[a-z0-9@.-]{1,100}$/.test(type) &&
    typeof key === 'string' &&
    /^[A-Za-z0-9+/]{16,20000}={0,2}$/.test(key) &&
    VERDICTS.includes(verdict as string)
  if (!isSound) return undefined
  return {
    event: 'host-key',
    at,
    host,
    address,
    port: port as number,
    type,
    key,
    verdict: verdict as 'taken',
  }
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MOST_NAME && !value.includes('\0')

function sentence(value: unknown, mask: Mask, most: number): string | undefined {
  if (typeof value !== 'string') return undefined
  return mask(plainText(value)).slice(0, most).toWellFormed()
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').trim()
