import { Readable } from 'node:stream'
import { piecesOf } from '../../../kernel/files/pieces.ts'
import { readZip, type UnzippedEntry } from '../../../kernel/files/unzip.ts'
import type { ZipEntry } from '../../../kernel/files/zip.ts'
import type { Collection } from '../collection.ts'
import { type AnswerFilter, answersOf, lastAnswer } from '../exports/export-filter.ts'
import { salvage } from '../uploads/salvage.ts'
import * as store from '../uploads/upload.store.ts'
import { candidates, sortParts } from '../uploads/upload-parts.ts'

const PAGE = 500
const LONGEST = 80

/** The recordings that a filter means, in the order of their answers, page by page. */
async function* pagesOfRecordings({ db }: Collection, filter: AnswerFilter) {
  const last = await lastAnswer(db, filter.projectId)
  for (let after = 0; after < last; ) {
    const rows = await answersOf(db, filter)
      .leftJoin('collection_file as f', 'f.id', 'r.file_id')
      .leftJoin('kernel_file as k', 'k.id', 'f.file_id')
      .select(['r.id', 'r.participant', 'r.session', 'r.activity', 'r.item', 'r.response_id'])
      .select(['r.file_name', 'r.file_entry', 'r.file_upload_id', 'r.file_size'])
      .select(['r.received_at', 'k.path'])
      .where('r.file_name', 'is not', null)
      .where('r.id', '>', after)
      .where('r.id', '<=', last)
      .orderBy('r.id')
      .limit(PAGE)
      .execute()
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id ?? last
  }
}

type Recording = ReturnType<typeof pagesOfRecordings> extends AsyncGenerator<(infer R)[]> ? R : never

/**
 * The recordings as entries of a zip, each opened when its turn comes. One whose bytes are gone takes no other with it: it
 * is named in a text at the end. `done` hears of each that was read.
 */
export async function* recordingEntries(
  collection: Collection,
  filter: AnswerFilter,
  done: (bytes: number) => Promise<void>,
): AsyncGenerator<ZipEntry> {
  const missing: string[] = []
  const taken = new Set<string>()
  for await (const rows of pagesOfRecordings(collection, filter)) {
    for (const [upload, together] of Map.groupBy(rows, (row) => row.file_upload_id)) {
      const found = upload === null ? ofFiles(collection, together) : ofUpload(collection, upload, together)
      for await (const { row, stream } of found) {
        if (stream)
          yield { name: nameOf(row, taken), mtime: new Date(row.received_at), compress: false, open: async () => stream } // biome-ignore format: one entry
        else missing.push(nameOf(row, taken))
        await done(row.file_size ?? 0)
      }
    }
  }
  if (missing.length === 0) return
  const text = `These recordings are no longer to be read:\n${missing.join('\n')}\n`
  yield { name: 'missing.txt', mtime: new Date(), open: async () => Readable.from([Buffer.from(text)]) }
}

interface Found {
  row: Recording
  stream: Readable | undefined
}

/** Recordings that came as files of their own. */
async function* ofFiles({ area }: Collection, rows: readonly Recording[]): AsyncGenerator<Found> {
  for (const row of rows) {
    const isThere = row.path !== null && (await area.stat(row.path)) !== undefined
    yield { row, stream: isThere ? (await area.open(row.path as string)).stream : undefined }
  }
}

/** Recordings that lie in a zip: it is opened once for all of them. */
async function* ofUpload(
  collection: Collection,
  upload: number,
  rows: readonly Recording[],
): AsyncGenerator<Found> {
  const wanted = Map.groupBy(rows, (row) => row.file_entry ?? '')
  const sorted = sortParts(await store.listParts(collection.db, upload))
  for (const pieces of sorted ? candidates(sorted) : []) {
    const source = piecesOf(collection.area, pieces)
    const isWhole = pieces.every(({ path }) => path !== undefined)
    for await (const entry of isWhole ? readZip(source) : salvage(source, pieces)) {
      const mine = wanted.get(entry.name)
      wanted.delete(entry.name)
      for (const row of mine ?? []) yield { row, stream: await openEntry(entry) }
    }
  }
  for (const row of [...wanted.values()].flat()) yield { row, stream: undefined }
}

/** Undefined where its bytes never came. */
async function openEntry(entry: UnzippedEntry): Promise<Readable | undefined> {
  try {
    return await entry.open()
  } catch (error) {
    if ((error as Error).name !== 'PieceMissing' && (error as { code?: string }).code !== 'file_missing')
      throw error
    return undefined
  }
}

/** `<participant>/<activity>/<item>-<id of the answer>.<ending>`, each part fit for any disk, and no two alike. */
function nameOf(row: Recording, taken: Set<string>): string {
  const id = (row.response_id ?? String(row.id)).replace(/^uuid:/, '')
  const ending = /\.[a-z0-9]{1,8}$/i.exec(row.file_name ?? '')?.[0] ?? ''
  const folder = [safe(row.participant ?? row.session ?? 'unknown'), safe(row.activity)].join('/')
  const stem = `${folder}/${safe(row.item)}-${safe(id)}`
  const name = taken.has(`${stem}${ending}`) ? `${stem}-${row.id}${ending}` : `${stem}${ending}`
  taken.add(name)
  return name
}

/** Letters and digits of any script, and little else; no hidden name, and none that a system reserves. */
function safe(text: string): string {
  const plain = text
    .normalize('NFC')
    .toWellFormed()
    .replace(/[^\p{L}\p{M}\p{N} ._@-]/gu, '_')
  const name = [...plain]
    .slice(0, LONGEST)
    .join('')
    .replace(/^[. -]+|[. ]+$/g, '')
  return /^(con|prn|aux|nul|com\d|lpt\d)?$/i.test(name.split('.')[0] ?? '') ? `_${name}` : name
}
