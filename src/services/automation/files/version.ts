import { hash } from 'node:crypto'
import { inTransaction, type KernelDb } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Automation } from '../automation.ts'
import { fileText, sealText } from '../sealing/sealed-text.ts'
import type { AutomationTables, Db, FileVersionRow } from '../tables.ts'
import { problems } from './file-problems.ts'

export type KeptBy = FileVersionRow['via']

/** Keeps what a file below the root says as a version, unless its newest one says the same; gives its id. */
export function keepVersion(
  { db, kernel }: { db: KernelDb<AutomationTables>; kernel: Pick<Kernel, 'clock' | 'secrets'> },
  path: string,
  { content, via, by }: { content: string; via: KeptBy; by?: By },
): Promise<number> {
  const sha256 = hash('sha256', content)
  return inTransaction(db, async (tx) => {
    const newest = await tx
      .selectFrom('automation_file_version')
      .select(['id', 'sha256'])
      .where('path', '=', path)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (newest?.sha256 === sha256) return newest.id
    const row = {
      ...{ path, sha256, content: '', ...sealText(kernel.secrets, 'automation_file_version', content) },
      ...{ letters: content.length, at: kernel.clock.now(), account_id: by?.account ?? null, via },
    }
    const { id } = await tx
      .insertInto('automation_file_version')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
}

/** Newest first, without what they say. */
export const listVersions = (db: Db, path: string, page: { before?: number | undefined; limit: number }) =>
  db
    .selectFrom('automation_file_version as v')
    .leftJoin('kernel_account as a', 'a.id', 'v.account_id')
    .select((is) => [
      'v.id',
      'v.sha256',
      'v.at',
      'v.via',
      'v.account_id',
      'a.name as account_name',
      is.fn.coalesce('v.letters', is.fn<number>('length', ['v.content'])).as('letters'),
    ])
    .where('v.path', '=', path)
    .$if(page.before !== undefined, (query) => query.where('v.id', '<', page.before as number))
    .orderBy('v.id', 'desc')
    .limit(page.limit)
    .execute()

/** What a version of a file says; 404 where that file has none of this number. */
export async function requireVersion(
  { db, kernel }: Pick<Automation, 'db' | 'kernel'>,
  path: string,
  id: number,
): Promise<Pick<FileVersionRow, 'at' | 'sha256' | 'content'>> {
  const row = await db
    .selectFrom('automation_file_version')
    .selectAll()
    .where('id', '=', id)
    .where('path', '=', path)
    .executeTakeFirst()
  if (!row) throw problems.noVersion()
  return { at: row.at, sha256: row.sha256, content: fileText(kernel.secrets, row) }
}
