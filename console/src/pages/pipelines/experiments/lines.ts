import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import type { MenuItem } from '../../../ui/menu.tsx'
import { counted } from '../../../ui/time.tsx'
import { batchPath, type Experiment } from './words.ts'

type Batch = NonNullable<Experiment['batch']>

/** A line of the list: an experiment, or a batch that stands for those of it. */
export type Line =
  | { experiment: Experiment; isInside: boolean; batch?: undefined }
  /** With the newest of it. */
  | { experiment: Experiment; batch: Batch }

export const isBatch = (line: Line): line is Extract<Line, { batch: Batch }> => line.batch !== undefined

/** Experiments have numbers; a batch is no experiment, and cannot be taken for one. */
export const lineKey = (line: Line): number | string =>
  isBatch(line) ? `batch-${line.batch.id}` : line.experiment.id

/** Batches as one line each; below the one that is unfolded stand its experiments. */
export function linesOf(
  items: readonly Experiment[],
  {
    isGrouped,
    unfolded,
    inside,
  }: { isGrouped: boolean; unfolded: number | undefined; inside: readonly Experiment[] },
): Line[] {
  return items.flatMap((experiment): Line[] => {
    const { batch } = experiment
    if (!isGrouped || batch === null) return [{ experiment, isInside: false }]
    const children = batch.id === unfolded ? inside.filter((each) => each.batch?.id === unfolded) : []
    return [{ experiment, batch }, ...children.map((each) => ({ experiment: each, isInside: true }))]
  })
}

/** What is done with all of a batch. */
export function useBatchActs(): (batch: Batch) => (MenuItem | false)[] {
  const act = useAct()
  return ({ id, counts, name }) => {
    const path = { id }
    const { submitted, claimed, running, failed } = counts
    const open = submitted + claimed + running
    return [
      open > 0 && {
        label: `Cancel ${counted(open, 'experiment')}`,
        run: () =>
          void act(() => client.post('/api/pipelines/batches/{id}/cancel', { path }), {
            done: `${counted(open, 'experiment')} of ${name} cancelled`,
          }),
      },
      failed > 0 && {
        label: `Rerun ${counted(failed, 'failed one', 'failed ones')}`,
        run: () =>
          void act(() => client.post('/api/pipelines/batches/{id}/rerun-failed', { path }), {
            done: `${counted(failed, 'experiment')} handed in again`,
          }),
      },
      { label: 'Open the batch', to: batchPath({ id }) },
    ]
  }
}
