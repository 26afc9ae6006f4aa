import { afterCommit } from '../../../kernel/db/db.ts'
import type { Tx } from '../tables.ts'

/** Hears of events whose seats have moved, for the pages that show them. */
export interface Seats {
  /** Tells it once the transaction stands. */
  moved(tx: Tx, eventId: number): void
  /** Hears of each event whose seats have moved, on this node; gives how to stop. */
  watch(eventId: number, hear: () => void): () => void
}

export function createSeats(): Seats {
  const watchers = new Map<number, Set<() => void>>()
  return {
    moved(tx, eventId) {
      afterCommit(tx, () => {
        for (const hear of watchers.get(eventId) ?? []) hear()
      })
    },
    watch(eventId, hear) {
      const mine = watchers.get(eventId) ?? new Set()
      watchers.set(eventId, mine.add(hear))
      return () => {
        mine.delete(hear)
        if (mine.size === 0) watchers.delete(eventId)
      }
    },
  }
}
