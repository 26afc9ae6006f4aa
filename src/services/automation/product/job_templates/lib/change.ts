import type { Result, Task } from '../template.d.ts'
import {
  parseConfiguration,
  type Section,
  type Step,
  stepsBetween,
  writeConfiguration,
} from './config-text.ts'
import { type Device, openDevice } from './device.ts'

export interface Change {
  /** What the device has afterwards, as far as can be told before. */
  expected(now: readonly Section[]): Section[]
  apply(device: Device): Promise<void>
  /** Keeps it beyond the next start of the device. */
  save: boolean
}

/** Removing a line may take others with it, which then come back. */
const MOST_ROUNDS = 3

/** Changes a device, or shows in a dry run what would change. What fails half-way is taken back. */
export const makeChange = async (task: Task, change: Change): Promise<Result> => {
  const device = openDevice(task)
  const before = await configurationOf(device)
  if (task.dryRun) {
    const diff = task.diff(writeConfiguration(before), writeConfiguration(change.expected(before)))
    return task.result({
      result: diff === '' ? 'Nothing changes.' : 'This would change.',
      changed: diff !== '',
      diff,
    })
  }
  try {
    await change.apply(device)
  } catch (error) {
    await bringTo(device, before)
    task.log('A line was refused: what had been said before it is taken back.')
    throw error
  }
  const diff = task.diff(writeConfiguration(before), writeConfiguration(await configurationOf(device)))
  if (change.save && diff !== '') await device.save()
  return task.result({
    result: diff === '' ? 'Nothing has changed.' : 'Changed.',
    changed: diff !== '',
    diff,
  })
}

/** Brings a device to a configuration: what is more goes, what is missing comes. */
export const bringTo = async (device: Device, wanted: readonly Section[]): Promise<void> => {
  const refusals: string[] = []
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const steps = stepsBetween(await configurationOf(device), wanted)
    if (steps.length === 0) return
    refusals.length = 0
    for (const step of steps) {
      const refusal = await take(device, step)
      if (refusal !== undefined) refusals.push(refusal)
    }
  }
  const left = stepsBetween(await configurationOf(device), wanted)
  if (left.length === 0) return
  const lines = left.map(({ line, goes }) => `${goes ? '-' : '+'} ${line}`)
  throw new Error([`It keeps a difference:`, ...lines, ...refusals].join('\n'))
}

/** Gives why the device refuses. Some lines only go without their value, as `no description` does. */
const take = async (device: Device, { path, line, goes }: Step): Promise<string | undefined> => {
  let refusal: string | undefined
  for (const said of goes ? negations(line) : [line]) {
    const answer = await device.configure([...path, said]).then(
      () => undefined,
      (error: unknown) => {
        // It is not there any more: no other words would help.
        if (!(error instanceof Error) || 'kind' in error) throw error
        return error.message
      },
    )
    if (answer === undefined) return undefined
    refusal ??= answer
  }
  return refusal
}

function negations(line: string): string[] {
  if (line.startsWith('no ')) return [line.slice(3)]
  const words = line.split(/\s+/)
  return words.map((_, at) => `no ${words.slice(0, words.length - at).join(' ')}`)
}

const configurationOf = async (device: Device): Promise<Section[]> =>
  parseConfiguration(await device.configuration())
