import { basename } from 'node:path'
import { test } from 'node:test'
import { endPart } from './part.ts'

/** Runs test files in this process, which is one of the runner's. */
export async function runBatch(files: readonly string[]): Promise<void> {
  for (const file of files) await import(file)
}

/** Each begins when the one before has closed what it opened. One that cannot be loaded does not keep the others from running. */
export async function runInTurn(files: readonly string[]): Promise<void> {
  const { borrowChromium } = await import('./chromium.ts')
  const { giveBack } = await borrowChromium()
  for (const file of files) {
    const name = basename(file, '.test.ts')
    await import(file).catch((error: unknown) => test(name, () => Promise.reject(error)))
    await endPart(name)
  }
  await giveBack()
}
