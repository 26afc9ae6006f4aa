import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/db.ts'
import { type Archive, JOBS, rowParser, tableEntry } from './archive.ts'
import { listTables, readLastIds, type Table, writeLastId } from './catalogue.ts'
import { insertJobs, type JobRow, jobPages } from './job-rows.ts'
import type { Manifest } from './manifest.ts'
import { backupProblems } from './problems.ts'
import { deleteRows, digestOf, gather, insertRows, linesOf, pagesOf } from './rows.ts'

/** Puts all rows in, and reads them again: each table must come out as it went in. Returns how many rows. */
export async function putRows(database: Database, archive: Archive): Promise<number> {
  const { manifest } = archive
  const tables = tablesOf(manifest, await listTables(database.db))
  await inTransaction(database.db, (tx) => deleteRows(tx, tables))
  for (const table of tables) await putTable(database, archive, table)
  await putLastIds(database, manifest)
  await putJobs(database, archive)
  let rows = 0
  for (const { name, count, sha256 } of manifest.tables) {
    const table = tables.find((each) => each.name === name) as Table
    const found = await digestOf(pagesOf(database.db, table))
    if (found.count !== count || found.sha256 !== sha256) throw backupProblems.rowsDiffer(name)
    rows += count
  }
  const jobs = await digestOf(jobPages(database.db))
  if (jobs.count !== manifest.jobs.count || jobs.sha256 !== manifest.jobs.sha256)
    throw backupProblems.rowsDiffer('waiting jobs')
  return rows
}

/** The tables of this database, in its order, with the columns that the backup has of them. */
function tablesOf(manifest: Manifest, here: readonly Table[]): Table[] {
  const written = new Map(manifest.tables.map((each) => [each.name, each.columns]))
  for (const { name, columns } of manifest.tables) {
    const own = here.find((each) => each.name === name)?.columns ?? []
    const unknown = columns.filter((column) => !own.includes(column))
    if (unknown.length > 0)
      throw backupProblems.damaged(
        `it has ${name}.${unknown.join(', ')}, which its own migrations do not make`,
      )
  }
  return here.flatMap((table) => {
    const columns = written.get(table.name)
    return columns ? [{ ...table, columns }] : []
  })
}

async function putTable(database: Database, archive: Archive, table: Table): Promise<void> {
  const lines = linesOf(await archive.open(tableEntry(table.name)), () => {})
  for await (const page of gather(lines, rowParser(table.name, table.columns))) {
    await inTransaction(database.db, (tx) => insertRows(tx, table, page)).catch((error) => {
      throw backupProblems.rowsRefused(table.name, error)
    })
  }
}

async function putJobs(database: Database, archive: Archive): Promise<void> {
  const lines = linesOf(await archive.open(JOBS), () => {})
  const parse = (line: Buffer) => JSON.parse(line.toString('utf8')) as JobRow
  for await (const page of gather(lines, parse))
    await inTransaction(database.db, (tx) => insertJobs(tx, page))
}

async function putLastIds(database: Database, { tables }: Manifest): Promise<void> {
  const here = await readLastIds(database.db)
  await inTransaction(database.db, async (tx) => {
    for (const { name, lastId } of tables)
      if (lastId > (here.get(name) ?? 0)) await writeLastId(tx, name, lastId)
  })
}
