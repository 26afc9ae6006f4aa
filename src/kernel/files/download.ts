import type { Readable } from 'node:stream'
import type { Area } from './area.ts'
import { openChecked } from './checked.ts'
import { parseRange } from './range.ts'
import type { FileRow } from './tables.ts'

export interface Download {
  status: 200 | 206 | 304 | 416
  headers: Record<string, string>
  /** Absent where the answer has no body (304, 416). */
  stream?: Readable
}

export interface DownloadOptions {
  /** What the person's disk shall call it; the last part of the path otherwise. */
  fileName?: string
  /** A type that the server made itself; what users hand in stays `application/octet-stream`. */
  type?: string
}

type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>

/** What is sent, by whatever way its bytes are reached. */
export interface Source {
  size: number
  /** Names exactly these bytes. */
  tag: string
  modifiedAt: number
  fileName: string
  type?: string
  /** All of it, checked where that can be. */
  whole(): Promise<Readable>
  part(range: { start: number; end: number }): Promise<Readable>
}

/**
 * A stored file as an answer to GET: never run or shown by the browser (promises.md, F3), by ranges, and not sent again
 * to whoever has it. The whole file is checked against its hash on the way, a range is not.
 */
export function download(
  area: Pick<Area, 'open' | 'damaged'>,
  row: Pick<FileRow, 'path' | 'size' | 'sha256' | 'created_at'>,
  { headers, fileName, type }: { headers: RequestHeaders } & DownloadOptions,
): Promise<Download> {
  const source = {
    size: row.size,
    tag: row.sha256,
    modifiedAt: row.created_at,
    fileName: fileName ?? row.path.slice(row.path.lastIndexOf('/') + 1),
    type,
    whole: () => openChecked(area, row),
    part: async (range: { start: number; end: number }) => (await area.open(row.path, range)).stream,
  }
  return answerWith(source, headers)
}

/** The same for bytes that are no stored file. */
export async function answerWith(source: Source, requestHeaders: RequestHeaders): Promise<Download> {
  const header = (name: string) => [requestHeaders[name]].flat()[0]
  const { size } = source
  const tag = `"${source.tag}"`
  const headers: Record<string, string> = {
    ...attachmentHeaders(source.fileName, source.type),
    'accept-ranges': 'bytes',
    etag: tag,
    'last-modified': new Date(source.modifiedAt).toUTCString(),
  }
  const isKnown =
    header('if-none-match') === undefined
      ? isUnchanged(header('if-modified-since'), source.modifiedAt)
      : matches(header('if-none-match'), tag)
  if (isKnown) return { status: 304, headers }
  const whole = !isCurrent(header('if-range'), tag)
  const range = whole ? undefined : parseRange(header('range'), size)
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}`, 'content-length': '0' } }
  }
  if (!range) {
    const stream = await source.whole()
    return { status: 200, headers: { ...headers, 'content-length': String(size) }, stream }
  }
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(range.end - range.start + 1),
      'content-range': `bytes ${range.start}-${range.end}/${size}`,
    },
    stream: await source.part(range),
  }
}

/** What every file from users is sent with, streams of zips included. */
export function attachmentHeaders(
  fileName: string,
  type = 'application/octet-stream',
): Record<string, string> {
  return {
    'content-type': type,
    'content-disposition': contentDisposition(fileName),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  }
}

/** RFC 6266 with the encoding of RFC 8187 for what is not plain ASCII, beside a plain name for old readers. */
export function contentDisposition(fileName: string): string {
  const text = fileName.toWellFormed().replace(/[\p{Cc}/\\]/gu, '_')
  // A percent sign in a plain name is decoded by some browsers, so it counts as not plain (RFC 6266, D).
  const plain = text.replace(/[^\x20-\x7e]|["%]/gu, '_')
  if (plain === text) return `attachment; filename="${plain}"`
  const encoded = encodeURIComponent(text).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** If-None-Match compares weakly: a mark that a proxy made weak still names the same bytes. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')))
}

/** If-Modified-Since is for clients that keep no marks (RFC 9110, 13.1.3); it knows seconds alone. */
function isUnchanged(header: string | undefined, modifiedAt: number): boolean {
  return header !== undefined && Math.floor(modifiedAt / 1_000) * 1_000 <= Date.parse(header)
}

/** If-Range must match strongly. A date is not looked at: the tag is what we gave, and all of the file is never wrong. */
function isCurrent(header: string | undefined, tag: string): boolean {
  return header === undefined || header.trim() === tag
}
