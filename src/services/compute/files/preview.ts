import { type Shown as Plain, shownOf, TEXT_BYTES } from '../../../kernel/files/preview.ts'
import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import type { NotebookAnswer } from './look.ts'
import { type OpenFile, openFileOf } from './open.ts'

const MOST_NOTEBOOK = 8 * 1024 * 1024

export type Shown = Plain | { kind: 'notebook'; notebook: NotebookAnswer } | { kind: 'volume' }

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
  return shownOf(await readStart(file, TEXT_BYTES), file.size)
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
