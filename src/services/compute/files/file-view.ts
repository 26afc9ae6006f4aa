import { Type } from 'typebox'
import { Count, Nullable, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { TEXT_BYTES } from '../../../kernel/files/preview.ts'
import type { Current } from './entries.ts'
import type { ListAnswer, Seen } from './look.ts'
import type { OpenFile } from './open.ts'
import type { Shown } from './preview.ts'
import type { UploadRow } from './upload.store.ts'

/** A path in a workspace, parts joined by `/`. */
export const Path = Type.String({ minLength: 1, maxLength: 2_000 })

const Entry = Type.Object({
  name: Type.String(),
  kind: Type.Enum(['folder', 'file', 'link', 'other']),
  size: Type.Union([Count, Type.Null()], {
    description: 'Of a folder as it was last counted; unknown is null',
  }),
  changedAt: Time,
  target: Type.Union([Type.String(), Type.Null()], { description: 'Where a link leads' }),
})

export const FolderView = Type.Object({
  path: Type.String(),
  items: Type.Array(Entry),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Send it as `after`' }),
  count: Count,
})

export function folderView(path: string, { entries, next, count }: ListAnswer, { folders }: Current) {
  const above = path === '' ? '' : `${path}/`
  // A folder may have a name that every object knows.
  const sizes = new Map(Object.entries(folders ?? {}))
  return {
    path,
    items: entries.map((entry) => entryView(entry, sizes.get(`${above}${entry.name}`))),
    next: next?.toWellFormed() ?? null,
    count,
  }
}

const entryView = ({ name, kind, size, changedMs, target }: Seen, counted: number | undefined) => ({
  name: name.toWellFormed(),
  kind,
  size: kind === 'file' ? size : kind === 'folder' ? (counted ?? null) : null,
  changedAt: fileTime(changedMs),
  target: target?.toWellFormed() ?? null,
})

/** Whoever owns a file sets its time to what they like, also to what no calendar has. */
const fileTime = (ms: number): string => time(Math.min(Math.max(Math.trunc(ms), 0), Date.UTC(9999, 11, 31)))

const Output = Type.Object({
  text: Type.Optional(Type.String()),
  image: Type.Optional(
    Type.Object({ type: Type.Enum(['image/png', 'image/jpeg', 'image/gif']), data: Type.String() }),
  ),
  error: Type.Optional(Type.Literal(true)),
})

const Cell = Type.Object({
  kind: Type.Enum(['code', 'text', 'raw']),
  source: Type.String(),
  count: Type.Union([Count, Type.Null()]),
  outputs: Type.Array(Output),
})

export const PreviewView = Type.Object({
  name: Type.String(),
  size: Count,
  changedAt: Time,
  tag: Type.String({ description: 'Send it as `If-Match` to save over exactly these bytes' }),
  kind: Type.Enum(['text', 'image', 'notebook', 'volume', 'other']),
  text: Type.Optional(Type.String()),
  cut: Type.Optional(Type.Boolean({ description: `Only the first ${TEXT_BYTES} bytes are here` })),
  encoding: Type.Optional(Type.Enum(['utf-8', 'utf-16'])),
  type: Type.Optional(Type.Enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])),
  kernel: Type.Optional(Nullable),
  cells: Type.Optional(Type.Array(Cell)),
  cellCount: Type.Optional(Count),
})

export function previewView(file: OpenFile, shown: Shown) {
  const facts = { ...savedView(file), name: file.name, kind: shown.kind }
  switch (shown.kind) {
    case 'text':
      return { ...facts, text: shown.text, cut: shown.cut, encoding: shown.encoding }
    case 'image':
      return { ...facts, type: shown.type }
    case 'notebook': {
      const { kernel, cells, count } = shown.notebook
      return { ...facts, kernel, cells, cellCount: count }
    }
    default:
      return facts
  }
}

export const SavedView = Type.Object({ size: Count, changedAt: Time, tag: Type.String() })

export const savedView = ({ size, changedMs, tag }: Pick<OpenFile, 'size' | 'changedMs' | 'tag'>) => ({
  size,
  changedAt: fileTime(changedMs),
  tag,
})

export const UploadView = Type.Object({
  id: Count,
  path: Type.String(),
  size: Count,
  offset: Count,
  replaces: Type.Boolean(),
  madeAt: Time,
  expiresAt: Time,
  doneAt: Type.Union([Time, Type.Null()]),
})

export const uploadView = (row: UploadRow, offset: number) => ({
  id: row.id,
  path: row.path,
  size: row.size,
  offset,
  replaces: row.replaces === 1,
  madeAt: time(row.made_at),
  expiresAt: time(row.expires_at),
  doneAt: optionalTime(row.done_at),
})
