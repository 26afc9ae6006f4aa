import type { Clock } from '../clock.ts'
import { dialectOf, inTransaction, type KernelDb } from '../db/db.ts'
import type { Log } from '../log.ts'
import { changesOf } from './change.ts'
import * as store from './execution.store.ts'
import {
  type Backend,
  type ExecutionOrder,
  type Known,
  type OsUser,
  Refused,
  Unreachable,
} from './execution.ts'
import type { Neighbours } from './neighbours.ts'
import type { ExecutionRow } from './tables.ts'

/** While something is asked for or queued; while local ones run; otherwise. */
const PENDING_MS = 3_000
const LOCAL_MS = 5_000
const CLUSTER_MS = 15_000
/** A node that looks after a cluster and is silent for so long has lost it to another. */
const LEASE_MS = 60_000
const AT_ONCE = 8
/** How many changes are written side by side: they share commits. */
const WRITES = 64

export interface WatchParts {
  db: KernelDb
  clock: Clock
  log: Log
  /** The data folder of this node. */
  node: string
  neighbours: Neighbours
  orderOf(row: ExecutionRow): ExecutionOrder
  forget(id: number): void
  userOf(account: number | undefined): Promise<OsUser | undefined>
  tell(row: ExecutionRow, before: ExecutionRow): void
}

/** Starts the executions of one backend, and looks at all of them in one call each interval. */
export class Watch {
  readonly backend: Backend
  readonly #parts: WatchParts
  /** Alone with its executions: of this machine, or the only node there is. */
  readonly #isSole: boolean
  readonly #isLocal: boolean
  readonly #launching = new Map<number, Promise<void>>()
  /** Those that this process began to hand over. */
  readonly #claimed = new Set<number>()
  readonly #stopped = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #begun = false
  #waits = false

  constructor(backend: Backend, parts: WatchParts) {
    this.backend = backend
    this.#parts = parts
    this.#isLocal = backend.key === 'local'
    this.#isSole = this.#isLocal || dialectOf(parts.db) === 'sqlite'
  }

  begin(): void {
    if (this.#begun) return
    this.#begun = true
    this.#tick()
  }

  /** Something was asked for: not to wait for the clock. */
  kick(): void {
    if (this.#begun) this.#tick()
  }

  /** Looks now, after the look that is under way. */
  look(): Promise<void> {
    const next = this.#round.then(async () => void (await this.#look()))
    // Whoever asked is told; the next round begins all the same.
    this.#round = next.catch(() => undefined)
    return next
  }

  async close(): Promise<void> {
    this.#begun = false
    clearTimeout(this.#timer)
    await this.#round
    await Promise.all(this.#launching.values())
  }

  #tick(): void {
    // One that waits for its turn sees everything that was asked for until then.
    if (this.#waits) return
    this.#waits = true
    clearTimeout(this.#timer)
    let pending = true
    const round = this.#round.then(async () => {
      this.#waits = false
      pending = await this.#look()
    })
    this.#round = round
      .catch((error) => this.#parts.log.error({ err: error }, 'Executions could not be looked at.'))
      .then(() => {
        if (!this.#begun || this.#waits) return
        const rest = this.#isLocal ? LOCAL_MS : CLUSTER_MS
        this.#timer = setTimeout(() => this.#tick(), pending ? PENDING_MS : rest).unref()
      })
  }

  /** True while something waits to begin or to end. */
  async #look(): Promise<boolean> {
    if (this.#isLocal) await this.#parts.neighbours.look((row) => this.backend.stop(this.known(row)))
    const listed = await this.#listOpen()
    const asked = listed.filter((row) => row.state === 'asked')
    await inTurns(asked, AT_ONCE, (row) => this.#launch(row))
    if (!(await this.#holds())) return false
    const known = asked.length > 0 ? await this.#listOpen() : listed
    const changed = await this.#compare(known.filter((row) => row.state !== 'asked'))
    const open = changed ? await this.#listOpen() : known
    await this.#end(open.filter((row) => row.state !== 'asked'))
    return open.some((row) => row.state !== 'running' || row.stop_asked_at !== null)
  }

  #listOpen(): Promise<ExecutionRow[]> {
    const { db, node } = this.#parts
    const shared = this.#isLocal && dialectOf(db) === 'postgres'
    return store.listOpen(db, this.backend.key, shared ? node : undefined)
  }

  async #holds(): Promise<boolean> {
    if (this.#isSole) return true
    const { db, clock, node } = this.#parts
    const now = clock.now()
    return inTransaction(db, (tx) =>
      store.takeWatch(tx, { backend: this.backend.key, node, now, until: now + LEASE_MS }),
    )
  }

  #launch(row: ExecutionRow): Promise<void> {
    const under = this.#launching.get(row.id)
    if (under) return under
    const launching = this.#launchOne(row).finally(() => this.#launching.delete(row.id))
    this.#launching.set(row.id, launching)
    return launching
  }

  async #launchOne(asked: ExecutionRow): Promise<void> {
    const { db, clock, log, orderOf, userOf } = this.#parts
    const { id } = asked
    const now = clock.now()
    const mine = this.#isSole || this.#claimed.has(id)
    const row = await inTransaction(db, (tx) =>
      store.claimExecution(tx, id, { now, ...(!mine && { unlessSince: now - LEASE_MS }) }),
    )
    if (!row) return
    this.#claimed.add(id)
    try {
      const user = await userOf(row.account_id ?? undefined)
      const { handle, state } = await this.backend.submit(id, orderOf(row), user)
      const startedAt = state === 'running' ? clock.now() : null
      const isKept = await this.#change(row, {
        state,
        handle: JSON.stringify(handle),
        os_user: user?.name ?? null,
        started_at: startedAt,
        deadline_at: startedAt !== null && row.minutes !== null ? startedAt + row.minutes * 60_000 : null,
        unreachable_since: null,
      })
      this.#claimed.delete(id)
      // It was given up meanwhile, since this node was silent.
      if (!isKept && this.#isLocal) await this.backend.stop({ ...this.known(row), handle })
    } catch (error) {
      if (error instanceof Refused) return this.#refuse(row, error)
      if (!(error instanceof Unreachable))
        log.error({ err: error, execution: id }, 'An execution could not be started; it is tried again.')
      await this.#markUnreachable([row])
    }
  }

  async #refuse(row: ExecutionRow, { message }: Refused): Promise<void> {
    this.#claimed.delete(row.id)
    const outcome = row.stop_asked_at === null ? 'failed' : 'stopped'
    await this.#change(row, {
      state: 'ended',
      outcome,
      reason: message,
      ended_at: this.#parts.clock.now(),
      unreachable_since: null,
    })
  }

  /** True when anything is not as it was. */
  async #compare(rows: readonly ExecutionRow[]): Promise<boolean> {
    if (rows.length === 0) return false
    const { log, clock } = this.#parts
    let seen: Awaited<ReturnType<Backend['look']>>
    try {
      seen = await this.backend.look(rows.map((row) => this.known(row)))
    } catch (error) {
      if (!(error instanceof Unreachable))
        log.error({ err: error }, 'Executions could not be looked at; they stay as they were.')
      await this.#markUnreachable(rows)
      return true
    }
    const now = clock.now()
    const changed = rows.flatMap((row) => {
      const sight = seen.get(row.id)
      return sight && changesOf(row, sight, now) ? [{ id: row.id, sight }] : []
    })
    await inTurns(changed, WRITES, ({ id, sight }) => this.#apply(id, sight))
    return changed.length > 0
  }

  /** By the row as it is now: its end may have been asked for since it was listed. */
  async #apply(id: number, sight: Parameters<typeof changesOf>[1]): Promise<void> {
    const { db, clock, tell } = this.#parts
    const done = await inTransaction(db, async (tx) => {
      const before = await store.findForChange(tx, id)
      const found = before && changesOf(before, sight, clock.now())
      const after = found && (await store.changeExecution(tx, before, found.changes))
      return after && { before, after, told: found.told }
    })
    if (!done) return
    if (done.after.state === 'ended') this.#forget(id)
    if (done.told) tell(done.after, done.before)
  }

  /** Ends those whose end was asked for, and local ones whose time is over: their launcher may be gone. */
  async #end(rows: readonly ExecutionRow[]): Promise<void> {
    const { clock, log } = this.#parts
    const isOver = (row: ExecutionRow) =>
      row.stop_asked_at !== null ||
      (this.#isLocal && row.deadline_at !== null && row.deadline_at <= clock.now())
    await inTurns(rows.filter(isOver), AT_ONCE, async (row) => {
      if (this.#stopped.has(row.id)) return
      try {
        await this.backend.stop(this.known(row))
        this.#stopped.add(row.id)
      } catch (error) {
        if (!(error instanceof Unreachable))
          log.error({ err: error, execution: row.id }, 'An execution could not be ended; it is tried again.')
      }
    })
  }

  /** False when it has left that state meanwhile. */
  async #change(row: ExecutionRow, changes: Parameters<typeof store.changeExecution>[2]): Promise<boolean> {
    const { db, tell } = this.#parts
    const done = await inTransaction(db, async (tx) => {
      const before = await store.findForChange(tx, row.id)
      const after = before?.state === row.state && (await store.changeExecution(tx, row, changes))
      return after && before ? { before, after } : undefined
    })
    if (!done) return false
    if (done.after.state === 'ended') this.#forget(row.id)
    tell(done.after, done.before)
    return true
  }

  async #markUnreachable(rows: readonly ExecutionRow[]): Promise<void> {
    const { db, clock, tell } = this.#parts
    const fresh = rows.filter((row) => row.unreachable_since === null)
    if (fresh.length === 0) return
    const ids = fresh.map(({ id }) => id)
    const marked = await inTransaction(db, (tx) => store.markUnreachable(tx, ids, clock.now()))
    for (const after of marked) tell(after, { ...after, unreachable_since: null })
  }

  known(row: ExecutionRow): Known {
    const { id, handle, os_user: osUser } = row
    return {
      id,
      handle: handle === null ? null : JSON.parse(handle),
      osUser,
      order: this.#parts.orderOf(row),
    }
  }

  #forget(id: number): void {
    this.#stopped.delete(id)
    this.#claimed.delete(id)
    this.#parts.forget(id)
  }
}

async function inTurns<T>(
  items: readonly T[],
  width: number,
  one: (item: T) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += width) {
    await Promise.all(items.slice(from, from + width).map(one))
  }
}
