import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type TestContext, test } from 'node:test'
import { ZipFile } from 'yazl'
import { waitFor } from '../../../test/support/wait.ts'
import { bytesOf, openBelow, temporaryArea, temporaryFolder } from './temporary.fixture.ts'
import { readZip, type UnzippedEntry, ZIP_LIMITS } from './unzip.ts'
import { type ZipEntry, zipStream } from './zip.ts'

const MTIME = new Date(Date.UTC(2027, 2, 1, 10, 0, 0))

const entryOf = (name: string, bytes: Buffer): ZipEntry => ({
  name,
  mtime: MTIME,
  open: async () => Readable.from([bytes], { objectMode: false }),
})

async function stored(t: TestContext, stream: Readable): Promise<string> {
  const path = join(temporaryFolder(t), 'archive.zip')
  await pipeline(stream, createWriteStream(path))
  return path
}

async function entriesOf(path: string, limits = ZIP_LIMITS): Promise<UnzippedEntry[]> {
  const entries: UnzippedEntry[] = []
  for await (const entry of readZip(path, limits)) entries.push(entry)
  return entries
}

test('a zip that was streamed is read back byte for byte', async (t) => {
  const files = new Map([
    ['a.txt', Buffer.from('a'.repeat(100_000))],
    ['folder/Zürich.bin', randomBytes(700_000)],
    ['empty', Buffer.alloc(0)],
  ])
  const path = await stored(t, zipStream([...files].map(([name, bytes]) => entryOf(name, bytes))))
  const names: string[] = []
  for await (const entry of readZip(path)) {
    names.push(entry.name)
    const bytes = await bytesOf(await entry.open())
    assert.deepEqual(bytes, files.get(entry.name))
    assert.equal(entry.size, bytes.length)
    assert.equal(entry.modified.getTime(), MTIME.getTime())
  }
  assert.deepEqual(names, [...files.keys()])
  // yauzl closes its descriptor in the background.
  await waitFor(() => openBelow(path).length === 0)
})

test('a zip of nothing is an archive too', async (t) => {
  assert.deepEqual(await entriesOf(await stored(t, zipStream([]))), [])
})

test('entries are opened one after another, as they are read', async () => {
  let opened = 0
  const entries = Array.from({ length: 50 }, (_, index) => ({
    ...entryOf(`${index}`, randomBytes(1_000_000)),
    open: async () => {
      opened += 1
      return Readable.from([randomBytes(1_000_000)], { objectMode: false })
    },
  }))
  const stream = zipStream(entries)
  let read = 0
  let mostAhead = 0
  for await (const chunk of stream) {
    read += chunk.length
    mostAhead = Math.max(mostAhead, opened - read / 1_000_000)
  }
  assert.equal(opened, 50)
  assert.ok(mostAhead <= 4, `${mostAhead} entries were opened ahead of the reader`)
})

test('a reader who goes away leaves nothing open', async (t) => {
  const { area } = await temporaryArea(t)
  await area.write('large', randomBytes(5_000_000), { sync: false })
  const entries = Array.from({ length: 3 }, (_, index) => ({
    name: `${index}`,
    mtime: MTIME,
    open: async () => (await area.open('large')).stream,
  }))
  const stream = zipStream(entries)
  for await (const _chunk of stream) break
  await t.waitFor(() => assert.deepEqual(openBelow(area.root), []))
})

test('an entry that cannot be read breaks the archive off', async (t) => {
  const { area } = await temporaryArea(t)
  const missing = { name: 'b', mtime: MTIME, open: async () => (await area.open('missing')).stream }
  await assert.rejects(bytesOf(zipStream([entryOf('a', randomBytes(10)), missing])), { code: 'file_missing' })
  const broken = {
    name: 'b',
    mtime: MTIME,
    open: async () =>
      new Readable({
        read() {
          this.destroy(new Error('The disk is gone.'))
        },
      }),
  }
  await assert.rejects(bytesOf(zipStream([broken])), { message: 'The disk is gone.' })
})

/** An archive of one entry of any name: written under a plain name of equal length, which is then replaced. */
async function crafted(t: TestContext, name: string): Promise<string> {
  const plain = 'x'.repeat(Buffer.byteLength(name))
  const bytes = await bytesOf(zipStream([entryOf(plain, Buffer.from('0123'))]))
  for (let at = bytes.indexOf(plain); at >= 0; at = bytes.indexOf(plain, at + 1)) bytes.write(name, at)
  const path = join(temporaryFolder(t), 'crafted.zip')
  writeFileSync(path, bytes)
  return path
}

for (const name of [
  '../../outside',
  '/etc/passwd',
  'a/../../b',
  'a\\..\\b',
  'C:/x/y',
  'a\0b.txt',
  'a//b.txt',
]) {
  test(`an archive with the name ${JSON.stringify(name)} is refused whole`, async (t) => {
    await assert.rejects(entriesOf(await crafted(t, name)), { name: 'Problem', status: 400 })
  })
}

test('an archive with a link is refused', async (t) => {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from('/etc/passwd'), 'link', { mode: 0o120777 })
  zip.end()
  const path = await stored(t, zip.outputStream as Readable)
  await assert.rejects(entriesOf(path), { code: 'bad_archive', status: 400 })
})

test('an archive that holds a name twice is refused', async (t) => {
  const path = await stored(t, zipStream([entryOf('a', randomBytes(3)), entryOf('a', randomBytes(3))]))
  await assert.rejects(entriesOf(path), { code: 'bad_archive' })
})

test('an archive over one of its limits is refused, one at each limit is taken', async (t) => {
  const three = await stored(t, zipStream(['a', 'b', 'c'].map((name) => entryOf(name, randomBytes(1_000)))))
  assert.equal((await entriesOf(three, { ...ZIP_LIMITS, entries: 3 })).length, 3)
  await assert.rejects(entriesOf(three, { ...ZIP_LIMITS, entries: 2 }), { code: 'too_large', status: 413 })
  assert.equal((await entriesOf(three, { ...ZIP_LIMITS, bytes: 3_000 })).length, 3)
  await assert.rejects(entriesOf(three, { ...ZIP_LIMITS, bytes: 2_999 }), { code: 'too_large', status: 413 })
})

test('a bomb of zeros is refused before a byte of it is unpacked', async (t) => {
  const path = await stored(t, zipStream([entryOf('zeros', Buffer.alloc(50_000_000))]))
  await assert.rejects(entriesOf(path), { code: 'too_large', status: 413 })
  const honest = await stored(t, zipStream([entryOf('zeros', Buffer.alloc(500_000))]))
  assert.equal((await entriesOf(honest)).length, 1)
})

test('what is no archive, or is cut, is refused in words', async (t) => {
  const path = join(temporaryFolder(t), 'x.zip')
  writeFileSync(path, 'This is no archive.')
  await assert.rejects(entriesOf(path), { code: 'bad_archive', status: 400 })
  const whole = await bytesOf(zipStream([entryOf('a', randomBytes(10_000))]))
  writeFileSync(path, whole.subarray(0, 5_000))
  await assert.rejects(entriesOf(path), { code: 'bad_archive', status: 400 })
  await t.waitFor(() => assert.deepEqual(openBelow(path), []))
})

test('an archive whose entry unpacks to more than it says fails while it is read', async (t) => {
  const bytes = await bytesOf(zipStream([entryOf('a', Buffer.from('a'.repeat(10_000)))]))
  const directory = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'))
  bytes.writeUInt32LE(100, directory + 24)
  const path = join(temporaryFolder(t), 'lying.zip')
  writeFileSync(path, bytes)
  for await (const entry of readZip(path)) {
    assert.equal(entry.size, 100)
    await assert.rejects(async () => bytesOf(await entry.open()), { code: 'bad_archive', status: 400 })
  }
})

const short = process.env.ATELIER_TEST_LONG === '1' ? false : 'takes long; set ATELIER_TEST_LONG=1'

test('more files than the old format can count are read by another program', { skip: short }, async (t) => {
  const count = 70_000
  const entries = Array.from({ length: count }, (_, index) => ({
    ...entryOf(`${index}`, Buffer.from('x')),
    compress: false,
  }))
  const path = await stored(t, zipStream(entries))
  const script = 'import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).infolist()))'
  assert.equal(execFileSync('python3', ['-c', script, path]).toString().trim(), String(count))
})
