import type { Readable } from 'node:stream'
import { openChecked } from '../../../kernel/files/checked.ts'
import { type ZipEntry, zipStream } from '../../../kernel/files/zip.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow } from '../tables.ts'
import { listFilesOf, type Side } from './experiment-list.store.ts'
import { problems } from './result-problems.ts'

const ENTRIES = 10_000
const GIGABYTES = 50
const PACKED = /\.(zip|gz|tgz|bz2|xz|zst|7z|png|jpe?g|gif|webp|mp4|npz|parquet)$/i

export interface StoredFile {
  name: string
  path: string
  size: number
  sha256: string
  created_at: number
}

/** All files of an experiment that are there, page by page. */
async function* filesOf({ db }: Pipelines, experiment: number, side: Side): AsyncGenerator<StoredFile> {
  for (let after = ''; ; ) {
    const page = await listFilesOf(db, experiment, side, after)
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.name
  }
}

/** The same as a list; refuses more than one zip can be made of. */
export async function allFilesOf(
  pipelines: Pipelines,
  experiment: number,
  side: Side,
): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  let bytes = 0
  for await (const file of filesOf(pipelines, experiment, side)) {
    files.push(file)
    bytes += file.size
    requireFits(files.length, bytes)
  }
  return files
}

function requireFits(files: number, bytes: number): void {
  if (files > ENTRIES) throw problems.tooMany(ENTRIES)
  if (bytes > GIGABYTES * 1_000_000_000) throw problems.tooLarge(GIGABYTES)
}

/** A stored file as an entry of a zip, checked against its sum on the way. */
export const entryOf = (
  { files: area }: Pick<Pipelines, 'files'>,
  file: StoredFile,
  name = file.name,
): ZipEntry => ({
  name,
  size: file.size,
  mtime: new Date(file.created_at),
  compress: !PACKED.test(file.name),
  open: () => openChecked(area, file),
})

/** Inputs or results as a zip that is made while it is read. */
export async function zipOf(pipelines: Pipelines, experiment: number, side: Side): Promise<Readable> {
  const files = await allFilesOf(pipelines, experiment, side)
  if (files.length === 0) throw problems.noFiles()
  return zipStream(files.map((file) => entryOf(pipelines, file)))
}

/** The results of several experiments as one zip, each in a folder of its own. */
export async function zipOfMany(
  pipelines: Pipelines,
  experiments: readonly ExperimentRow[],
): Promise<Readable> {
  const entries: ZipEntry[] = []
  let bytes = 0
  for (const experiment of experiments) {
    const folder = fileNameOf(experiment)
    for await (const file of filesOf(pipelines, experiment.id, 'outputs')) {
      entries.push(entryOf(pipelines, file, `${folder}/${file.name}`))
      bytes += file.size
      requireFits(entries.length, bytes)
    }
  }
  if (entries.length === 0) throw problems.noFiles()
  return zipStream(entries)
}

/** What an experiment is called as a file. */
export const fileNameOf = ({ id, name, app }: Pick<ExperimentRow, 'id' | 'name' | 'app'>): string =>
  `${id}-${(name || app || 'experiment').replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80)}`
