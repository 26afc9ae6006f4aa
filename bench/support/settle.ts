import { setTimeout as pause } from 'node:timers/promises'

/** Time in which a server that nobody asks has done what it does after its start. */
const SETTLE_MS = 3_000

export function settle(): Promise<void> {
  return pause(SETTLE_MS)
}
