import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { openArea } from '../../../kernel/files/area.ts'
import { zipStream } from '../../../kernel/files/zip.ts'
import { toDicom } from '../sample/dicom.ts'
import { toNifti } from '../sample/nifti.ts'
import { makeHead, makeSeries } from '../sample/phantom.ts'
import { toPng } from '../sample/png.ts'
import { factsOf } from './facts.ts'
import { misfitOf } from './fit.ts'

const root = mkdtempSync(join(tmpdir(), 'atelier-facts-'))
after(() => rmSync(root, { recursive: true }))
const area = await openArea({ root, name: 'facts' })
const head = makeHead({ voxelMm: 6 })
const packed = toNifti(head)
let last = 0

/** Under a name that says nothing. */
async function look(content: Buffer | string) {
  last += 1
  const path = `${last}.bin`
  await area.write(path, content, { sync: false })
  return factsOf(area, { path, size: Buffer.byteLength(content) })
}

const zip = (files: Record<string, string | Buffer>) =>
  buffer(
    zipStream(
      Object.entries(files).map(([name, content]) => ({
        name,
        mtime: new Date(2026, 0, 1),
        open: async () => Readable.from([Buffer.from(content)]),
      })),
    ),
  )

test('a NIfTI image says its size and its voxels, packed or not, of either version and byte order', async () => {
  const volume = { format: 'nifti', text: '32 × 38 × 30, 6 mm', dimensions: [32, 38, 30], type: 'int16' }
  for (const content of [packed, gunzipSync(packed)]) {
    assert.deepEqual(await look(content), { ...volume, voxelSize: [6, 6, 6] })
  }
  const series = await look(toNifti(makeSeries({ voxelMm: 12, volumes: 5 })))
  assert.deepEqual([series.dimensions, series.text], [[16, 19, 15, 5], '16 × 19 × 15, 12 mm, 5 volumes'])
  const second = Buffer.alloc(544 + 2 * 2 * 2)
  second.writeInt32BE(540)
  second.write('n+2\0\r\n\x1a\n', 4, 'latin1')
  second.writeInt16BE(2, 12)
  second.writeInt16BE(8, 14)
  for (const [at, each] of [3, 2, 2, 2].entries()) second.writeBigInt64BE(BigInt(each), 16 + 8 * at)
  for (const at of [1, 2, 3]) second.writeDoubleBE(at, 104 + 8 * at)
  second.writeBigInt64BE(544n, 168)
  assert.equal((await look(second)).text, '2 × 2 × 2, 1 × 2 × 3 mm')
})

test('an image that is cut, or has no size, is told apart from a whole one', async () => {
  const whole = gunzipSync(packed)
  assert.equal(
    (await look(whole.subarray(0, 50_000))).problem,
    'It is cut: the image needs 73.3 kB, and 50.0 kB are here.',
  )
  const empty = Buffer.from(whole)
  empty.writeInt16LE(0, 42)
  assert.equal((await look(empty)).problem, 'Its header gives the image no size.')
  const mad = Buffer.from(whole)
  mad.writeFloatLE(Number.POSITIVE_INFINITY, 80)
  mad.writeFloatLE(Number.NaN, 84)
  assert.deepEqual((await look(mad)).voxelSize, [0, 0, 6])
  assert.equal((await look(packed.subarray(0, 12))).problem, 'It is no whole gzip file: send it again.')
  assert.equal((await look(gzipSync(''))).format, 'gzip')
  assert.equal((await look('')).problem, 'It is empty.')
})

test('DICOM files, pictures, tables and texts are known by what is in them', async () => {
  assert.deepEqual(await look(toDicom(head)[3] as Buffer), {
    format: 'dicom',
    text: 'DICOM, MR, T1 phantom, 32 × 38',
    width: 32,
    height: 38,
  })
  const png = await look(toPng(head, 15))
  assert.deepEqual([png.format, png.text], ['png', 'PNG, 32 × 38'])
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080011002201011100ffd9', 'hex')
  assert.equal((await look(jpeg)).text, 'JPEG, 34 × 17')
  assert.equal((await look('P2\n# made by hand\n3 2\n255\n0 1 2 3 4 5\n')).text, 'PNM, 3 × 2')
  assert.equal((await look(`P5 ${'# '.repeat(250)}`)).format, 'text')
  assert.deepEqual(await look('name,"a, b"\nx,1\ny,2\n'), {
    format: 'table',
    text: '2 columns, 2 rows',
    columns: 2,
    rows: 2,
  })
  assert.equal((await look('Nothing in columns.\nAnd no numbers.\n')).format, 'text')
  assert.equal((await look(Buffer.from([1, 2, 3, 0, 255]))).format, 'unknown')
})

test('I6: an archive is judged by its list, and nothing of a bomb is unpacked', async () => {
  const good = await look(await zip({ 'a.dcm': 'x'.repeat(500), 'b/c.dcm': 'y' }))
  assert.deepEqual([good.text, good.unpackedBytes], ['Zip archive, 2 files, 501 bytes unpacked', 501])
  const bomb = await look(await zip({ 'zeros.nii': Buffer.alloc(4_000_000) }))
  assert.match(bomb.problem ?? '', /^This archive cannot be taken/)
  const read: number[] = []
  const packedZeros = gzipSync(randomBytes(1_000_000).fill(0, 1_000))
  await area.write('zeros.gz', packedZeros, { sync: false })
  await area.write('noise.bin', randomBytes(300_000), { sync: false })
  const watched = {
    open: (path: string, range: { start?: number; end?: number } = {}) => {
      read.push(range.end ?? Number.MAX_SAFE_INTEGER)
      return area.open(path, range)
    },
  }
  assert.equal((await factsOf(watched, { path: 'zeros.gz', size: packedZeros.length })).format, 'gzip')
  assert.equal((await factsOf(watched, { path: 'noise.bin', size: 300_000 })).format, 'unknown')
  assert.ok(Math.max(...read) < 65_536, 'only the beginning is read')
})

test('a file that does not fit is told in words, with what to do', async () => {
  const series = await look(toNifti(makeSeries({ voxelMm: 12, volumes: 5 })))
  const wanted = { format: 'nifti', dimensions: 3, otherwise: 'run “Mean of a series” on it first.' }
  assert.deepEqual(misfitOf(series, wanted, 'sub-030_bold.nii.gz'), {
    short: '4-D series, not one volume',
    advice: 'Remove sub-030_bold.nii.gz, or run “Mean of a series” on it first.',
  })
  assert.equal(misfitOf(await look(packed), wanted, 'head.nii.gz'), undefined)
  const text = await look('Some words.')
  assert.equal(
    misfitOf(text, { format: ['dicom', 'zip'] }, 'a.txt')?.short,
    'A text, not a DICOM file or a zip archive',
  )
  assert.equal(misfitOf(await look('a,b\n1,2\n'), { format: 'text' }, 'a.csv'), undefined)
})
