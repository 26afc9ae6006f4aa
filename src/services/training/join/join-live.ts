import type { ServerResponse } from 'node:http'
import { dialectOf } from '../../../kernel/db/db.ts'
import type { JournalRow } from '../../../kernel/journal/journal.ts'
import { listRuledWorkshops } from '../registrations/registration.store.ts'
import { SERVICE, type Training } from '../training.ts'
import { joinProblems } from './join-problems.ts'
import { countQueues } from './join-state.ts'

/** Counts go out at most so often, to all who look at an event at once. */
const PAUSE_MS = 250
const HEARTBEAT_MS = 15_000
/** A school is one address. */
const PER_ADDRESS = 1_500
const MOST = 4_000
/** A reader that lets more than this lie is cut off; it comes back. */
const MOST_WAITING_BYTES = 262_144

/** By workshop: seats that are taken, and people who wait. */
type Counts = Record<number, readonly [taken: number, waiting: number]>

/** Streams of how many seats are taken and how many wait: one count for all who look at an event, and nothing about a person. */
export interface JoinLive {
  /** Throws when there are too many already. */
  requirePlace(address: string): void
  /** Sends the counts of an event to a reader, and then what changes, until the reader goes. */
  add(eventId: number, address: string, raw: ServerResponse): Promise<void>
}

export function createJoinLive(training: Training): JoinLive {
  const broadcasts = new Map<number, Broadcast>()
  const addresses = new Map<string, number>()
  const { journal, log } = training.kernel
  /** On PostgreSQL other nodes register people too; they are heard of by the journal. */
  let others: Promise<() => void> | undefined

  const hear = ({ service, object, details }: JournalRow) => {
    if (service !== SERVICE) return
    const [, id] = /^training\.event:(\d+)$/.exec(object ?? '') ?? /"event":(\d+)/.exec(details ?? '') ?? []
    broadcasts.get(Number(id))?.hear()
  }
  const hearOthers = async () => {
    if (dialectOf(training.db) !== 'postgres') return
    others ??= journal.subscribe(hear)
    const mine = others
    await mine.catch((error) => {
      // The next reader asks again.
      if (others === mine) others = undefined
      throw error
    })
  }
  const leave = () => {
    const before = others
    others = undefined
    before?.then((stop) => stop()).catch(() => undefined)
  }
  const enter = (eventId: number, raw: ServerResponse): Broadcast => {
    const broadcast = broadcasts.get(eventId) ?? new Broadcast(training, eventId)
    broadcasts.set(eventId, broadcast)
    broadcast.enter(raw)
    return broadcast
  }

  return {
    requirePlace(address) {
      const all = [...addresses.values()].reduce((sum, each) => sum + each, 0)
      if (all >= MOST || (addresses.get(address) ?? 0) >= PER_ADDRESS) throw joinProblems.tooManyStreams()
    },
    async add(eventId, address, raw) {
      addresses.set(address, (addresses.get(address) ?? 0) + 1)
      const broadcast = enter(eventId, raw)
      const remove = () => {
        const left = (addresses.get(address) ?? 1) - 1
        if (left > 0) addresses.set(address, left)
        else addresses.delete(address)
        if (broadcast.remove(raw) > 0) return
        broadcast.stop()
        if (broadcasts.get(eventId) === broadcast) broadcasts.delete(eventId)
        if (broadcasts.size === 0) leave()
      }
      if (raw.destroyed) return remove()
      raw.once('close', remove)
      try {
        await hearOthers()
        await broadcast.greet(raw)
      } catch (error) {
        log.warn({ err: error }, 'Seats could not be counted for a page; it comes back.')
        raw.destroy()
      }
    },
  }
}

/** One event: its seats are counted once for all who look. */
class Broadcast {
  readonly #training: Training
  readonly #eventId: number
  readonly #readers = new Set<ServerResponse>()
  readonly #unwatch: () => void
  readonly #beat: NodeJS.Timeout
  #counts: Counts | undefined
  #version = 0
  #timer: NodeJS.Timeout | undefined
  #counting: Promise<void> | undefined

  constructor(training: Training, eventId: number) {
    this.#training = training
    this.#eventId = eventId
    this.#unwatch = training.seats.watch(eventId, () => this.hear())
    this.#beat = setInterval(() => this.#send(':\n\n'), HEARTBEAT_MS).unref()
  }

  /** Seats have moved: they are counted soon. */
  hear(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#recount().catch((error) => {
        this.#training.kernel.log.warn(
          { err: error },
          'Seats could not be counted; the next move tries again.',
        )
      })
    }, PAUSE_MS).unref()
  }

  /** Before anything is waited for: who is in keeps it going, and hears what moves meanwhile. */
  enter(raw: ServerResponse): void {
    this.#readers.add(raw)
  }

  async greet(raw: ServerResponse): Promise<void> {
    // What has moved since is on its way to all. Of a thousand who come at once one counts.
    if (!this.#counts) await this.#count()
    if (!raw.writableEnded) raw.write(messageOf('seats', this.#counts ?? {}))
  }

  remove(raw: ServerResponse): number {
    this.#readers.delete(raw)
    return this.#readers.size
  }

  stop(): void {
    this.#unwatch()
    clearInterval(this.#beat)
    clearTimeout(this.#timer)
  }

  /** After the count under way, which may have begun before the move. */
  async #recount(): Promise<void> {
    await this.#counting?.catch(() => undefined)
    await this.#count()
  }

  #count(): Promise<void> {
    this.#counting ??= this.#countNow().finally(() => {
      this.#counting = undefined
    })
    return this.#counting
  }

  async #countNow(): Promise<void> {
    const { db, kernel } = this.#training
    const event = await db
      .selectFrom('training_event')
      .select('version')
      .where('id', '=', this.#eventId)
      .executeTakeFirst()
    const now = kernel.clock.now()
    const rows = await listRuledWorkshops(db, { event: this.#eventId, now, participant: 0 })
    const queues = await countQueues(db, this.#eventId, now)
    const before = this.#counts
    const counts: Counts = Object.fromEntries(
      rows.map(({ id, taken }) => [id, [Number(taken), queues.get(id) ?? 0]]),
    )
    this.#counts = counts
    const version = event?.version ?? -1
    const isOther = version !== this.#version
    this.#version = version
    if (!before) return
    const moved = Object.entries(counts).filter(([id, each]) => before[Number(id)]?.join() !== each.join())
    // Also when all is as before: somebody who waits may have been offered a seat in between.
    this.#send(messageOf('seats', Object.fromEntries(moved)))
    // Its workshops, links or times are others now: a page loads them again.
    if (isOther) this.#send(messageOf('changed', {}))
  }

  #send(text: string): void {
    for (const raw of this.#readers) {
      if (raw.writableEnded) continue
      if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy()
      else raw.write(text)
    }
  }
}

const messageOf = (event: string, data: object) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
