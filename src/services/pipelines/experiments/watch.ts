import { createHash } from 'node:crypto'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { changeFile, findFileAt, insertFile } from '../../../kernel/files/file.store.ts'
import { lookInto, type Seen } from '../../../kernel/files/folder.ts'
import { isName } from '../../../kernel/files/name.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import { completeExperiment } from './end.ts'
import { findExperiment, listExperimentsOf, listWatched, MOST_FILES } from './experiment.store.ts'
import { noteOutputs, upsertOutput } from './outputs.ts'
import { folderOf, pathOf } from './place.ts'
import { ACTIVE } from './status.ts'

const ROUND_MS = 1_000
/** Folders that are looked into at a time; where more wait, each has its turn. */
const ROUND = 500
const AT_ONCE = 16
/** So long nothing changes in a folder of results that is whole. */
const SILENT_MS = 5_000
/** What is read in the background, and so many at a time. */
const LARGE_BYTES = 64 * 1_048_576
/** Files that are read and put on disk together. */
const PART = 100
const MOST_LARGE = 4
/** Some write one result, think, and write the next: so long a folder is still looked into, and so many of them. */
const LATE_MS = 3_600_000
const MOST_LATE = 1_000
const SYSTEM: By = { via: 'system', name: 'folder of results' }

/** What lay in a folder, and since when it has been so. */
interface Look {
  files: string
  since: number
}

/** What lay in the folder when it was taken, and until when more may come. */
interface Late {
  files: string
  until: number
}

/**
 * Backends that see the folders write results there by themselves. Their files count as outputs at once; when nothing has
 * changed for a while the experiment is completed with them.
 */
export class FolderWatch {
  readonly #pipelines: () => Pipelines
  readonly #looks = new Map<number, Look>()
  /** Whose folders are being written to right now, by the end of who does it last. */
  readonly #held = new Map<number, Promise<void>>()
  /** Results that are being read in the background. */
  readonly #taking = new Map<number, Promise<void>>()
  /** Those that were completed by their folders, and that more may come to. A restart forgets them. */
  readonly #late = new Map<number, Late>()
  #after = 0
  /** Those of the round through all folders that is under way. */
  #watched = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #closed = false

  constructor(pipelines: () => Pipelines) {
    this.#pipelines = pipelines
  }

  begin(): void {
    const round = async () => {
      await this.#glance().catch((error) =>
        this.#pipelines().kernel.log.warn({ err: error }, 'Folders of results could not be looked into.'),
      )
      if (!this.#closed) this.#timer = setTimeout(round, ROUND_MS).unref()
    }
    this.#timer = setTimeout(round, ROUND_MS).unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#round
    await Promise.all(this.#taking.values())
  }

  /**
   * Works on the folder of an experiment while nobody else does: results that come twice at once come one after the other, and
   * what a request stores is no file that appeared by itself.
   */
  async alone<R>(id: number, work: () => Promise<R>): Promise<R> {
    const before = this.#held.get(id) ?? Promise.resolve()
    const done = before.then(work)
    const ended = done.then(
      () => undefined,
      () => undefined,
    )
    this.#held.set(id, ended)
    try {
      return await done
    } finally {
      if (this.#held.get(id) === ended) this.#held.delete(id)
    }
  }

  /** Its backend hands results in by the protocol: nothing comes by itself any more. */
  leave(id: number): void {
    this.#late.delete(id)
  }

  /** Looks into the next folders, and takes what is whole. */
  async look(): Promise<void> {
    await this.#glance()
    await Promise.all(this.#taking.values())
  }

  #glance(): Promise<void> {
    const next = this.#round.then(() => this.#lookAll())
    this.#round = next.catch(() => undefined)
    return next
  }

  /** What lies in the folder of an experiment that a backend of somebody else's may be writing to. */
  async filesOf(experiment: ExperimentRow): Promise<Seen[]> {
    if (!this.#isWatched(experiment) || this.#held.has(experiment.id)) return []
    return this.#seenIn(experiment)
  }

  #isWatched({ id, runner, status, outputs_removed_at }: ExperimentRow): boolean {
    if (runner !== 'outside') return false
    if (status === 'completed') return outputs_removed_at === null && this.#late.has(id)
    return status === 'submitted' || status === 'claimed'
  }

  async #seenIn(experiment: ExperimentRow): Promise<Seen[]> {
    const folder = folderOf(experiment, 'completed')
    const wants = (name: string) => !name.startsWith('.') && isName(`${folder}/${name}`)
    return (await lookInto(this.#pipelines().files, folder, { most: MOST_FILES, wants })) ?? []
  }

  /** The names of those files, of many experiments; of very many only as of the last looks. */
  async namesOf(experiments: readonly ExperimentRow[]): Promise<Map<number, string[]>> {
    const names = new Map<number, string[]>()
    const watched = experiments.filter(
      (row) => this.#isWatched(row) && (experiments.length <= ROUND || this.#looks.has(row.id)),
    )
    for (let at = 0; at < watched.length; at += AT_ONCE)
      await Promise.all(
        watched.slice(at, at + AT_ONCE).map(async (row) => {
          const seen = await this.filesOf(row)
          if (seen.length > 0)
            names.set(
              row.id,
              seen.map(({ name }) => name),
            )
        }),
      )
    return names
  }

  async #lookAll(): Promise<void> {
    const { db } = this.#pipelines()
    const rows = await listWatched(db, { after: this.#after, limit: ROUND })
    this.#after = rows.length < ROUND ? 0 : (rows.at(-1)?.id ?? 0)
    for (const row of [...rows, ...(await this.#lateOnes())]) {
      if (this.#closed) return
      this.#watched.add(row.id)
      // One folder that cannot be read holds up no other one.
      await this.#lookAt(row).catch((error) =>
        this.#pipelines().kernel.log.warn(
          { err: error, experiment: row.id },
          'A folder of results could not be looked into.',
        ),
      )
    }
    if (this.#after > 0) return
    // Those that are over: their looks are of no use any more.
    for (const id of this.#looks.keys()) if (!this.#watched.has(id)) this.#looks.delete(id)
    this.#watched.clear()
  }

  async #lateOnes(): Promise<ExperimentRow[]> {
    const { db, kernel } = this.#pipelines()
    for (const [id, { until }] of this.#late) if (until <= kernel.clock.now()) this.#late.delete(id)
    return listExperimentsOf(db, [...this.#late.keys()])
  }

  async #lookAt(row: ExperimentRow): Promise<void> {
    if (this.#taking.has(row.id)) return
    const { kernel } = this.#pipelines()
    const seen = await this.filesOf(row)
    if (seen.length === 0) {
      this.#looks.delete(row.id)
      return
    }
    const files = JSON.stringify(seen)
    if (this.#late.get(row.id)?.files === files) return
    const before = this.#looks.get(row.id)
    const now = kernel.clock.now()
    if (before?.files !== files) {
      this.#looks.set(row.id, { files, since: now })
      return
    }
    if (now - before.since < SILENT_MS) return
    const isLarge = bytesOf(seen) > LARGE_BYTES || seen.length > PART
    if (isLarge && this.#taking.size === MOST_LARGE) return
    this.#looks.delete(row.id)
    const taking = this.#take(row, seen).catch((error) => {
      if (this.#closed) return
      kernel.log.warn({ err: error, experiment: row.id }, 'Results in a folder could not be taken.')
    })
    if (!isLarge) return taking
    // They take their time; other folders are looked into meanwhile.
    this.#taking.set(
      row.id,
      taking.finally(() => this.#taking.delete(row.id)),
    )
  }

  async #take(row: ExperimentRow, seen: readonly Seen[]): Promise<void> {
    const { files: area, db, kernel } = this.#pipelines()
    const paths = seen.map(({ name }) => pathOf(row, 'completed', name))
    const hashes: string[] = []
    for (let at = 0; at < paths.length; at += PART) {
      const some = paths.slice(at, at + PART)
      for (const path of some) hashes.push(await this.#hashOf(path))
      await area.syncFiles(some)
    }
    await this.alone(row.id, async () => {
      // Somebody wrote on while it was read.
      if (JSON.stringify(await this.#seenIn(row)) !== JSON.stringify(seen)) return
      await inTransaction(db, (tx) => this.#insert(tx, row.id, { seen, hashes }))
      this.#late.delete(row.id)
      this.#late.set(row.id, { files: JSON.stringify(seen), until: kernel.clock.now() + LATE_MS })
      if (this.#late.size > MOST_LATE) this.#late.delete(this.#late.keys().next().value as number)
    })
  }

  /** A stop does not wait for the end of a large file: the next start takes it anew. */
  async #hashOf(path: string): Promise<string> {
    const hash = createHash('sha256')
    const { stream } = await this.#pipelines().files.open(path)
    for await (const chunk of stream) {
      if (this.#closed) break
      hash.update(chunk as Buffer)
    }
    if (this.#closed) throw new Error('The server ends.')
    return hash.digest('hex')
  }

  async #insert(
    tx: Tx,
    id: number,
    { seen, hashes }: { seen: readonly Seen[]; hashes: readonly string[] },
  ): Promise<void> {
    const pipelines = this.#pipelines()
    await lock(tx, 'pipelines_experiment', [id])
    const row = await findExperiment(tx, id)
    if (!row || !this.#isWatched(row)) return
    for (const [index, file] of seen.entries())
      await insertSeen(pipelines, tx, row, { ...file, sha256: hashes[index] as string })
    await noteOutputs(pipelines, tx, row, { by: SYSTEM, files: seen.length, bytes: bytesOf(seen) })
    const more = seen.length === MOST_FILES ? ` The first ${MOST_FILES} files of it are taken.` : ''
    const text = `Results lie in its folder, and nothing has changed there for 5 seconds.${more}`
    await completeExperiment(pipelines, tx, id, { by: SYSTEM, text, from: [...ACTIVE, 'completed'] })
  }
}

const bytesOf = (seen: readonly Seen[]): number => seen.reduce((sum, { size }) => sum + size, 0)

async function insertSeen(
  { kernel, files: area }: Pick<Pipelines, 'kernel' | 'files'>,
  tx: Tx,
  row: ExperimentRow,
  { name, size, sha256 }: Seen & { sha256: string },
): Promise<void> {
  const now = kernel.clock.now()
  const path = pathOf(row, 'completed', name)
  const file = { area: area.name, path, size, sha256, createdAt: now }
  const known = await findFileAt(tx, area.name, path)
  if (known) await changeFile(tx, known.id, file)
  const fileId = known?.id ?? (await insertFile(tx, file))?.id ?? null
  await upsertOutput(tx, { experiment_id: row.id, name, size, sha256, file_id: fileId, added_at: now })
}
