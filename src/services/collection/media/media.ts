import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { answerWith, type Download, download, type Source } from '../../../kernel/files/download.ts'
import { piecesOf } from '../../../kernel/files/pieces.ts'
import { readZip } from '../../../kernel/files/unzip.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import * as submissions from '../submissions/submission.store.ts'
import type { ResponseRow } from '../upload-tables.ts'
import { isUnreadable, salvage } from '../uploads/salvage.ts'
import * as store from '../uploads/upload.store.ts'
import { candidates, sortParts } from '../uploads/upload-parts.ts'

type Of = Pick<
  ResponseRow,
  'id' | 'file_name' | 'file_entry' | 'file_upload_id' | 'file_id' | 'file_size' | 'file_type' | 'received_at'
>

/** The recording or document of an answer as an answer to GET, out of a file or of whatever zip holds it. */
export async function downloadMedia(
  collection: Collection,
  response: Of,
  headers: Parameters<typeof answerWith>[1],
): Promise<Download> {
  const { file_name: fileName, file_type } = response
  if (fileName === null) throw problems.notFound()
  // Only what the browser cannot run is named by its kind; the player needs it.
  const type = file_type?.startsWith('audio/') ? file_type : undefined
  if (response.file_id !== null) {
    const file = await submissions.findStoredFile(collection.db, response.file_id)
    if (!file) throw problems.notFound()
    return download(collection.area, file, { headers, fileName, type })
  }
  const bytes = await entryOf(collection, response)
  const size = response.file_size ?? 0
  const source: Source = {
    size,
    tag: hash('sha256', `${response.file_upload_id}/${response.file_entry}/${size}`),
    modifiedAt: response.received_at,
    fileName,
    type,
    whole: async () => Readable.from(bytes(), { objectMode: false }),
    part: async ({ start, end }) => Readable.from(cut(bytes(), start, end + 1), { objectMode: false }),
  }
  return answerWith(source, headers)
}

type Bytes = () => AsyncGenerator<Buffer, void, undefined>

/** The entry of a zip, out of the slices as they lie. */
async function entryOf(collection: Collection, response: Of): Promise<Bytes> {
  const { file_upload_id: uploadId, file_entry: entry } = response
  const upload = uploadId === null ? undefined : await store.findUpload(collection.db, uploadId)
  const sorted = upload && sortParts(await store.listParts(collection.db, upload.id))
  if (!sorted || entry === null) throw problems.notFound()
  return async function* bytes() {
    let begun = false
    for (const pieces of candidates(sorted)) {
      const source = piecesOf(collection.area, pieces)
      try {
        for await (const each of upload.partial === 1 ? salvage(source, pieces) : readZip(source)) {
          if (each.name !== entry || each.size !== response.file_size) continue
          const stream = await each.open()
          begun = true
          yield* stream as AsyncIterable<Buffer>
          return
        }
      } catch (error) {
        if (begun || !isUnreadable(error)) throw error
      }
    }
    throw problems.mediaGone()
  }
}

/** The bytes from `start` up to, not including, `end`. */
async function* cut(
  source: AsyncIterable<Buffer>,
  start: number,
  end: number,
): AsyncGenerator<Buffer, void, undefined> {
  let at = 0
  for await (const chunk of source) {
    const from = Math.max(0, start - at)
    const to = Math.min(chunk.length, end - at)
    at += chunk.length
    if (from < to) yield chunk.subarray(from, to)
    if (at >= end) return
  }
}
