import type { Clock } from '../clock.ts'
import { type AnyTx, afterCommit, type KernelDb } from '../db/db.ts'
import type { Journal } from '../journal/journal.ts'
import type { Actor } from './actor.ts'
import { type Attempts, createAttempts } from './attempts.ts'

/** What the functions of this room share. */
export interface Identity {
  db: KernelDb
  clock: Clock
  journal: Journal
  attempts: Attempts
  /** Actors of credentials seen in the last two seconds, by the SHA-256 of the credential. */
  cache: Map<string, { actor: Actor; at: number }>
}

export function createIdentity(parts: { db: KernelDb; clock: Clock; journal: Journal }): Identity {
  return { ...parts, attempts: createAttempts(parts.clock), cache: new Map() }
}

/** After this transaction every credential is looked up anew: a right that was taken away is gone at once. */
export function forgetActors(identity: Identity, tx: AnyTx): void {
  afterCommit(tx, () => identity.cache.clear())
}
