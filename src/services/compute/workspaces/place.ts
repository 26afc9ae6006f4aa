import { inTransaction } from '../../../kernel/db/db.ts'
import type { Compute } from '../compute.ts'
import { askScan } from '../files/scan.ts'
import type { WorkspaceRow } from '../tables.ts'
import { endFilling, isIncoming, lookAt, moveFolder, trashNameOf } from './folder.ts'
import { findStorage, storageOf } from './storage.ts'

export const FOLDER_GONE = 'The folder of this workspace is not where it was. Ask an operator to look for it.'

/**
 * Moves the folder of a new or restored workspace to its place and lets it be used. A second run, such as after a kill in
 * between, ends in the same.
 */
export const placeWorkspace = (compute: Compute, id: number): Promise<WorkspaceRow> =>
  inTurn(compute, id, () => place(compute, id))

async function place(compute: Compute, id: number): Promise<WorkspaceRow> {
  const { db } = compute
  const row = await getRow(compute, id)
  if (row.status !== 'initializing' || row.trashed_at !== null) return row
  const home = isIncoming(row) ? await homeOf(compute, row) : row.folder
  await moveFolder(compute, isIncoming(row) ? row.folder : trashNameOf(row), home)
  const there = (await lookAt(compute, home)) === 'folder'
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable('compute_workspace')
      .set({
        folder: home,
        status: there ? 'idle' : 'error',
        fault: there ? null : FOLDER_GONE,
      })
      .where('id', '=', id)
      .where('status', '=', 'initializing')
      .where('trashed_at', 'is', null)
      .execute()
    // A copy holds what nobody has counted yet.
    if (row.scanned_at === null) await askScan(compute, tx, id)
  })
  endFilling(row)
  const placed = await getRow(compute, id)
  // It may have been deleted a moment ago.
  if (placed.trashed_at !== null) await settle(compute, id)
  return placed
}

/**
 * Puts the folder where the row says that it belongs: into the trash, or back out of it. Whoever moves looks again
 * afterwards, so that of two nodes that disagree the row is right in the end.
 */
export const settleFolder = (compute: Compute, id: number): Promise<void> =>
  inTurn(compute, id, () => settle(compute, id))

async function settle(compute: Compute, id: number): Promise<void> {
  for (;;) {
    const row = await getRow(compute, id)
    const isTrashed = row.trashed_at !== null
    if (isTrashed) await moveFolder(compute, row.folder, trashNameOf(row))
    else if (!isIncoming(row)) await moveFolder(compute, trashNameOf(row), row.folder)
    const again = await getRow(compute, id)
    if ((again.trashed_at !== null) === isTrashed && again.folder === row.folder) return
  }
}

async function homeOf({ db }: Compute, { id, account_id }: WorkspaceRow): Promise<string> {
  // Only a person's workspace is ever in the making.
  const account = account_id as number
  const name = (await findStorage(db, account)) ?? (await inTransaction(db, (tx) => storageOf(tx, account)))
  return `${name}/${id}`
}

const turns = new Map<string, Promise<unknown>>()

/** One moves a folder at a time: another would see it on its way, and call it gone. */
async function inTurn<R>({ root }: Compute, id: number, work: () => Promise<R>): Promise<R> {
  const key = `${root}/${id}`
  const mine = (turns.get(key) ?? Promise.resolve()).then(work, work)
  turns.set(key, mine)
  try {
    return await mine
  } finally {
    if (turns.get(key) === mine) turns.delete(key)
  }
}

function getRow({ db }: Compute, id: number): Promise<WorkspaceRow> {
  return db.selectFrom('compute_workspace').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
