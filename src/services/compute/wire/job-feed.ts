import type { WebSocket } from 'ws'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Compute } from '../compute.ts'
import { currentDetails } from '../sessions/session.ts'
import type { SessionRow } from '../tables.ts'
import { listWatchedSessions } from './lists.store.ts'

const LOOK_MS = 1_000
/** One that has ended is told of so long: more than two looks. */
const ENDED_MS = 60_000
/** Who does not read what is sent is cut off rather than kept in memory. */
const MOST_WAITING = 1_048_576

interface Watcher {
  socket: WebSocket
  /** Whose jobs, or which one. */
  account?: number
  session?: number
  /** Strangers hear how it stands, and never how to reach it. */
  whole: boolean
  /** What was sent last of each job. */
  told: Map<number, string>
}

/** Tells sockets how jobs stand: one look in a second for all of them, and none while there are none. */
export class JobFeed {
  readonly #compute: Compute
  readonly #watchers = new Set<Watcher>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(compute: Compute) {
    this.#compute = compute
  }

  addOne(socket: WebSocket, session: number, { whole }: { whole: boolean }): void {
    this.#add({ socket, session, whole, told: new Map() })
  }

  addAll(socket: WebSocket, { accountId }: Actor): void {
    this.#add({ socket, account: accountId, whole: true, told: new Map() })
  }

  #add(watcher: Watcher): void {
    if (watcher.socket.readyState !== watcher.socket.OPEN) return
    this.#watchers.add(watcher)
    watcher.socket.once('close', () => {
      this.#watchers.delete(watcher)
      if (this.#watchers.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    })
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref()
    this.#look()
  }

  /** One at a time; who comes meanwhile is told at the next. */
  #look(): void {
    this.#looking ??= this.#tell()
      .catch((error) => {
        this.#compute.kernel.log.warn({ err: error }, 'Jobs could not be looked at for sockets.')
      })
      .finally(() => {
        this.#looking = undefined
      })
  }

  async #tell(): Promise<void> {
    const { db, kernel } = this.#compute
    const watchers = [...this.#watchers]
    const rows = await listWatchedSessions(db, {
      accounts: watchers.flatMap(({ account }) => account ?? []),
      sessions: watchers.flatMap(({ session }) => session ?? []),
      endedAfter: kernel.clock.now() - ENDED_MS,
    })
    for (const watcher of watchers)
      for (const { owner, ...row } of rows)
        if (row.id === watcher.session || owner === watcher.account) this.#send(watcher, row)
  }

  #send({ socket, account, whole, told }: Watcher, row: SessionRow): void {
    const { time_left, ...rest } = currentDetails(this.#compute, row)
    const details = whole ? rest : { message: rest.message }
    const state = JSON.stringify({ status: row.status, details })
    // The seconds that are left go by without a word.
    if (told.get(row.id) === state) return
    told.set(row.id, state)
    if (socket.bufferedAmount > MOST_WAITING) {
      socket.terminate()
      return
    }
    socket.send(
      JSON.stringify({
        ...(account !== undefined && { id: row.id }),
        status: row.status,
        current_job_details: whole ? { ...rest, time_left } : details,
      }),
    )
  }
}
