import { time } from '../../../kernel/api/shapes.ts'
import { nameOf, reasonOf } from '../../../kernel/journal/journal.ts'
import { findNames } from '../../../kernel/journal/names.ts'
import { searchEntries } from '../../../kernel/journal/search.ts'
import type { Collection } from '../collection.ts'
import type { UploadRow } from '../upload-tables.ts'
import * as store from './signature.store.ts'

type Of = Pick<UploadRow, 'id' | 'submission_id'>

/** That somebody looked is in the journal, and is no change. */
const READ = 'collection.submission.read'

/** What the journal says of a record and of what came for it, newest first. */
export async function historyOf(
  { db, kernel }: Collection,
  upload: Of,
  page: { before?: number; limit: number },
) {
  const submissions = new Set([upload.submission_id, ...(await store.submissionsOf(db, upload.id))])
  const object = [
    `collection.upload:${upload.id}`,
    ...[...submissions].map((id) => `collection.submission:${id}`),
  ]
  const { rows, next } = await searchEntries(kernel.db, { object }, page)
  const names = await findNames(kernel.db, rows)
  const items = rows
    .filter(({ action }) => action !== READ)
    .map((row) => ({
      seq: row.seq ?? 0,
      at: time(row.at),
      action: row.action,
      by: names.get(`account:${row.account_id}`) ?? nameOf(row),
      via: row.via,
      reason: reasonOf(row),
      details: row.details === null ? null : (JSON.parse(row.details) as unknown),
    }))
  return { items, next }
}

/** Signatures of a record, and whether what is here is still what they were given for. */
export async function signaturesOf({ db }: Collection, upload: Of) {
  const found: { row: Awaited<ReturnType<typeof store.listSignatures>>[number]; holds: boolean | null }[] = []
  for (const row of await store.listSignatures(db, upload.id)) {
    const holds =
      row.lifted_at === null ? (await store.hashOf(db, upload.id, row.last_file)) === row.sha256 : null
    found.push({ row, holds })
  }
  return found
}

/** Uploads with newer versions of this one's answers, and with older ones. */
export function versionsOf({ db }: Collection, upload: Of) {
  return Promise.all([store.listVersions(db, upload.id, 'newer'), store.listVersions(db, upload.id, 'older')])
}
