import type { Volume } from './phantom.ts'

const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4'
const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1'
/** Of a UUID's number, which needs no registration. */
const ROOT = '2.25.329800735698586629295641978511506172918'
const LONG = new Set(['OB', 'OW', 'UN'])

/** Each slice from below to above as a DICOM file, as a scanner exports a series. */
export function toDicom(volume: Volume): Buffer[] {
  const [columns, rows, slices] = volume.size
  return Array.from({ length: slices }, (_, slice) => {
    const pixels = Buffer.alloc(columns * rows * 2)
    for (let y = 0; y < rows; y += 1)
      for (let x = 0; x < columns; x += 1) {
        // Columns go to the left of the patient and rows to the back: as voxels, but turned by half.
        const from = (slice * rows + (rows - 1 - y)) * columns + (columns - 1 - x)
        pixels.writeInt16LE(volume.voxels[from] as number, (y * columns + x) * 2)
      }
    return dicomFile(volume, slice, pixels)
  })
}

function dicomFile({ size, voxelMm }: Volume, slice: number, pixels: Buffer): Buffer {
  const [columns, rows, slices] = size
  const instance = `${ROOT}.3.${slice + 1}`
  const first = [columns, rows].map((count) => (-voxelMm * (count - 1)) / 2)
  const position = [...first, voxelMm * (slice - (slices - 1) / 2)].map((each) => each.toFixed(3))
  const meta = [
    element(0x0002, 0x0001, 'OB', Buffer.from([0, 1])),
    element(0x0002, 0x0002, 'UI', MR_IMAGE),
    element(0x0002, 0x0003, 'UI', instance),
    element(0x0002, 0x0010, 'UI', EXPLICIT_LITTLE),
    element(0x0002, 0x0012, 'UI', `${ROOT}.9`),
  ]
  const length = Buffer.alloc(4)
  length.writeUInt32LE(Buffer.concat(meta).length)
  const data = [
    element(0x0008, 0x0008, 'CS', 'ORIGINAL\\PRIMARY\\M'),
    element(0x0008, 0x0016, 'UI', MR_IMAGE),
    element(0x0008, 0x0018, 'UI', instance),
    element(0x0008, 0x0020, 'DA', '20260301'),
    element(0x0008, 0x0030, 'TM', '093000'),
    element(0x0008, 0x0060, 'CS', 'MR'),
    element(0x0008, 0x0070, 'LO', 'Atelier'),
    element(0x0008, 0x103e, 'LO', 'T1 phantom'),
    element(0x0018, 0x0050, 'DS', `${voxelMm}`),
    element(0x0018, 0x0080, 'DS', '2300'),
    element(0x0018, 0x0081, 'DS', '2.98'),
    element(0x0018, 0x0088, 'DS', `${voxelMm}`),
    element(0x0018, 0x1030, 'LO', 'T1_phantom'),
    element(0x0018, 0x5100, 'CS', 'HFS'),
    element(0x0020, 0x000d, 'UI', `${ROOT}.1`),
    element(0x0020, 0x000e, 'UI', `${ROOT}.2`),
    element(0x0020, 0x0011, 'IS', '2'),
    element(0x0020, 0x0013, 'IS', `${slice + 1}`),
    element(0x0020, 0x0032, 'DS', position.join('\\')),
    element(0x0020, 0x0037, 'DS', '1\\0\\0\\0\\1\\0'),
    element(0x0028, 0x0002, 'US', short(1)),
    element(0x0028, 0x0004, 'CS', 'MONOCHROME2'),
    element(0x0028, 0x0010, 'US', short(rows)),
    element(0x0028, 0x0011, 'US', short(columns)),
    element(0x0028, 0x0030, 'DS', `${voxelMm}\\${voxelMm}`),
    element(0x0028, 0x0100, 'US', short(16)),
    element(0x0028, 0x0101, 'US', short(16)),
    element(0x0028, 0x0102, 'US', short(15)),
    element(0x0028, 0x0103, 'US', short(1)),
    element(0x7fe0, 0x0010, 'OW', pixels),
  ]
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x0002, 0x0000, 'UL', length),
    ...meta,
    ...data,
  ])
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

/** Values have an even length: names of things are filled up with a zero, all other texts with a blank. */
function element(group: number, number: number, kind: string, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value
  const fill = bytes.length % 2 === 0 ? '' : kind === 'UI' || kind === 'OB' ? '\0' : ' '
  const length = bytes.length + fill.length
  const head = Buffer.alloc(LONG.has(kind) ? 12 : 8)
  head.writeUInt16LE(group, 0)
  head.writeUInt16LE(number, 2)
  head.write(kind, 4, 'latin1')
  if (LONG.has(kind)) head.writeUInt32LE(length, 8)
  else head.writeUInt16LE(length, 6)
  return Buffer.concat([head, bytes, Buffer.from(fill, 'latin1')])
}
