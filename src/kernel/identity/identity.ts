import type { Clock } from '../clock.ts'
import { type AnyTx, afterCommit, type KernelDb } from '../db/db.ts'
import type { Journal } from '../journal/journal.ts'
import type { Notices } from '../notices/notices.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Actor } from './actor.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import type { Merging } from './merge.ts'
import type { Holding } from './own-data.ts'
import type { Ladders } from './role.ts'

/** What the functions of this room share. */
export interface Identity {
  db: KernelDb
  clock: Clock
  journal: Journal
  notices: Notices
  secrets: Secrets
  attempts: Attempts
  /** Actors of credentials seen in the last two seconds, by the SHA-256 of the credential. */
  cache: Map<string, { actor: Actor; at: number }>
  /** Services add theirs when they open. */
  ladders: Ladders
  /** What services hold of a person; likewise. */
  holdings: Holding[]
  /** What services keep of accounts, for when two are merged. */
  merging: Merging[]
}

export function createIdentity(
  parts: Pick<Identity, 'db' | 'clock' | 'journal' | 'notices' | 'secrets' | 'ladders'>,
): Identity {
  return { ...parts, attempts: createAttempts(parts.clock), cache: new Map(), holdings: [], merging: [] }
}

/** After this transaction every credential is looked up anew: a right that was taken away is gone at once. */
export function forgetActors(identity: Identity, tx: AnyTx): void {
  afterCommit(tx, () => identity.cache.clear())
}
