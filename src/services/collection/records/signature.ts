import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { signing } from '../../../kernel/identity/confirm.ts'
import { fullName } from '../../../kernel/identity/people.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { settle } from '../answers/answers.ts'
import { readSoon } from '../answers/read-job.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import type { SignatureMeaning } from '../records-tables.ts'
import type { Tx } from '../tables.ts'
import type { UploadRow } from '../upload-tables.ts'
import { findUpload, recount } from '../uploads/upload.store.ts'
import { noteUpload, refreshParts } from '../uploads/upload.ts'
import { recordProblems } from './record-problems.ts'
import * as store from './signature.store.ts'

/** Records that are signed at once: others wait for the transaction. */
export const MOST_SIGNED = 500

/**
 * Signs records, which locks them: those that are named, or all whole ones. Whoever signs shows with it that it is them. Gives
 * how many were signed, and whether there are more whole ones.
 */
export async function signRecords(
  collection: Collection,
  who: { actor: Actor; by: By },
  { projectId, ids, meaning }: { projectId: number; ids?: readonly number[]; meaning: SignatureMeaning },
): Promise<{ signed: number; more: boolean }> {
  const { db, kernel } = collection
  const take = await signing(kernel.identity, who.actor)
  return inTransaction(db, async (tx) => {
    await take(tx)
    const wanted = ids && [...new Set(ids)]
    if (wanted) await lock(tx, 'collection_upload_set', wanted)
    const rows = await store.listSignable(tx, { projectId, ids: wanted, limit: MOST_SIGNED + 1 })
    if (wanted && rows.length < wanted.length)
      throw (await store.countOf(tx, projectId, wanted)) < wanted.length
        ? problems.notFound()
        : recordProblems.stillArriving()
    const some = rows.slice(0, MOST_SIGNED)
    const account = await tx
      .selectFrom('kernel_account')
      .select(['name', 'first_name', 'last_name'])
      .where('id', '=', who.actor.accountId)
      .executeTakeFirstOrThrow()
    let signed = 0
    for (const row of some) if (await sign(collection, tx, row, { ...who, account, meaning })) signed += 1
    return { signed, more: rows.length > some.length }
  })
}

async function sign(
  collection: Collection,
  tx: Tx,
  upload: Pick<UploadRow, 'id' | 'project_id'>,
  {
    actor,
    by,
    account,
    meaning,
  }: {
    actor: Actor
    by: By
    account: { name: string; first_name: string; last_name: string }
    meaning: SignatureMeaning
  },
): Promise<boolean> {
  const lastFile = await store.lastFileOf(tx, upload.id)
  const sha256 = await store.hashOf(tx, upload.id, lastFile)
  const isNew = await store.insertSignature(tx, {
    project_id: upload.project_id,
    upload_set_id: upload.id,
    account_id: actor.accountId,
    account_name: account.name,
    full_name: fullName(account),
    meaning,
    sha256,
    last_file: lastFile,
    created_at: collection.kernel.clock.now(),
  })
  if (isNew) await noteUpload(collection, tx, upload, { by, action: 'signed', details: { meaning, sha256 } })
  return isNew
}

/** Lifts the signatures of a record. What came after the lock counts from now on. */
export async function unlockRecord(
  collection: Collection,
  by: By,
  upload: UploadRow,
  reason: string,
): Promise<void> {
  const { db, kernel } = collection
  await inTransaction(db, async (tx) => {
    await lock(tx, 'collection_upload_set', [upload.id])
    const lift = { at: kernel.clock.now(), by: by.name ?? null, reason }
    if ((await store.liftSignatures(tx, [upload.id], lift)).length === 0) throw recordProblems.notLocked()
    await noteUpload(collection, tx, upload, { by, action: 'unlocked', reason })
    const touched = await settle(tx, upload.project_id, await store.seriesOf(tx, upload.id))
    await recount(tx, [...new Set([upload.id, ...touched])])
    const current = await findUpload(tx, upload.id)
    if (current && (await refreshParts(collection, tx, current))) await readSoon(tx, upload.id)
  })
}

/** A participant's withdrawal wins over a lock; the history of what stays says so. Gives how many records were locked. */
export async function liftForWithdrawal(
  collection: Collection,
  tx: Tx,
  by: By,
  {
    projectId,
    uploads,
    mode,
  }: { projectId: number; uploads: readonly number[]; mode: 'erase' | 'anonymise' },
): Promise<number> {
  const lift = { at: collection.kernel.clock.now(), by: by.name ?? null, reason: 'The participant withdrew.' }
  let locked = 0
  for (let at = 0; at < uploads.length; at += MOST_SIGNED) {
    const some = uploads.slice(at, at + MOST_SIGNED)
    locked += (await store.liftSignatures(tx, some, lift)).length
    if (mode === 'erase')
      await tx.deleteFrom('collection_signature').where('upload_set_id', 'in', some).execute()
    else
      for (const id of some)
        await noteUpload(
          collection,
          tx,
          { id, project_id: projectId },
          { by, action: 'withdrawn', details: { mode } },
        )
  }
  return locked
}
