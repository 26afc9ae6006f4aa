import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { inTransaction } from '../../src/kernel/db/db.ts'
import type { ExecutionOrder, Limits } from '../../src/kernel/execution/execution.ts'
import type { ExecutionRow } from '../../src/kernel/execution/tables.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { waitFor } from './wait.ts'

export interface Asked extends Partial<Omit<ExecutionOrder, 'limits'>> {
  script: string
  limits?: Partial<Limits>
}

/** Of the account that executions of nobody in particular run as. */
const NOBODY = 65_534

/** Executions of a kernel with folders as a service makes them. */
export function executionsOf(kernel: Pick<Kernel, 'config' | 'db' | 'executions'>) {
  const { executions, db } = kernel
  let folders = 0

  /** A folder for one, that belongs to whom it runs as. */
  function makeFolder(name = `w${++folders}`): string {
    const directory = join(kernel.config.data, 'workspaces', name)
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (process.getuid?.() === 0) chownSync(directory, NOBODY, NOBODY)
    return directory
  }

  function orderOf({ limits, ...asked }: Asked): ExecutionOrder {
    const directory = asked.directory ?? makeFolder()
    return {
      service: 'compute',
      object: 'compute.session:1',
      backend: 'local',
      name: 'a test',
      directory,
      folder: join(directory, '.1'),
      env: {},
      ...asked,
      limits: { cpus: 1, processes: 100, outputBytes: 100_000, ...limits },
    }
  }

  async function ask(asked: Asked): Promise<number> {
    const order = orderOf(asked)
    const { id } = await inTransaction(db, (tx) => executions.start(tx, order))
    return id
  }

  async function row(id: number): Promise<ExecutionRow> {
    const found = await executions.find(id)
    if (!found) throw new Error(`There is no execution ${id}.`)
    return found
  }

  const stop = (id: number) => inTransaction(db, (tx) => executions.stop(tx, id))

  /** Looks until it is over, and gives how it ended with the end of what it printed. */
  async function ended(id: number, limitMs = 20_000): Promise<ExecutionRow & { output: string }> {
    await waitFor(async () => {
      await executions.look()
      return (await row(id)).state === 'ended'
    }, limitMs)
    return { ...(await row(id)), output: await executions.output(id, { bytes: 1_000_000 }) }
  }

  /** Starts one and resolves once it has printed `words`. */
  async function running(asked: Asked, words: string): Promise<number> {
    const id = await ask(asked)
    await executions.look()
    await waitFor(async () => (await executions.output(id, { bytes: 10_000 })).includes(words), 20_000)
    return id
  }

  return { makeFolder, orderOf, ask, row, stop, ended, running }
}
