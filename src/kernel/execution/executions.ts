import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { KernelConfig } from '../config/config.ts'
import { afterCommit, dialectOf, inTransaction, type KernelDb, openTransaction, viewOf } from '../db/db.ts'
import type { Check } from '../doctor/doctor.ts'
import type { Log } from '../log.ts'
import type { Secrets } from '../secrets/secrets.ts'
import * as store from './execution.store.ts'
import {
  type Backend,
  type ExecutionListener,
  type ExecutionOrder,
  type Executions,
  Unreachable,
} from './execution.ts'
import { createLocal } from './local/backend.ts'
import { openDoors } from './local/doors.ts'
import { isRoot } from './local/launch.ts'
import { openNode, sweepRecords } from './local/node.ts'
import { isPeerOfExecution } from './local/peer.ts'
import { Neighbours } from './neighbours.ts'
import { createOsAccounts } from './os-account.ts'
import type { ExecutionRow } from './tables.ts'
import { Watch } from './watch.ts'

export interface ExecutionsOptions {
  config: KernelConfig
  db: KernelDb
  clock: Clock
  log: Log
  secrets: Secrets
  /** What `doctor` looks at; the local backend adds how well it keeps executions apart. */
  checks: Check[]
  /** Folders and files of the server that no execution may see, beside the data folder. */
  hidden(): string[]
}

/** How long the output of one of this machine can be read after its end. */
const KEPT_MS = 14 * 86_400_000

const ORDER = { table: 'kernel_execution', column: 'order_cipher' }

/** Opens the executions of this installation: nothing is started or looked at before `begin`. */
export function createExecutions(options: ExecutionsOptions): Executions {
  const { config, db, clock, log, secrets } = options
  secrets.registerColumn({ ...ORDER, row: 'order_key' })
  const { node, folder } = openNode(config.data)
  const osAccounts = createOsAccounts({ db, ...config.execution })
  const orders = new Map<number, ExecutionOrder>()
  const listeners = new Set<ExecutionListener>()
  const watches = new Map<string, Watch>()
  const hidden: string[] = []
  const shown: string[] = []
  let begun = false

  function orderOf(row: ExecutionRow): ExecutionOrder {
    const known = orders.get(row.id)
    if (known) return known
    const text = secrets.decrypt(row.order_cipher, { ...ORDER, row: row.order_key })
    const order = JSON.parse(text) as ExecutionOrder
    // One that is over is asked about once in a while; those that run, at each look.
    if (row.state !== 'ended') orders.set(row.id, order)
    return order
  }

  function tell(row: ExecutionRow, before: ExecutionRow): void {
    for (const listener of listeners) {
      try {
        listener(row, before)
      } catch (error) {
        log.error({ err: error, execution: row.id }, 'What was to follow a change of an execution failed.')
      }
    }
  }

  const neighbours = new Neighbours({ db, clock, node, tell })
  const parts = {
    db,
    clock,
    log,
    node,
    neighbours,
    orderOf,
    forget: (id: number) => orders.delete(id),
    userOf: osAccounts.userOf,
    tell,
  }

  function setBackend(backend: Backend): void {
    const before = watches.get(backend.key)
    const watch = new Watch(backend, parts)
    watches.set(backend.key, watch)
    // One after the other: two that hand over the same execution might start it twice.
    void Promise.resolve(before && closeWatch(before)).then(() => {
      if (begun && watches.get(backend.key) === watch) watch.begin()
    })
  }

  async function closeWatch(watch: Watch): Promise<void> {
    await watch.close()
    await watch.backend.close()
  }

  async function launchersHere(): Promise<number[]> {
    const open = await store.listOpen(db, 'local', node)
    return open.flatMap(({ handle }) => {
      const { pid } = JSON.parse(handle ?? '{}') as { pid?: number }
      return pid === undefined ? [] : [pid]
    })
  }

  /** The backend of one, and what it is asked by. Undefined for one that was never handed over. */
  async function ask(id: number) {
    const row = await store.findExecution(db, id)
    if (!row || row.handle === null) return undefined
    const watch = watches.get(row.backend)
    if (!watch) throw new Unreachable(`The resource ${row.backend} is not here.`)
    return { row, backend: watch.backend, known: watch.known(row) }
  }

  const executions: Executions = {
    get backends() {
      return new Map([...watches].map(([key, { backend }]) => [key, backend]))
    },
    setBackend,
    async removeBackend(key) {
      const watch = watches.get(key)
      watches.delete(key)
      if (watch) await closeWatch(watch)
    },
    async start(tx, order) {
      const { limits, service, object, backend, account } = order
      const orderKey = randomUUID()
      const { id } = await store.insertExecution(viewOf(tx), {
        service,
        object,
        backend,
        node: backend === 'local' ? node : null,
        account_id: account ?? null,
        order_key: orderKey,
        order_cipher: secrets.encrypt(JSON.stringify(order), { ...ORDER, row: orderKey }),
        state: 'asked',
        cpus: limits.cpus,
        memory_mb: limits.memoryMb ?? null,
        minutes: limits.minutes ?? null,
        asked_at: clock.now(),
      })
      afterCommit(tx, () => kick(backend))
      return { id }
    },
    async stop(tx, id) {
      const now = clock.now()
      const unsubmitted = await store.endUnsubmitted(viewOf(tx), id, now)
      const givenUp = unsubmitted ? undefined : await neighbours.giveUp(viewOf(tx), id)
      const ended = unsubmitted ?? givenUp?.after
      const changed = ended ?? (await store.askForEnd(viewOf(tx), id, now))
      if (!changed) return
      afterCommit(tx, () => {
        const before = unsubmitted
          ? { ...unsubmitted, state: 'asked' as const, outcome: null, ended_at: null, stop_asked_at: null }
          : (givenUp?.before ?? { ...changed, stop_asked_at: null })
        tell(changed, before)
        if (ended) orders.delete(id)
        else kick(changed.backend)
      })
    },
    async extend(id, deadlineAt) {
      const asked = await ask(id)
      if (asked?.row.state !== 'running') return false
      if (!(await asked.backend.extend(asked.known, deadlineAt))) return false
      const after = await inTransaction(db, (tx) =>
        store.changeExecution(tx, asked.row, { deadline_at: deadlineAt }),
      )
      if (after) tell(after, asked.row)
      return after !== undefined
    },
    find: (id) => store.findExecution(db, id),
    // With SQLite there is one node: what came from elsewhere by a backup is found as lost.
    isHere: (row) => row.backend !== 'local' || row.node === node || dialectOf(db) === 'sqlite',
    list: (ids) => store.listExecutions(db, ids),
    async output(id, { bytes }) {
      const asked = await ask(id)
      return asked ? asked.backend.output(asked.known, { bytes }) : ''
    },
    async read(id, options) {
      const asked = await ask(id)
      return asked?.backend.read(asked.known, options)
    },
    async meter(id) {
      const asked = await ask(id)
      return asked?.row.state === 'running' ? asked.backend.meter(asked.known) : undefined
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async look() {
      await Promise.all([...watches.values()].map((watch) => watch.look()))
    },
    sweep: () => sweepRecords(folder, (ids) => store.listEndedBefore(db, ids, clock.now() - KEPT_MS)),
    userOf: osAccounts.userOf,
    isBehind: (connection) =>
      isPeerOfExecution(connection, { mayBeOf: osAccounts.mayBeOf, launchers: launchersHere }),
    hide(path) {
      hidden.push(path)
    },
    show(path) {
      shown.push(path)
    },
    begin() {
      begun = true
      if (isRoot()) openDoors(config.data)
      for (const watch of watches.values()) watch.begin()
    },
    async close() {
      begun = false
      await Promise.all([...watches.values()].map(closeWatch))
    },
  }

  function kick(key: string): void {
    // A hint runs in the context of its transaction, which is over.
    openTransaction.exit(() => watches.get(key)?.kick())
  }

  const local = createLocal({
    folder,
    node,
    clock,
    log,
    hidden: () => [config.data, ...config.execution.hidden, ...options.hidden(), ...hidden],
    shown: () => shown,
    wake: () => kick('local'),
    serviceUser: () => osAccounts.userOf(undefined),
  })
  options.checks.push({ name: 'executions', look: local.check })
  setBackend(local)
  return executions
}
