import type { FastifyRequest } from 'fastify'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Log } from '../log.ts'
import { httpProblems } from './problems.ts'
import { upgradeOf } from './upgrade.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Served however busy the server is: it costs little, or goes on with what was begun. */
    always?: boolean
  }
}

const TICK_MS = 50
/** So long all is late before anything is refused … */
const PATIENCE_MS = 600
/** … and more than once: a single long piece of work is no overload. */
const LEAST_TICKS = 2
/** So long nothing new is taken after it was late: what waits is answered first. */
const REST_MS = 1_000
/** When to come again, in seconds: not all at once. */
const SOONEST_S = 2
const LATEST_S = 6

export interface PressureOptions {
  /** How late a timer may be before that counts, in ms; 0 never refuses. */
  lateMs: number
  log: Log
  registry: Registry
}

/**
 * Refuses what comes in while the event loop is late with everything (promises.md, L5). It is the least delay over a time
 * that counts, as in CoDel (RFC 8289): a peak is no queue. @fastify/under-pressure was tried: it judges each sample alone,
 * takes one without a figure for overload, does not say when it ends, and its timer of 10 ms outlives the server.
 */
export class Pressure {
  readonly #options: PressureOptions
  readonly #timer: NodeJS.Timeout | undefined
  readonly #refusals: Counter
  #last: number
  /** When the row of late ticks began, and how many they are. */
  #row: { since: number; ticks: number } | undefined
  #overload: { since: number; until: number; refused: number } | undefined

  constructor(options: PressureOptions) {
    this.#options = options
    this.#last = performance.now()
    const registers = [options.registry]
    this.#refusals = new Counter({
      name: 'atelier_http_refused_total',
      help: 'Requests that were refused because the server had too much to do',
      registers,
    })
    const isOverloaded = () => (this.#overload ? 1 : 0)
    new Gauge({
      name: 'atelier_http_overloaded',
      help: '1 while new requests are refused because the server has too much to do',
      registers,
      collect() {
        this.set(isOverloaded())
      },
    })
    if (options.lateMs > 0) this.#timer = setInterval(() => this.tick(performance.now()), TICK_MS).unref()
  }

  /** Looks how late it is; called by a timer. */
  tick(now: number): void {
    const late = now - this.#last - TICK_MS
    const { lateMs, log } = this.#options
    if (late < lateMs) this.#row = undefined
    else {
      this.#row ??= { since: this.#last, ticks: 0 }
      this.#row.ticks += 1
    }
    this.#last = now
    const { since = now, ticks = 0 } = this.#row ?? {}
    if (ticks >= LEAST_TICKS && now - since >= PATIENCE_MS) {
      if (!this.#overload) log.warn({ lateMs: Math.round(late) }, 'Too much to do: new requests are refused.')
      this.#overload = { since, refused: 0, ...this.#overload, until: now + REST_MS }
    } else if (this.#overload && now >= this.#overload.until) {
      const { since: began, refused } = this.#overload
      this.#overload = undefined
      log.warn({ refused, seconds: Math.round((now - began) / 1_000) }, 'New requests are taken again.')
    }
  }

  /** Throws where a request has to come again later. Administrators get in, to see what is the matter. */
  judge(request: FastifyRequest): void {
    if (!this.#overload || request.actor?.administrator || upgradeOf(request)) return
    const { always, stream } = request.routeOptions.config
    if (always || stream) return
    this.#overload.refused += 1
    this.#refusals.inc()
    throw httpProblems.overloaded(SOONEST_S + Math.floor(Math.random() * (LATEST_S - SOONEST_S + 1)))
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
