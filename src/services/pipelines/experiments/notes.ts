import { text } from 'node:stream/consumers'
import { inTransaction } from '../../../kernel/db/db.ts'
import { dropFolder, ensureFolder } from '../../../kernel/files/folder.ts'
import { rewriteFile } from '../../../kernel/files/replace.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow } from '../tables.ts'
import * as store from './experiment.store.ts'
import { folderOf, pathOf, wirePathOf } from './place.ts'

const ROUND = 100
/** Changes that come together are written together. */
const GATHER_MS = 200

interface Parts extends Pick<Pipelines, 'db' | 'kernel' | 'files'> {
  /** Does it while no results of an experiment are put into their folder. */
  alone<R>(id: number, work: () => Promise<R>): Promise<R>
}

/**
 * `params.json` and `status.json` beside the inputs, for backends that see the folders: written after each change, by what the
 * rows say by then. A row knows that its note is due, so one that a kill prevented is written by the next round.
 */
export class Notes {
  readonly #pipelines: Parts
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #closed = false

  constructor(pipelines: Parts) {
    this.#pipelines = pipelines
  }

  /** Something changed. */
  wake(): void {
    if (this.#closed) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.settle().catch((error) =>
        this.#pipelines.kernel.log.warn({ err: error }, 'Notes of experiments on disk are written later.'),
      )
    }, GATHER_MS).unref()
  }

  /** Looks at those of all experiments that backends wait for: a restore has brought the rows alone. */
  async repair(): Promise<void> {
    await inTransaction(this.#pipelines.db, store.markWatchedDue)
    this.wake()
  }

  /** Resolves when all that is due was written. */
  settle(): Promise<void> {
    const next = this.#round.then(() => this.#writeAll())
    this.#round = next.catch(() => undefined)
    return next
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#round
  }

  async #writeAll(): Promise<void> {
    const { db } = this.#pipelines
    for (let after = 0; !this.#closed; ) {
      const rows = await store.listDueNotes(db, { after, limit: ROUND })
      const last = rows.at(-1)
      if (!last) return
      after = last.id
      const written: ExperimentRow[] = []
      for (const row of rows) if (await this.#isWritten(row)) written.push(row)
      await inTransaction(db, (tx) => store.markNoted(tx, written))
    }
  }

  /** A folder that somebody else has spoilt holds up no other one; it is tried again with the next. */
  #isWritten(row: ExperimentRow): Promise<boolean> {
    return this.#write(row).then(
      () => true,
      (error) => {
        this.#pipelines.kernel.log.warn(
          { err: error, experiment: row.id },
          'The notes of an experiment on disk are written later.',
        )
        return false
      },
    )
  }

  /** Results may have come again since the row was read. */
  async #dropResults(row: ExperimentRow): Promise<void> {
    const { db, files, kernel } = this.#pipelines
    const now = await store.findExperiment(db, row.id)
    if (now?.outputs_removed_at == null) return
    await kernel.removals.run(() => dropFolder(files, folderOf(row, 'completed')))
  }

  async #write(row: ExperimentRow): Promise<void> {
    const { db, files, kernel } = this.#pipelines
    // Whose it was is erased, with all of their files.
    if (row.account_id === null) return
    if (row.outputs_removed_at === null) await ensureFolder(files, folderOf(row, 'completed'))
    else await this.#pipelines.alone(row.id, () => this.#dropResults(row))
    if (row.inputs_removed_at !== null)
      return kernel.removals.run(() => dropFolder(files, folderOf(row, 'submitted')))
    const params = pathOf(row, 'submitted', 'params.json')
    if (!(await files.stat(params))) {
      const inputs = await store.listInputs(db, [row.id])
      await rewriteFile(files, params, JSON.stringify(paramsOf(row, inputs)))
    }
    const status = pathOf(row, 'submitted', 'status.json')
    const said = JSON.stringify({ status: wireStatusOf(row.status) })
    if ((await readIfThere(files, status)) !== said) await rewriteFile(files, status, said)
  }
}

async function readIfThere(files: Pipelines['files'], path: string): Promise<string | undefined> {
  if (!(await files.stat(path))) return undefined
  return text((await files.open(path)).stream)
}

/** For rows that are changed in the middle of something else. */
export const wakeNotes = ({ experiments }: Pick<Pipelines, 'experiments'>): void => experiments.notes.wake()

/** In the words of the protocol's first version, which knew `pending` alone. */
function wireStatusOf(status: ExperimentRow['status']): string {
  switch (status) {
    case 'submitted':
      return 'pending'
    case 'completed':
      return 'completed'
    case 'failed':
    case 'cancelled':
      return 'failed'
    default:
      return 'queued'
  }
}

/** The form as it was sent, with what the protocol's first version added. */
function paramsOf(row: ExperimentRow, inputs: readonly { field: string; name: string }[]): object {
  const texts = store.fieldsOf(row).map(({ name, value }) => [name, value] as const)
  const files = inputs.map(({ field, name }) => [field, wirePathOf(row, name)] as const)
  return {
    ...firstOf([...files, ...texts]),
    app: row.app,
    host: row.host,
    experimentName: row.name,
    experimentDescription: row.description,
    ownerId: row.account_id,
    _id: row.id,
    createdAt: dateOf(row.created_at),
  }
}

/** Of pairs of one name the first counts. */
export function firstOf(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const all = new Map<string, string>()
  for (const [name, value] of pairs) if (!all.has(name)) all.set(name, value)
  return Object.fromEntries(all)
}

/** `DD/MM/YYYY HH:MM:SS`, UTC. */
function dateOf(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  return `${date.split('-').reverse().join('/')} ${time.slice(0, 8)}`
}
