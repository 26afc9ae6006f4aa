import { setTimeout as pause } from 'node:timers/promises'

/** Resolves once `condition` holds; fails after `limitMs`. */
export async function waitFor(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  for (const since = performance.now(); performance.now() - since < limitMs; ) {
    if (await condition()) return
    await pause(10)
  }
  throw new Error(`It did not come true within ${limitMs} ms: ${condition}`)
}
