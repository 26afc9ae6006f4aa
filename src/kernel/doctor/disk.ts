import { inTransaction, type KernelDb } from '../db/db.ts'
import { DAY_MS } from '../span.ts'

const KEPT_DAYS = 400
/** What went on longer ago says little of what comes. */
const LOOKED_AT_DAYS = 30
const FEWEST_DAYS = 3
/** Further ahead nobody plans, and the line is not that straight. */
const MOST_DAYS = 3_650

export interface DiskSample {
  day: number
  free_bytes: number
  total_bytes: number
}

/** Keeps the room on the disk, one line a day: the last look of the day stays. */
export async function sampleDisk(
  db: KernelDb,
  now: number,
  { freeBytes, totalBytes }: { freeBytes: number; totalBytes: number },
): Promise<void> {
  const day = Math.floor(now / DAY_MS)
  const row = { free_bytes: freeBytes, total_bytes: totalBytes }
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('kernel_disk_sample')
      .values({ day, ...row })
      .onConflict((on) => on.column('day').doUpdateSet(row))
      .execute()
    await tx
      .deleteFrom('kernel_disk_sample')
      .where('day', '<', day - KEPT_DAYS)
      .execute()
  })
}

/** The days that are known, oldest first. */
export async function listSamples(db: KernelDb): Promise<DiskSample[]> {
  const rows = await db
    .selectFrom('kernel_disk_sample')
    .selectAll()
    .orderBy('day', 'desc')
    .limit(KEPT_DAYS)
    .execute()
  return rows.reverse()
}

/**
 * In how many days less than the reserve will be free, by a straight line through the last 30 days. Undefined where that
 * cannot be said: too few days, or the room does not get less.
 */
export function forecast(samples: readonly DiskSample[], reserveBytes: number): number | undefined {
  const last = samples.at(-1)
  if (!last) return undefined
  const near = samples.filter(({ day }) => day > last.day - LOOKED_AT_DAYS)
  if (near.length < FEWEST_DAYS) return undefined
  const mean = (of: (sample: DiskSample) => number) =>
    near.reduce((sum, each) => sum + of(each), 0) / near.length
  const [day, free] = [mean((each) => each.day), mean((each) => each.free_bytes)]
  const spread = near.reduce((sum, each) => sum + (each.day - day) ** 2, 0)
  const slope = near.reduce((sum, each) => sum + (each.day - day) * (each.free_bytes - free), 0) / spread
  if (!(slope < 0)) return undefined
  const days = Math.ceil((last.free_bytes - reserveBytes) / -slope)
  return days > MOST_DAYS ? undefined : Math.max(0, days)
}
