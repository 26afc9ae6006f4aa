import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import type { NotebookAnswer } from './look.ts'
import { type OpenFile, openFileOf } from './open.ts'

/** So much of a text is shown; what is larger is edited in a session. */
export const TEXT_BYTES = 256 * 1024
const MOST_NOTEBOOK = 8 * 1024 * 1024

export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

export type Shown =
  | { kind: 'text'; text: string; cut: boolean; encoding: 'utf-8' | 'utf-16' }
  | { kind: 'image'; type: ImageType }
  | { kind: 'notebook'; notebook: NotebookAnswer }
  | { kind: 'volume' }
  | { kind: 'other' }

/** What a page shows of a file: a text, cells, or what the page has to load by itself. */
export async function previewFile(
  compute: Compute,
  workspace: WorkspaceRow,
  parts: readonly string[],
): Promise<{ file: OpenFile; shown: Shown }> {
  const file = await openFileOf(compute, workspace, parts)
  try {
    return { file, shown: await show(compute, file) }
  } finally {
    await file.handle.close()
  }
}

async function show(compute: Compute, file: OpenFile): Promise<Shown> {
  const name = file.name.toLowerCase()
  if (name.endsWith('.nii') || name.endsWith('.nii.gz')) return { kind: 'volume' }
  if (name.endsWith('.ipynb') && file.size <= MOST_NOTEBOOK) {
    const text = (await readStart(file, MOST_NOTEBOOK)).toString('utf8')
    const notebook = await compute.files.look({ kind: 'notebook', text })
    if (notebook) return { kind: 'notebook', notebook }
  }
  const start = await readStart(file, TEXT_BYTES)
  const type = imageTypeOf(start)
  if (type) return { kind: 'image', type }
  const cut = file.size > start.length
  const text = textOf(start, cut)
  return text ? { kind: 'text', cut, ...text } : { kind: 'other' }
}

async function readStart({ handle }: OpenFile, most: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let at = 0; at < most; ) {
    const piece = Buffer.allocUnsafe(Math.min(most - at, 128 * 1024))
    const { bytesRead } = await handle.read(piece, 0, piece.length, at)
    if (bytesRead === 0) break
    pieces.push(piece.subarray(0, bytesRead))
    at += bytesRead
  }
  return Buffer.concat(pieces)
}

/** By what it begins with: a name proves nothing. Formats that can hold scripts are not among them (promises.md, F3). */
function imageTypeOf(start: Buffer): ImageType | undefined {
  const text = start.subarray(0, 12).toString('latin1')
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(text)) return 'image/gif'
  if (/^RIFF....WEBP/s.test(text)) return 'image/webp'
  return undefined
}

/** Undefined for what is no text. */
function textOf(start: Buffer, cut: boolean): { text: string; encoding: 'utf-8' | 'utf-16' } | undefined {
  const isWide = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
  if (!isWide && start.includes(0)) return undefined
  const label = !isWide ? 'utf-8' : start[0] === 0xff ? 'utf-16le' : 'utf-16be'
  try {
    // Of a text that goes on, the last letter may be here by half.
    const text = new TextDecoder(label, { fatal: true, ignoreBOM: !isWide }).decode(start, { stream: cut })
    return { text, encoding: isWide ? 'utf-16' : 'utf-8' }
  } catch {
    return undefined
  }
}
