import { dialectOf, inTransaction } from '../../../kernel/db/db.ts'
import { slurmBackend } from '../../../kernel/execution/slurm/backend.ts'
import type { SlurmSettings } from '../../../kernel/execution/slurm/settings.ts'
import type { Compute } from '../compute.ts'
import type { ResourceRow } from '../tables.ts'

/** What was set on another node counts here within this time. */
const ROUND_MS = 5_000

type Parts = Pick<Compute, 'kernel' | 'db' | 'executions'>

/** The clusters of this installation as the kernel runs executions on them. */
export interface Resources {
  /** Makes what the rows say count now. */
  reload(): Promise<void>
  close(): void
}

export const keyPlace = (row: string) => ({ table: 'compute_resource', row, column: 'secret_cipher' })

export const settingsIn = (row: Pick<ResourceRow, 'settings'>): SlurmSettings =>
  JSON.parse(row.settings) as SlurmSettings

/** The key that signs tokens, as it is kept sealed. */
export function keyIn({ kernel }: Pick<Compute, 'kernel'>, row: ResourceRow): Buffer | undefined {
  if (row.secret_cipher === null) return undefined
  return Buffer.from(kernel.secrets.decrypt(row.secret_cipher, keyPlace(row.key)), 'base64')
}

/** Makes this machine a resource at the first start, and opens every cluster. */
export async function openResources(parts: Parts): Promise<Resources> {
  const { kernel, db, executions } = parts
  kernel.secrets.registerColumn({ table: 'compute_resource', row: 'key', column: 'secret_cipher' })
  await addLocal(parts)
  const opened = new Map<string, string>()

  async function load(): Promise<void> {
    const rows = await db
      .selectFrom('compute_resource')
      .selectAll()
      .where('backend', '=', 'slurm')
      .orderBy('id')
      .limit(100)
      .execute()
    for (const row of rows) {
      const stamp = `${row.settings} ${row.secret_cipher}`
      // Also one that is switched off: what runs there is looked after until its end.
      if (opened.get(row.key) === stamp) continue
      try {
        const key = keyIn(parts, row)
        const settings = settingsIn(row)
        executions.setBackend(
          slurmBackend({ key: row.key, settings, clock: kernel.clock, ...(key && { tokenKey: key }) }),
        )
        opened.set(row.key, stamp)
      } catch (error) {
        // Without its key one cluster cannot be reached; everything else goes on.
        kernel.log.error({ err: error, resource: row.key }, 'A cluster could not be opened.')
      }
    }
    for (const key of [...opened.keys()].filter((each) => !rows.some((row) => row.key === each))) {
      opened.delete(key)
      await executions.removeBackend(key)
    }
  }

  let loading: Promise<void> = Promise.resolve()
  const reload = (): Promise<void> => {
    const next = loading.then(load)
    loading = next.catch(() => undefined)
    return next
  }
  await reload()
  const round = () =>
    reload().catch((error) => kernel.log.warn({ err: error }, 'The resources of compute could not be read.'))
  const timer = dialectOf(db) === 'postgres' ? setInterval(round, ROUND_MS).unref() : undefined
  return { reload, close: () => clearInterval(timer) }
}

async function addLocal({ db }: Parts): Promise<void> {
  const known = await db
    .selectFrom('compute_resource')
    .select('id')
    .where('key', '=', 'local')
    .executeTakeFirst()
  if (known) return
  await inTransaction(db, (tx) =>
    tx
      .insertInto('compute_resource')
      .values({
        key: 'local',
        name: 'This machine',
        backend: 'local',
        settings: '{}',
        secret_cipher: null,
        enabled: 1,
        position: 0,
        version: 1,
      })
      .onConflict((on) => on.column('key').doNothing())
      .execute(),
  )
}
