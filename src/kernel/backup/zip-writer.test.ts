import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type TestContext, test } from 'node:test'
import { bytesOf, temporaryFolder } from '../files/temporary.fixture.ts'
import { readZip } from '../files/unzip.ts'
import { CHECKSUM_BYTES, withChecksum } from './checksum.ts'
import { type ZipPart, zipOf } from './zip-writer.ts'

const long = { skip: !process.env.ATELIER_TEST_LONG }

const UNLIMITED = {
  entries: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
  ratio: Number.POSITIVE_INFINITY,
}

async function written(t: TestContext, parts: () => AsyncGenerator<ZipPart>): Promise<string> {
  const path = join(temporaryFolder(t), 'made.zip')
  await pipeline(withChecksum(zipOf(parts(), CHECKSUM_BYTES)), createWriteStream(path))
  return path
}

const partOf = (name: string, chunks: readonly Buffer[], compress: boolean): ZipPart => ({
  name,
  mtime: new Date(Date.UTC(2027, 2, 1, 13, 14, 16)),
  compress,
  async *content() {
    yield* chunks
  },
})

test('what does not get smaller is not packed, whatever its name', async (t) => {
  const [odd, even] = [randomBytes(300_000), Buffer.alloc(300_000, 'even')]
  const path = await written(t, async function* () {
    yield partOf('odd.bin', [odd.subarray(0, 100_000), odd.subarray(100_000)], true)
    yield partOf('even.bin', [even], true)
  })
  assert.ok(statSync(path).size > 300_000 && statSync(path).size < 310_000)
  for await (const entry of readZip(path, UNLIMITED)) {
    const bytes = await bytesOf(await entry.open())
    assert.ok(bytes.equals(entry.name === 'odd.bin' ? odd : even), entry.name)
  }
})

test('parts come out of the zip as they went in, packed or not', async (t) => {
  const chunks = [Buffer.from('one '), Buffer.alloc(100_000, 'two'), Buffer.alloc(0)]
  const path = await written(t, async function* () {
    yield partOf('a/größe 🜚.json', chunks, true)
    yield partOf('a/plain', chunks, false)
    yield partOf('nothing', [], true)
  })
  const found: [string, Buffer, string][] = []
  for await (const entry of readZip(path, UNLIMITED))
    found.push([entry.name, await bytesOf(await entry.open()), entry.modified.toISOString().slice(0, 10)])
  const all = Buffer.concat(chunks)
  assert.deepEqual(found, [
    ['a/größe 🜚.json', all, '2027-03-01'],
    ['a/plain', all, '2027-03-01'],
    ['nothing', Buffer.alloc(0), '2027-03-01'],
  ])
})

test('more parts than the old form of a zip can count are all there', long, async (t) => {
  const count = 70_000
  const path = await written(t, async function* () {
    for (let index = 0; index < count; index += 1) yield partOf(`files/${index}`, [], false)
  })
  let seen = 0
  for await (const entry of readZip(path, UNLIMITED)) {
    assert.equal(entry.name, `files/${seen}`)
    seen += 1
  }
  assert.equal(seen, count)
})

test('a part over 4 GB, and one that lies behind it, are whole', {
  skip: !process.env.ATELIER_TEST_LONG,
}, async (t) => {
  const chunk = Buffer.alloc(1024 * 1024)
  const path = await written(t, async function* () {
    yield partOf('large', Array(4_100).fill(chunk), false)
    yield partOf('behind', [Buffer.from('behind')], false)
  })
  const sizes: [string, number][] = []
  for await (const entry of readZip(path, UNLIMITED)) {
    let size = 0
    for await (const bytes of await entry.open()) size += bytes.length
    sizes.push([entry.name, size])
  }
  assert.deepEqual(sizes, [
    ['large', 4_100 * 1024 * 1024],
    ['behind', 6],
  ])
})

test('a part that fails fails the whole', async (t) => {
  const failing = async function* (): AsyncGenerator<ZipPart> {
    yield {
      ...partOf('bad', [], true),
      // biome-ignore lint/correctness/useYield: it fails before it gives anything
      async *content() {
        throw new Error('The disk is gone.')
      },
    }
  }
  await assert.rejects(written(t, failing), /The disk is gone/)
})
