import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { AnyDb, AnyTx } from '../db/db.ts'
import { all, type Table } from './catalogue.ts'

type Value = string | number | null
export type Row = Record<string, Value>

/** What a text of one JSON object a line holds. */
export interface Digest {
  count: number
  sha256: string
}

const PAGE_ROWS = 500
/** A row may hold a text of 20 MB: pages are cut by bytes, or 500 of them would not fit into memory. */
const PAGE_BYTES = 4 * 1024 * 1024
/** SQLite takes 32,766 values a statement. */
const MOST_VALUES = 30_000

/** All rows in order of the key, page by page: no cursor stays open in between. */
export async function* pagesOf(db: AnyDb, table: Table): AsyncGenerator<Row[]> {
  const select = sql.join(table.columns.map((column) => sql.ref(column)))
  const key = sql.join(table.key.map((column) => sql.ref(column)))
  const next = async (after: readonly Value[] | undefined, limit: number, what = select): Promise<Row[]> => {
    const where = after ? sql`where (${key}) > (${sql.join(after)})` : sql``
    return all(db, sql`select ${what} from ${sql.table(table.name)} ${where} order by ${key} limit ${limit}`)
  }
  // Neither database reads a long text to tell its length.
  const length = sql.join(
    table.texts.map((column) => sql`coalesce(octet_length(${sql.ref(column)}), 0)`),
    sql` + `,
  )
  let after: Value[] | undefined
  for (;;) {
    const sizes = table.texts.length > 0 ? await next(after, PAGE_ROWS, sql`${length} as bytes`) : undefined
    for (const limit of sizes ? runsOf(sizes.map((row) => Number(row.bytes))) : [PAGE_ROWS]) {
      const rows = await next(after, limit)
      const last = rows.at(-1)
      if (last) {
        after = table.key.map((column) => last[column] as Value)
        yield rows
      }
      if (!sizes && rows.length < limit) return
    }
    if (sizes && sizes.length < PAGE_ROWS) return
  }
}

/** How many rows to read at once, so that none of the pages is much larger than it may be. */
function runsOf(sizes: readonly number[]): number[] {
  const runs: number[] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const size of sizes) {
    if (bytes + size > PAGE_BYTES) {
      runs.push(0)
      bytes = 0
    }
    runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1
    bytes += size
  }
  return runs
}

/** The pages as text, one JSON object a line; `done` hears what it was. */
export async function* textOf(
  pages: AsyncIterable<readonly object[]>,
  done: (digest: Digest) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let count = 0
  for await (const rows of pages) {
    const text = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    hash.update(text)
    count += rows.length
    yield text
  }
  done({ count, sha256: hash.digest('hex') })
}

/** The same without the text. */
export async function digestOf(pages: AsyncIterable<readonly object[]>): Promise<Digest> {
  let digest: Digest = { count: 0, sha256: '' }
  for await (const _text of textOf(pages, (found) => {
    digest = found
  }));
  return digest
}

/** Lines of such a text with their bytes, and what it was as a whole. Not `readline`: it also breaks at U+2028. */
export async function* linesOf(
  source: AsyncIterable<Buffer>,
  done: (digest: Digest) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let count = 0
  let begun: Buffer[] = []
  for await (const chunk of source) {
    hash.update(chunk)
    let from = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      const rest = chunk.subarray(from, end)
      count += 1
      from = end + 1
      yield begun.length === 0 ? rest : Buffer.concat([...begun, rest])
      begun = []
    }
    if (from < chunk.length) begun.push(chunk.subarray(from))
  }
  // What has no line break at its end is no line that we wrote.
  if (begun.length > 0) count += 1
  done({ count, sha256: hash.digest('hex') })
}

/** Gathers lines into pages that a transaction can take. */
export async function* gather<T>(
  lines: AsyncIterable<Buffer>,
  parse: (line: Buffer) => T,
): AsyncGenerator<T[]> {
  let page: T[] = []
  let bytes = 0
  for await (const line of lines) {
    page.push(parse(line))
    bytes += line.length
    if (page.length < PAGE_ROWS && bytes < PAGE_BYTES) continue
    yield page
    page = []
    bytes = 0
  }
  if (page.length > 0) yield page
}

export async function insertRows(tx: AnyTx, table: Table, rows: readonly Row[]): Promise<void> {
  const columns = sql.join(table.columns.map((column) => sql.ref(column)))
  const step = Math.max(1, Math.floor(MOST_VALUES / table.columns.length))
  for (let from = 0; from < rows.length; from += step) {
    const values = rows
      .slice(from, from + step)
      .map((row) => sql`(${sql.join(table.columns.map((column) => row[column] ?? null))})`)
    await all(tx, sql`insert into ${sql.table(table.name)} (${columns}) values ${sql.join(values)}`)
  }
}

/** Empties tables that migrations have filled, those that refer to others first. */
export async function deleteRows(tx: AnyTx, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables.toReversed()) await all(tx, sql`delete from ${sql.table(name)}`)
}
