import { type Kysely, sql } from 'kysely'
import { Type } from 'typebox'
import { dialectOf, inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import type { Automation } from '../automation.ts'
import type { Db, Tx } from '../tables.ts'
import { SEALED_TABLES, type SealedTable, sealText } from './sealed-text.ts'

/** A text may have megabytes: so few at once. */
const PAGE = 20
const payload = Type.Object({})

/** Seals what an older server has kept in clear, a few rows at a time. Cut at any moment, the next one goes on. */
export const sealOld: Job<typeof payload, Automation> = defineJob({
  name: 'automation.seal-old',
  payload,
  async run(_payload, automation, { signal }) {
    let rows = 0
    for (const table of SEALED_TABLES)
      for (;;) {
        signal.throwIfAborted()
        const page = await listClear(automation.db, table)
        if (page.length === 0) break
        await sealPage(automation, table, page)
        rows += page.length
      }
    automation.kernel.log.info({ rows }, 'Texts that were kept in clear are sealed.')
  },
})

/** Registers the job, and asks for it where there is something left for it. */
export async function registerSealing(automation: Automation): Promise<void> {
  automation.kernel.jobs.register(sealOld, automation)
  if (!(await hasClear(automation.db))) return
  await inTransaction(automation.db, (tx) => enqueue(tx, sealOld, {}, { key: sealOld.name }))
}

export async function hasClear(db: Db): Promise<boolean> {
  for (const table of SEALED_TABLES) if ((await listClear(db, table, 1)).length > 0) return true
  return false
}

interface Clear {
  id: number
  text: string
}

/** What is in clear of a table, and what stands there afterwards. */
const OLD = {
  automation_config_version: { column: 'content', emptied: '', where: sql`sealed is null` },
  automation_file_version: { column: 'content', emptied: '', where: sql`sealed is null` },
  automation_config: { column: 'intended', emptied: null, where: sql`intended is not null` },
} as const

/** By an index that holds none but these. */
async function listClear(db: Db, table: SealedTable, limit = PAGE): Promise<Clear[]> {
  const { column, where } = OLD[table]
  const { rows } = await sql<Clear>`
    select id, ${sql.ref(column)} as text from ${sql.table(table)}
    where ${where} order by id limit ${sql.lit(limit)}`.execute(db as unknown as Kysely<unknown>)
  return rows
}

async function sealPage(
  { db, kernel }: Automation,
  table: SealedTable,
  page: readonly Clear[],
): Promise<void> {
  const sealed = page.map(({ id, text }) => ({
    ...{ id, letters: text.length },
    ...sealText(kernel.secrets, table, text),
  }))
  await inTransaction(db, async (tx) => {
    // Else what was in clear stays in pages that are free.
    await wipe(tx, 'on')
    for (const each of sealed) await put(tx, table, each)
    await wipe(tx, 'off')
  })
}

async function wipe(tx: Tx, state: 'on' | 'off'): Promise<void> {
  if (dialectOf(tx) === 'sqlite') await sql`pragma secure_delete = ${sql.raw(state)}`.execute(tx)
}

/** Not over one that somebody has set meanwhile: that is sealed. */
async function put(
  tx: Tx,
  table: SealedTable,
  { id, letters, seal_key, sealed }: { id: number; letters: number; seal_key: string; sealed: string },
): Promise<void> {
  const { column, emptied, where } = OLD[table]
  const counted = table === 'automation_file_version' ? sql`, letters = ${letters}` : sql``
  await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${emptied}, seal_key = ${seal_key}, sealed = ${sealed}${counted}
    where id = ${id} and ${where}`.execute(tx)
}
