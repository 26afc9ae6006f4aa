import { Type } from 'typebox'
import { Count } from '../../../kernel/api/shapes.ts'
import type { Area } from '../../../kernel/files/area.ts'
import { type ImageType, shownOf, TEXT_BYTES } from '../../../kernel/files/preview.ts'
import { Problem } from '../../../kernel/problem.ts'
import { readCsv } from '../../../kernel/table-file/read-csv.ts'
import { type FileView, shownAs } from './shown-as.ts'

const MOST_ROWS = 200
const MOST_COLUMNS = 100

export const FilePreview = Type.Object({
  name: Type.String(),
  size: Count,
  sha256: Type.String(),
  kind: Type.Enum(['volume', 'image', 'table', 'text', 'other']),
  type: Type.Optional(Type.Enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])),
  text: Type.Optional(Type.String()),
  cut: Type.Optional(Type.Boolean({ description: 'There is more than is shown' })),
  columns: Type.Optional(Type.Array(Type.String())),
  rows: Type.Optional(Type.Array(Type.Array(Type.String()))),
})

export type Preview =
  | { kind: 'volume' | 'other' }
  | { kind: 'image'; type: ImageType }
  | { kind: 'text'; text: string; cut: boolean }
  | { kind: 'table'; columns: string[]; rows: string[][]; cut: boolean }

/** What a page shows of a stored file; a volume it loads by itself. Names only say what to try, the bytes decide. */
export async function previewOf(
  area: Pick<Area, 'open'>,
  file: { path: string; size: number },
  { name, view = shownAs(name).view }: { name: string; view?: FileView },
): Promise<Preview> {
  if (view === 'volume' || view === 'overlay') return { kind: 'volume' }
  const shown = shownOf(await startOf(area, file), file.size)
  if (shown.kind === 'image') return { kind: 'image', type: shown.type }
  if (shown.kind === 'other') return { kind: 'other' }
  const { text, cut } = shown
  return (view === 'table' && tableIn(text, cut)) || { kind: 'text', text, cut }
}

async function startOf(
  area: Pick<Area, 'open'>,
  { path, size }: { path: string; size: number },
): Promise<Buffer> {
  if (size === 0) return Buffer.alloc(0)
  const { stream } = await area.open(path, { start: 0, end: Math.min(size, TEXT_BYTES) - 1 })
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** Undefined for what is no table, which is a text then. */
function tableIn(text: string, cut: boolean): Extract<Preview, { kind: 'table' }> | undefined {
  // The last line may be here by half.
  const whole = cut ? text.slice(0, text.lastIndexOf('\n') + 1) : text
  try {
    const [head, ...rows] = readCsv(whole, MOST_ROWS).map(({ cells }) => cells.slice(0, MOST_COLUMNS))
    if (!head) return undefined
    return {
      kind: 'table',
      columns: head,
      rows: rows.slice(0, MOST_ROWS),
      cut: cut || rows.length > MOST_ROWS,
    }
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
