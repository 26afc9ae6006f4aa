import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { handClock } from '../../../test/support/clock.ts'
import { FileExists } from './failures.ts'
import { INCOMING } from './name.ts'
import { leftovers, openBelow, temporaryArea, textOf } from './temporary.fixture.ts'

const streamOf = (...chunks: (string | Buffer)[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)))

test('an upload becomes visible whole, under its name, with its size and hash', async (t) => {
  const { area } = await temporaryArea(t)
  const bytes = randomBytes(3_000_001)
  const incoming = await area.receive(streamOf(bytes.subarray(0, 70_000), bytes.subarray(70_000)))
  assert.equal(incoming.size, bytes.length)
  assert.equal(incoming.sha256, createHash('sha256').update(bytes).digest('hex'))
  assert.deepEqual(await area.list(), [])
  await area.keep(incoming, 'runs/2027/spectra.bin')
  await incoming.discard()
  const path = join(area.root, 'runs/2027/spectra.bin')
  assert.deepEqual(readFileSync(path), bytes)
  assert.equal(statSync(path).mode & 0o777, 0o640)
  assert.equal(statSync(join(area.root, 'runs')).mode & 0o777, 0o750)
  assert.equal(statSync(path).nlink, 1)
  assert.deepEqual(leftovers(area), [])
  assert.deepEqual(openBelow(area.root), [])
})

test('an empty upload is a file too', async (t) => {
  const { area } = await temporaryArea(t)
  const incoming = await area.receive(streamOf())
  await area.keep(incoming, 'empty')
  assert.deepEqual(await area.stat('empty').then((found) => found?.size), 0)
  assert.equal(incoming.sha256, createHash('sha256').digest('hex'))
})

test('a name that is taken is not overwritten, and the upload can be kept under another', async (t) => {
  const { area } = await temporaryArea(t)
  await area.write('a', 'first', { sync: true })
  const incoming = await area.receive(streamOf('second'))
  await assert.rejects(area.keep(incoming, 'a'), FileExists)
  await assert.rejects(area.write('a', 'third', { sync: false }), FileExists)
  await area.keep(incoming, 'b')
  await incoming.discard()
  assert.equal(readFileSync(join(area.root, 'a'), 'utf8'), 'first')
  assert.equal(readFileSync(join(area.root, 'b'), 'utf8'), 'second')
  assert.deepEqual(leftovers(area), [])
})

test('of twenty that want one name at once, one gets it', async (t) => {
  const { area } = await temporaryArea(t)
  const tries = Array.from({ length: 20 }, (_, index) =>
    area.write('deep/er/one', `${index}`, { sync: true }),
  )
  const ended = await Promise.allSettled(tries)
  const winner = ended.findIndex((each) => each.status === 'fulfilled')
  assert.equal(
    ended.filter((each) => each.status === 'rejected' && each.reason instanceof FileExists).length,
    19,
  )
  assert.equal(readFileSync(join(area.root, 'deep/er/one'), 'utf8'), String(winner))
})

test('an upload over its limit is refused with 413, leaves nothing, and its stream can still be drained', async (t) => {
  const { area } = await temporaryArea(t)
  const stream = streamOf(...Array.from({ length: 20 }, () => randomBytes(600_000)))
  await assert.rejects(area.receive(stream, { maxBytes: 1_000_000 }), { code: 'too_large', status: 413 })
  assert.equal(stream.destroyed, false)
  assert.deepEqual(leftovers(area), [])
  assert.deepEqual(openBelow(area.root), [])
  const exact = await area.receive(streamOf(randomBytes(1_000_000)), { maxBytes: 1_000_000 })
  assert.equal(exact.size, 1_000_000)
})

test('an upload that is given up in the middle of silence leaves nothing', async (t) => {
  const { area } = await temporaryArea(t)
  const abort = new AbortController()
  const silent = new Readable({ read() {} })
  silent.push(randomBytes(1_000_000))
  const received = area.receive(silent, { signal: abort.signal })
  setImmediate(() => abort.abort(new Error('The server stops.')))
  await assert.rejects(received, { message: 'The server stops.' })
  assert.deepEqual(leftovers(area), [])
  assert.deepEqual(openBelow(area.root), [])
  await assert.rejects(area.receive(streamOf('x'), { signal: abort.signal }), {
    message: 'The server stops.',
  })
})

test('a discarded upload is gone, and discarding twice or after keeping is harmless', async (t) => {
  const { area } = await temporaryArea(t)
  const one = await area.receive(streamOf('one'))
  await one.discard()
  await one.discard()
  const two = await area.receive(streamOf('two'))
  await area.keep(two, 'two')
  await two.discard()
  assert.deepEqual(await area.list(), [{ path: 'two' }])
  assert.deepEqual(leftovers(area), [])
})

test('a slow reader of the disk holds the client back', async (t) => {
  const { area } = await temporaryArea(t)
  let made = 0
  let most = 0
  let written = 0
  async function* chunks() {
    for (let index = 0; index < 200; index += 1) {
      made += 1
      const lying = leftovers(area)[0]
      written = lying === undefined ? 0 : statSync(join(area.root, INCOMING, lying)).size
      most = Math.max(most, made * 100_000 - written)
      yield randomBytes(100_000)
    }
  }
  await area.receive(chunks())
  assert.ok(most <= 2_000_000, `${most} bytes were held`)
})

test('a range is read by its first and last byte', async (t) => {
  const { area } = await temporaryArea(t)
  await area.write('digits', '0123456789', { sync: false })
  const file = await area.open('digits', { start: 2, end: 5 })
  assert.equal(file.size, 10)
  assert.equal(await textOf(file.stream), '2345')
  const unread = await area.open('digits')
  await unread.close()
  assert.deepEqual(openBelow(area.root), [])
})

test('what is missing, a folder, a pipe or a link is no file', async (t) => {
  const { area, outside } = await temporaryArea(t)
  writeFileSync(join(outside, 'secret'), 'outside')
  mkdirSync(join(area.root, 'folder'))
  symlinkSync(join(outside, 'secret'), join(area.root, 'link'))
  symlinkSync(outside, join(area.root, 'way-out'))
  symlinkSync('/proc/self', join(area.root, 'self'))
  for (const name of ['none', 'no/ne', 'folder', 'link', 'way-out/secret', 'self/environ', 'link/x']) {
    await assert.rejects(area.open(name), { code: 'file_missing', status: 404 }, name)
    assert.equal(await area.stat(name), undefined, name)
    await assert.rejects(area.syncFiles([name]), { code: 'file_missing' }, name)
  }
  assert.deepEqual(await area.list(), [])
  assert.deepEqual(openBelow(outside), [])
})

test('nothing is written or removed through a link', async (t) => {
  const { area, outside } = await temporaryArea(t)
  writeFileSync(join(outside, 'secret'), 'outside')
  symlinkSync(outside, join(area.root, 'way-out'))
  symlinkSync(join(outside, 'secret'), join(area.root, 'link'))
  for (const name of ['way-out/new', 'way-out/deep/er/new']) {
    await assert.rejects(area.write(name, 'x', { sync: true }), { code: 'invalid_name' })
  }
  await assert.rejects(area.write('link', 'x', { sync: true }), FileExists)
  await area.remove('way-out/secret')
  await area.remove('link')
  assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), 'outside')
  assert.equal(existsSync(join(outside, 'new')) || existsSync(join(outside, 'deep')), false)
  assert.equal(existsSync(join(area.root, 'link')), false)
})

test('removing is done once and harmless afterwards', async (t) => {
  const { area } = await temporaryArea(t)
  await area.write('a/b', 'x', { sync: false })
  await area.remove('a/b')
  await area.remove('a/b')
  await area.remove('never/was')
  assert.deepEqual(await area.list(), [])
})

test('files are listed in a stable order, page by page, and below a folder', async (t) => {
  const { area } = await temporaryArea(t)
  const names = ['a', 'a.b', 'a-/x', 'b/1', 'b/2', 'b/c/3', 'z']
  for (const name of names) await area.write(name, name, { sync: false })
  const all = (await area.list()).map((each) => each.path)
  assert.deepEqual([...all].sort(), [...names].sort())
  const paged: string[] = []
  for (let after: string | undefined; ; after = paged.at(-1)) {
    const page = await area.list('', { after, limit: 2 })
    paged.push(...page.map((each) => each.path))
    if (page.length < 2) break
  }
  assert.deepEqual(paged, all)
  assert.deepEqual(await area.list('b', { after: 'b/1' }), [{ path: 'b/2' }, { path: 'b/c/3' }])
  assert.deepEqual(await area.list('none'), [])
})

test('a sweep takes what cut uploads left, never what is open, and by age what others may still write', async (t) => {
  const clock = handClock(Date.now())
  const { area } = await temporaryArea(t, { clock })
  const open = await area.receive(streamOf('open'))
  const left = (name: string, ageMs: number) => {
    const path = join(area.root, INCOMING, name)
    writeFileSync(path, 'left')
    utimesSync(path, (clock.now() - ageMs) / 1_000, (clock.now() - ageMs) / 1_000)
  }
  left('young', 59 * 60_000)
  left('old', 61 * 60_000)
  assert.equal(await area.sweep({ olderThanMs: 60 * 60_000 }), 1)
  assert.equal(leftovers(area).includes('old'), false)
  clock.advance(2 * 60_000)
  assert.equal(await area.sweep({ olderThanMs: 60 * 60_000 }), 1)
  left('newest', 0)
  assert.equal(await area.sweep({ olderThanMs: 0 }), 1)
  await area.keep(open, 'kept')
  await open.discard()
  assert.deepEqual(leftovers(area), [])
  assert.equal(readFileSync(join(area.root, 'kept'), 'utf8'), 'open')
})

test('many files kept in one folder share its syncs, and new folders above are synced too', async (t) => {
  const { area } = await temporaryArea(t)
  const uploads = await Promise.all(
    Array.from({ length: 60 }, (_, index) => area.receive(streamOf(`${index}`))),
  )
  await Promise.all(uploads.map((upload, index) => area.keep(upload, `one/two/${index}`)))
  // 60 files, and the names "one" and "two", each of which a flush covers at least once.
  assert.ok(area.folders.flushes >= 3, `${area.folders.flushes} flushes`)
  assert.ok(area.folders.flushes < 60, `${area.folders.flushes} flushes`)
  const before = area.folders.flushes
  await area.write('one/two/again', 'x', { sync: true })
  assert.equal(area.folders.flushes, before + 1)
})

test('a folder made by an unsynced write is synced by the next file that must last', async (t) => {
  const { area } = await temporaryArea(t)
  await area.write('one/two/a', 'x', { sync: false })
  assert.equal(area.folders.flushes, 0)
  await area.write('one/two/b', 'x', { sync: true })
  assert.equal(area.folders.flushes, 3)
  await area.syncFiles(['one/two/a'])
  assert.equal(area.folders.flushes, 6)
})

test('a disk that refuses is said in words, and nothing is left', {
  skip: process.getuid?.() === 0 && 'root may write anywhere',
}, async (t) => {
  const { area } = await temporaryArea(t)
  mkdirSync(join(area.root, 'closed'))
  chmodSync(join(area.root, 'closed'), 0o500)
  await assert.rejects(area.write('closed/x', 'x', { sync: true }), {
    code: 'storage_unavailable',
    status: 503,
  })
  assert.deepEqual(leftovers(area), [])
})

test('an area whose root is reached by a link works, and a second name of a file is a file', async (t) => {
  const { area, outside } = await temporaryArea(t)
  symlinkSync(area.root, join(outside, 'by-link'))
  const { openArea } = await import('./area.ts')
  const again = await openArea({ root: join(outside, 'by-link'), name: 'tests' })
  await again.write('a', 'x', { sync: false })
  linkSync(join(area.root, 'a'), join(area.root, 'b'))
  assert.equal(await textOf((await again.open('b')).stream), 'x')
})
