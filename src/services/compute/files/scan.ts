import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue } from '../../../kernel/jobs/jobs.ts'
import type { Compute } from '../compute.ts'
import type { Tx, WorkspaceRow } from '../tables.ts'
import { folderOf } from '../workspaces/folder.ts'
import type { Current } from './entries.ts'

/** More names than this are counted, not kept. */
const MOST_NAMES = 10_000
/** A folder that changes all the time is scanned so often in a row, and then what was seen last counts. */
const ROUNDS = 3

const scanJob = defineJob({
  name: 'compute.scan-workspace',
  payload: Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
  run: ({ id }, compute: Compute) => scanWorkspace(compute, id),
})

export function registerScan(compute: Compute): void {
  compute.kernel.jobs.register(scanJob, compute)
}

/** Asks for a scan in the caller's transaction: what lies in the folder has changed, or is about to. */
export async function askScan(_compute: Compute, tx: Tx, id: number): Promise<void> {
  await tx.updateTable('compute_workspace').set({ scan_due: 1 }).where('id', '=', id).execute()
  await enqueue(tx, scanJob, { id }, { key: `compute.scan:${id}` })
}

/** Looks at what lies in a workspace, one at a time for each: what changes meanwhile is looked at once more. */
export function scanWorkspace(compute: Compute, id: number): Promise<void> {
  return compute.files.scanAlone(id, () => rounds(compute, id))
}

async function rounds(compute: Compute, id: number): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const row = await begin(compute, id)
    if (!row) return
    const seen = await look(compute, row)
    if (!seen || (await keep(compute, id, { ...seen, anyway: round === ROUNDS }))) return
  }
}

/** What changes from here on asks for another one. */
function begin({ db }: Compute, id: number): Promise<WorkspaceRow | undefined> {
  return inTransaction(db, (tx) =>
    tx
      .updateTable('compute_workspace')
      .set({ scan_due: 0 })
      .where('id', '=', id)
      .where('trashed_at', 'is', null)
      .returningAll()
      .executeTakeFirst(),
  )
}

async function look(compute: Compute, row: WorkspaceRow) {
  const root = folderOf(compute, row)
  const found = await compute.files.look({ kind: 'scan', root, names: MOST_NAMES })
  if (!found) return undefined
  const { files, bytes, fileNames, linkNames, more, folders } = found
  const named = (names: string[]) => names.map((name) => ({ name: name.toWellFormed() }))
  const current: Current = {
    files: named(fileNames),
    symlinks: named(linkNames),
    ...(more && { more: true }),
    folders,
  }
  return { files, bytes, current }
}

/** False when it has changed meanwhile: what was seen may be older than what the row says. */
async function keep(
  { kernel, db }: Compute,
  id: number,
  seen: { files: number; bytes: number; current: Current; anyway: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await inTransaction(db, (tx) =>
    tx
      .updateTable('compute_workspace')
      .set({
        current: JSON.stringify(seen.current),
        disk_bytes: seen.bytes,
        files: seen.files,
        scanned_at: kernel.clock.now(),
      })
      .where('id', '=', id)
      .$if(!seen.anyway, (query) => query.where('scan_due', '=', 0))
      .executeTakeFirst(),
  )
  return numUpdatedRows > 0n
}
