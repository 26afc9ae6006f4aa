import { after, test } from 'node:test'

const ends = new Set<() => Promise<void>>()

/** Runs `end` after the test that asks, or after its file: also where more files follow in the same process. */
export function afterPart(end: () => Promise<void>): void {
  let ended: Promise<void> | undefined
  const once = () => {
    ended ??= end().finally(() => ends.delete(once))
    return ended
  }
  ends.add(once)
  after(once)
}

/** Resolves once the tests that there are have run, and what they opened is closed. */
export function endPart(name: string): Promise<void> {
  return test(`${name} closes what it opened`, async () => {
    for (const end of ends) await end()
  })
}
