import type { Clock } from '../clock.ts'
import type { Entry } from './entry.ts'

/** Equal ones from one place within this time become one entry with a count. */
const WINDOW_MS = 10_000
/** A flood from ever new addresses must not fill memory: past this many kinds they are folded over all addresses. */
const MOST_KINDS = 10_000

interface Fold {
  entry: Entry
  count: number
  since: number
}

/**
 * Folds floods: the first of a kind is handed on at once, those that follow within 10 s as one entry with a count.
 * Refused sign-ins and requests come in here, which a stranger can make as many of as they like.
 */
export class NoteFolder {
  readonly #folds = new Map<string, Fold>()
  readonly #clock: Clock
  readonly #write: (entry: Entry, count: number) => void

  constructor(clock: Clock, write: (entry: Entry, count: number) => void) {
    this.#clock = clock
    this.#write = write
  }

  add(entry: Entry): void {
    const now = this.#clock.now()
    const place = this.#folds.size < MOST_KINDS ? `${entry.by.address} ${entry.by.credential}` : 'everywhere'
    const kind = `${entry.action} ${entry.object} ${place}`
    const fold = this.#folds.get(kind)
    if (fold && Math.abs(now - fold.since) < WINDOW_MS) {
      fold.count += 1
      fold.entry = entry
      return
    }
    if (fold) this.#end(kind, fold)
    this.#folds.set(kind, { entry, count: 0, since: now })
    this.#write(entry, 1)
  }

  /** Writes what has been counted and is over; all of it when the server stops. */
  flush(all = false): void {
    const now = this.#clock.now()
    for (const [kind, fold] of this.#folds)
      if (all || Math.abs(now - fold.since) >= WINDOW_MS) this.#end(kind, fold)
  }

  #end(kind: string, fold: Fold): void {
    this.#folds.delete(kind)
    if (fold.count > 0) this.#write(fold.entry, fold.count)
  }
}
