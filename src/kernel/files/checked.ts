import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Problem } from '../problem.ts'
import type { Area } from './area.ts'
import { fileProblems } from './failures.ts'
import type { FileRow } from './tables.ts'

/** What its row says of a file. */
export type Promised = Pick<FileRow, 'path' | 'size' | 'sha256'>

type CheckedArea = Pick<Area, 'open' | 'damaged'>

/**
 * The whole stored file, hashed as it is read. The last piece is held back until the hash is right: a reader of damaged
 * bytes sees a cut stream, never a complete wrong file.
 */
export async function openChecked(area: CheckedArea, row: Promised): Promise<Readable> {
  const file = await area.open(row.path)
  if (file.size !== row.size) {
    await file.close()
    throw damaged(area, row)
  }
  const stream = Readable.from(checked(area, row, file.stream), { objectMode: false })
  // One that nobody begins to read never gets to its own end.
  return stream.once('close', () => file.stream.destroy())
}

async function* checked(area: CheckedArea, row: Promised, source: Readable): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let held: Buffer | undefined
  for await (const chunk of source as AsyncIterable<Buffer>) {
    hash.update(chunk)
    if (held) yield held
    held = chunk
  }
  if (hash.digest('hex') !== row.sha256) throw damaged(area, row)
  area.damaged.delete(row.path)
  if (held) yield held
}

/** The operator is told by the page Health (promises.md, R14). */
function damaged(area: CheckedArea, row: Promised): Problem {
  area.damaged.set(row.path, row)
  return fileProblems.damaged()
}

/** Reads a stored file and tells whether it is still what its row says; a missing one is not. */
export async function verifyFile(area: Area, row: Promised): Promise<'whole' | 'damaged' | 'missing'> {
  if (!(await area.stat(row.path))) return 'missing'
  try {
    for await (const _chunk of await openChecked(area, row));
    return 'whole'
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'file_damaged') return 'damaged'
    if (code === 'file_missing') return 'missing'
    throw error
  }
}
