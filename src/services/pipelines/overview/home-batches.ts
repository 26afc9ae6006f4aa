import type { Running } from '../../../kernel/home/home.ts'
import { batchPage } from '../notices/notices.ts'
import { SERVICE } from '../pipelines.ts'
import { countByBatch } from '../results/experiment-list.store.ts'
import type { Db } from '../tables.ts'
import type { listOpenBatches } from './home.store.ts'

/** A batch that is not over, as one line. */
export function batchAtWork(
  { id, name, created_at }: Awaited<ReturnType<typeof listOpenBatches>>[number],
  app: string,
  counts: Counts,
): Running {
  return {
    key: `batch:${id}`,
    service: SERVICE,
    title: name || `Batch ${id}`,
    text: app,
    ...batchState(counts),
    done: counts.all === 0 ? null : 1 - counts.of('submitted', 'claimed', 'running') / counts.all,
    since: created_at,
    href: batchPage(id),
  }
}

interface Counts {
  all: number
  of: (...statuses: string[]) => number
}

/** How many experiments of a batch there are, and are in some states. */
export async function countsOfBatches(
  db: Db,
  batches: readonly number[],
): Promise<(batch: number) => Counts> {
  const counts = batches.length === 0 ? [] : await countByBatch(db, batches)
  const sum = (rows: typeof counts) => rows.reduce((all, { n }) => all + Number(n), 0)
  return (batch) => {
    const own = counts.filter((each) => each.batch_id === batch)
    return {
      all: sum(own),
      of: (...statuses) => sum(own.filter(({ status }) => statuses.includes(status))),
    }
  }
}

/** As the list of experiments says it. */
export function batchState({ of, all }: Counts) {
  const [waiting, running, failed, cancelled] = [
    of('submitted'),
    of('claimed', 'running'),
    of('failed'),
    of('cancelled'),
  ]
  if (running > 0) return { look: 'running', state: `${all - waiting - running} of ${all} over` } as const
  if (waiting > 0) return { look: 'waiting', state: `${waiting} of ${all} wait` } as const
  if (failed > 0) return { look: 'failed', state: `${failed} of ${all} failed` } as const
  if (cancelled > 0) return { look: 'stopped', state: `${cancelled} of ${all} cancelled` } as const
  return { look: 'done', state: `All ${all} finished` } as const
}
