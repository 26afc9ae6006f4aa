import { Type } from 'typebox'
import type { Database } from '../db/database.ts'
import type { AnyTx } from '../db/db.ts'
import { defineJob, enqueue } from '../jobs/jobs.ts'
import type { Area } from './area.ts'
import { deleteFileRow, findFileAt } from './file.store.ts'
import type { Removals } from './removals.ts'
import type { FileRow } from './tables.ts'

export interface RemoveDeps {
  database: Database
  /** By name. */
  areas: ReadonlyMap<string, Area>
  removals: Removals
}

/** Removes bytes whose row is gone. A path that has a row again is left alone, so a second run is harmless. */
export const removeBytes = defineJob({
  name: 'files.remove-bytes',
  payload: Type.Object({ area: Type.String(), path: Type.String() }),
  async run({ area: name, path }, { database, areas, removals }: RemoveDeps) {
    const area = areas.get(name)
    if (!area) throw new Error(`There is no area "${name}" here; is its service switched off?`)
    await removals.run(async () => {
      if (await findFileAt(database.db, name, path)) return
      await area.remove(path)
    })
  },
})

/**
 * Deletes a file: its row now, its bytes by a job of the same commit. Gives the row, or undefined when it was gone. A
 * path should not be used again (put an id in it): new bytes there may meet the removal of the old ones.
 */
export async function removeFile(tx: AnyTx, id: number): Promise<FileRow | undefined> {
  const row = await deleteFileRow(tx, id)
  if (row) await enqueue(tx, removeBytes, { area: row.area, path: row.path })
  return row
}
