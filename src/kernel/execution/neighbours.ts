import type { Clock } from '../clock.ts'
import { dialectOf, inTransaction, type KernelDb, type KernelTx } from '../db/db.ts'
import * as store from './execution.store.ts'
import type { ExecutionRow } from './tables.ts'

const BEAT_MS = 30_000
/**
 * A machine that is started anew, or a network that is mended, is back within this; nothing is lost by waiting, since
 * executions run on without their server.
 */
const SILENT_MS = 10 * 60_000

interface NeighboursParts {
  db: KernelDb
  clock: Clock
  /** The data folder of this node. */
  node: string
  tell(row: ExecutionRow, before: ExecutionRow): void
}

interface GivenUp {
  before: ExecutionRow
  after: ExecutionRow
}

/**
 * Nodes that share a database: each says now and then that it lives. What runs on the machine of one that is silent is
 * `unreachable`, and ends only when a person gives it up.
 */
export class Neighbours {
  readonly #parts: NeighboursParts
  readonly #isAlone: boolean
  #beatAt = Number.NEGATIVE_INFINITY

  constructor(parts: NeighboursParts) {
    this.#parts = parts
    this.#isAlone = dialectOf(parts.db) === 'sqlite'
  }

  /** Once in a while: says that this node lives, and looks at the others. `end` ends what others gave up of this one. */
  async look(end: (row: ExecutionRow) => Promise<void>): Promise<void> {
    const { db, clock, node, tell } = this.#parts
    const now = clock.now()
    if (this.#isAlone || now - this.#beatAt < BEAT_MS) return
    await inTransaction(db, (tx) => store.beat(tx, { node, now, until: now + SILENT_MS }))
    this.#beatAt = now
    for (const row of await store.listGivenUp(db, node)) {
      await end(row)
      await inTransaction(db, (tx) => store.markEnded(tx, row.id))
    }
    for (const { id, until, stop_asked_at, unreachable_since } of await store.listSilent(db, { node, now })) {
      if (stop_asked_at !== null) {
        const done = await inTransaction(db, (tx) => this.giveUp(tx, id))
        if (done) tell(done.after, done.before)
      } else if (unreachable_since === null) {
        const marked = await inTransaction(db, (tx) => store.markUnreachable(tx, [id], until - SILENT_MS))
        for (const after of marked) tell(after, { ...after, unreachable_since: null })
      }
    }
  }

  /** Ends one whose machine is silent, as lost: somebody has asked for its end. Undefined where that machine answers. */
  async giveUp(tx: KernelTx, id: number): Promise<GivenUp | undefined> {
    if (this.#isAlone) return undefined
    const { clock, node } = this.#parts
    const now = clock.now()
    if (!(await store.findForChange(tx, id))) return undefined
    const [silent] = await store.listSilent(tx, { node, now, id })
    if (!silent) return undefined
    const { until, ...before } = silent
    const since = until - SILENT_MS
    const after = await store.changeExecution(tx, before, {
      state: 'ended',
      outcome: 'lost',
      reason: reasonOf(before),
      stop_asked_at: before.stop_asked_at ?? now,
      // What became of it after that nobody knows.
      ended_at: Math.max(since, before.started_at ?? before.asked_at),
      unreachable_since: before.unreachable_since ?? since,
    })
    return after && { before, after }
  }
}

const reasonOf = ({ host }: ExecutionRow): string =>
  `The machine that ran it${host === null ? '' : `, ${host},`} did not answer any more, so it was given up. What still runs there ends when that machine answers again.`
