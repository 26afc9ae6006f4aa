import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob } from '../../../kernel/jobs/jobs.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import { returnUnconfirmed } from './claim.ts'
import { Notes } from './notes.ts'
import { FolderWatch } from './watch.ts'

/** Called in the transaction that ends an experiment, with its row as it is then: SQL only, and the end waits for it. */
export type EndListener = (tx: Tx, experiment: ExperimentRow) => Promise<void>

/** Told after the commit of a change: a hint that a crash may lose. */
export type ChangeListener = (experiment: ExperimentRow) => void

/** What is there once for all experiments of an installation. */
export interface Experiments {
  readonly endListeners: Set<EndListener>
  readonly changeListeners: Set<ChangeListener>
  readonly notes: Notes
  readonly watch: FolderWatch
  /** Calls `listener` in every transaction that ends an experiment. */
  onEnd(listener: EndListener): void
  /** Calls `listener` after every commit that makes an experiment or changes its status. Gives how to end that. */
  onChange(listener: ChangeListener): () => void
  /** Begins to look into the folders that backends of others write to, and looks after what lies beside their inputs. */
  begin(): Promise<void>
  close(): Promise<void>
}

export function openExperiments(
  pipelines: () => Pipelines,
  parts: Pick<Pipelines, 'db' | 'kernel' | 'files'>,
): Experiments {
  const endListeners = new Set<EndListener>()
  const changeListeners = new Set<ChangeListener>()
  const watch = new FolderWatch(pipelines)
  const notes = new Notes({ ...parts, alone: (id, work) => watch.alone(id, work) })
  return {
    endListeners,
    changeListeners,
    notes,
    watch,
    onEnd: (listener) => void endListeners.add(listener),
    onChange(listener) {
      changeListeners.add(listener)
      return () => changeListeners.delete(listener)
    },
    async begin() {
      await notes.repair()
      watch.begin()
    },
    async close() {
      await watch.close()
      await notes.close()
    },
  }
}

/** Gives back what backends took and did not fetch, and writes what is due beside the rows. */
const lookAfter = defineJob({
  name: 'pipelines.look-after-experiments',
  payload: Type.Object({}),
  async run(_payload, pipelines: Pipelines) {
    await inTransaction(pipelines.db, (tx) => returnUnconfirmed(pipelines, tx))
    await pipelines.experiments.notes.settle()
  },
})

/** Lets this server do the background work of experiments. */
export function registerExperiments(pipelines: Pipelines): void {
  const { jobs } = pipelines.kernel
  jobs.register(lookAfter, pipelines)
  jobs.schedule({ name: lookAfter.name, cron: '* * * * *', job: lookAfter, payload: {} })
}
