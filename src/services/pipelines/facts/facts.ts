import { type Static, Type } from 'typebox'
import type { Area } from '../../../kernel/files/area.ts'
import { piecesOf } from '../../../kernel/files/pieces.ts'
import { dicomFacts, isDicom } from './dicom.ts'
import { gunzipHead, Head, headOf } from './head.ts'
import { isNifti, niftiFacts } from './nifti.ts'
import { pictureFacts } from './picture.ts'
import { textFacts } from './text.ts'
import { zipFacts } from './zip.ts'

const FORMATS = [
  'nifti',
  'dicom',
  'png',
  'jpeg',
  'tiff',
  'pnm',
  'zip',
  'gzip',
  'text',
  'table',
  'empty',
  'unknown',
] as const

const number = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** What a file is by its first bytes, whatever its name says. */
export const Facts = Type.Object(
  {
    format: Type.Enum([...FORMATS]),
    /** For people, such as `181 × 217 × 181, 1 mm`. */
    text: Type.String(),
    /** Of an image, in voxels; the fourth is time. */
    dimensions: Type.Optional(Type.Array(number)),
    /** In millimetres. */
    voxelSize: Type.Optional(Type.Array(number)),
    /** Of its numbers, such as int16. */
    type: Type.Optional(Type.String()),
    width: Type.Optional(number),
    height: Type.Optional(number),
    columns: Type.Optional(number),
    rows: Type.Optional(number),
    entries: Type.Optional(number),
    unpackedBytes: Type.Optional(number),
    /** Why no app can use it: a sentence. */
    problem: Type.Optional(Type.String()),
    /** What whoever hands it in should know: a sentence. */
    warning: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type Facts = Static<typeof Facts>

/** So much of a file is read to know what it is; of an archive its directory too. */
const HEAD_BYTES = 64 * 1024

/** Looks at the beginning of a stored file. Nothing is unpacked further than a header is long. */
export async function factsOf(
  area: Pick<Area, 'open'>,
  { path, size }: { path: string; size: number },
): Promise<Facts> {
  const pieces = piecesOf(area, [{ path, size }])
  const head = await headOf(pieces, HEAD_BYTES)
  if (size === 0) return { format: 'empty', text: 'Empty', problem: 'It is empty.' }
  if (head.startsWith(0x1f, 0x8b)) return packedFacts(head)
  if (head.startsWith(0x50, 0x4b)) return zipFacts(pieces)
  return plainFacts(head)
}

function plainFacts(head: Head): Facts {
  if (isNifti(head)) return niftiFacts(head)
  if (isDicom(head)) return dicomFacts(head)
  return pictureFacts(head) ?? textFacts(head) ?? { format: 'unknown', text: 'Of no kind that is known here' }
}

async function packedFacts(packed: Head): Promise<Facts> {
  const bytes = await gunzipHead(packed.bytes)
  if (!bytes) return { format: 'gzip', text: 'Packed', problem: 'It is no whole gzip file: send it again.' }
  const head = new Head(bytes)
  return isNifti(head) ? niftiFacts(head) : { format: 'gzip', text: 'Packed with gzip' }
}
