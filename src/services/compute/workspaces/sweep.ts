import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from 'typebox'
import { dialectOf } from '../../../kernel/db/db.ts'
import { errnoOf } from '../../../kernel/files/failures.ts'
import { defineJob } from '../../../kernel/jobs/jobs.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import { removeFolder } from '../files/remove.ts'
import { folderOf, INCOMING, isFilling } from './folder.ts'
import { placeWorkspace } from './place.ts'

const MOST = 1_000

/** Finishes workspaces that a kill has left in the making, and takes away folders that no row names. */
export const sweepWorkspaces = defineJob({
  name: 'compute.sweep-workspaces',
  payload: Type.Object({}),
  async run(_payload, compute: Compute) {
    for (const id of await listUnfinished(compute)) await placeWorkspace(compute, id)
    for (const name of await readdir(join(compute.root, INCOMING)))
      if (name.startsWith('w-')) await sweepFolder(compute, name)
  },
})

/** Copies are made by a job of their own, which comes again by itself. */
async function listUnfinished({ db }: Compute): Promise<number[]> {
  const rows = await db
    .selectFrom('compute_workspace as w')
    .leftJoin('compute_share as s', 's.copy_id', 'w.id')
    .select('w.id')
    .where('w.status', '=', 'initializing')
    .where('w.trashed_at', 'is', null)
    .where((is) => is.or([is('s.copy_id', 'is', null), is('s.copied_at', 'is not', null)]))
    .orderBy('w.id')
    .limit(MOST)
    .execute()
  return rows.map(({ id }) => id)
}

async function sweepFolder(compute: Compute, name: string): Promise<void> {
  const { db } = compute
  const folder = `${INCOMING}/${name}`
  const path = folderOf(compute, { folder })
  // Another node may be filling it: its database is PostgreSQL.
  if (isFilling({ folder }) || (dialectOf(db) === 'postgres' && (await isYoung(path)))) return
  const row = await db
    .selectFrom('compute_workspace')
    .select('id')
    .where('folder', '=', folder)
    .executeTakeFirst()
  if (!row) await removeFolder(path)
}

async function isYoung(path: string): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs > Date.now() - HOUR_MS
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return true
    throw error
  }
}
