/**
 * Runs a TypeScript or JavaScript template on the hosts of an order. It works in the run's folder, takes its order by
 * `control.sock` and writes what happens to `events.jsonl`: see `src/services/automation/runs/protocol.ts`.
 */
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Order } from '../../src/services/automation/runs/protocol.ts'
import { Control } from './control.mts'
import { type JobFunction, place, runHosts } from './engine.mts'
import { EventLog } from './events.mts'
import { guard } from './guard.mts'
import { maskOf } from './mask.mts'
import { Doors } from './ssh/doors.mts'
import { HostKeys } from './ssh/host-key.mts'
import { wordOf } from './value.mts'

const { ATELIER_RUN_NONCE: nonce = '' } = process.env
// Of no use to a template and the programs that it starts.
delete process.env.ATELIER_RUN_NONCE
const leave = process.exit.bind(process)
const stopping = new AbortController()
const control = new Control('control.sock', nonce)
const events = new EventLog('events.jsonl', () => control.tell())
const { promise: stopped, resolve: stop } = Promise.withResolvers<undefined>()
process.on('SIGTERM', () => {
  stopping.abort()
  stop(undefined)
})
guard(place, (host, kind, text) => events.output(host, kind, text))
await end(await work())

/** Gives what kept the run from running as a whole, if anything did. */
async function work(): Promise<string | undefined> {
  const order = await Promise.race([control.order, stopped])
  if (!order) return undefined
  const mask = maskOf(order.mask)
  events.limit({ outputBytes: order.settings.outputBytes, mask })
  events.write({ event: 'ready', at: Date.now(), engine: `node ${process.versions.node}` })
  try {
    const job = await load(order)
    const keys = new HostKeys(order.hostKeys, (event) => events.write(event))
    const doors = new Doors({ keys, control, stopped: stopping.signal })
    await runHosts({ order, work: job, events, doors, mask: mask.of, stopped: stopping.signal })
    doors.close()
    return undefined
  } catch (error) {
    return mask.of(firstLineOf(error))
  }
}

async function load({ template }: Order): Promise<JobFunction> {
  const path = resolve(template.path)
  const name = basename(path)
  if (!existsSync(path)) throw new Error(`job template "${name}" not found`)
  const loaded: Record<string, unknown> = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new Error(`job template "${name}" cannot be loaded: ${firstLineOf(error)}`, { cause: error })
  })
  const job = loaded[template.function]
  if (typeof job !== 'function') {
    throw new Error(`job template "${name}" has no function "${template.function}"`)
  }
  return job as JobFunction
}

function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : wordOf(error)
  return text.trim().split('\n', 1)[0] ?? ''
}

/** A template may have left timers and connections behind: nothing waits for them. */
async function end(exception: string | undefined): Promise<void> {
  events.write({ event: 'end', at: Date.now(), ...(exception === undefined ? {} : { exception }) })
  events.flush()
  while (!events.isWritten) {
    await pause(100)
    events.flush()
  }
  process.removeAllListeners('exit')
  leave(0)
}
