import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { waitFor } from '../../../test/support/wait.ts'
import { verifyFile } from './checked.ts'
import { contentDisposition, download } from './download.ts'
import { bytesOf, openBelow, temporaryArea } from './temporary.fixture.ts'

async function storedFile(t: TestContext, bytes: Buffer) {
  const { area } = await temporaryArea(t)
  await area.write('results/plot.svg', bytes, { sync: false })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const row = { path: 'results/plot.svg', size: bytes.length, sha256, created_at: Date.UTC(2027, 2, 1) }
  return { area, row, path: join(area.root, row.path) }
}

test('a download comes whole, as an attachment that no browser runs', async (t) => {
  const bytes = randomBytes(400_000)
  const { area, row } = await storedFile(t, bytes)
  const answer = await download(area, row, { headers: {} })
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.headers, {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="plot.svg"',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'accept-ranges': 'bytes',
    etag: `"${row.sha256}"`,
    'last-modified': 'Mon, 01 Mar 2027 00:00:00 GMT',
    'content-length': '400000',
  })
  assert.ok(answer.stream)
  assert.deepEqual(await bytesOf(answer.stream), bytes)
  assert.deepEqual(openBelow(area.root), [])
})

test('L3: a download that nobody begins to read holds no descriptor once it is given up', async (t) => {
  const { area, row } = await storedFile(t, randomBytes(400_000))
  for (const headers of [{}, { range: 'bytes=3-5' }]) {
    const { stream } = await download(area, row, { headers })
    stream?.destroy()
  }
  await waitFor(() => openBelow(area.root).length === 0)
})

test('a range is given as 206, one past the end refused with 416', async (t) => {
  const { area, row } = await storedFile(t, Buffer.from('0123456789'))
  const part = await download(area, row, { headers: { range: 'bytes=3-5' } })
  assert.equal(part.status, 206)
  assert.equal(part.headers['content-range'], 'bytes 3-5/10')
  assert.equal(part.headers['content-length'], '3')
  assert.ok(part.stream)
  assert.equal((await bytesOf(part.stream)).toString(), '345')
  const past = await download(area, row, { headers: { range: 'bytes=10-' } })
  assert.equal(past.status, 416)
  assert.equal(past.headers['content-range'], 'bytes */10')
  assert.equal(past.stream, undefined)
})

test('who has the file already is told so, and a range of another version becomes the whole file', async (t) => {
  const { area, row } = await storedFile(t, Buffer.from('0123456789'))
  const tag = `"${row.sha256}"`
  const status = async (headers: Record<string, string>) => {
    const answer = await download(area, row, { headers })
    answer.stream?.resume()
    return answer.status
  }
  assert.equal(await status({ 'if-none-match': tag }), 304)
  assert.equal(await status({ 'if-none-match': `"other", W/${tag}` }), 304)
  assert.equal(await status({ 'if-none-match': '*' }), 304)
  assert.equal(await status({ 'if-none-match': '"other"' }), 200)
  const { headers } = await download(area, row, { headers: { 'if-none-match': '*' } })
  const since = headers['last-modified'] as string
  assert.equal(await status({ 'if-modified-since': since }), 304)
  assert.equal(await status({ 'if-modified-since': since, 'if-none-match': '"other"' }), 200)
  assert.equal(await status({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }), 200)
  assert.equal(await status({ range: 'bytes=0-1', 'if-range': tag }), 206)
  assert.equal(await status({ range: 'bytes=0-1', 'if-range': `W/${tag}` }), 200)
  assert.equal(await status({ range: 'bytes=0-1', 'if-range': 'Mon, 01 Mar 2027 00:00:00 GMT' }), 200)
})

test('an empty file downloads as an empty body', async (t) => {
  const { area, row } = await storedFile(t, Buffer.alloc(0))
  const answer = await download(area, row, { headers: {} })
  assert.equal(answer.headers['content-length'], '0')
  assert.ok(answer.stream)
  assert.equal((await bytesOf(answer.stream)).length, 0)
})

test('damaged bytes never arrive as a complete file, and somebody is told', async (t) => {
  const bytes = randomBytes(300_000)
  const { area, row, path } = await storedFile(t, bytes)
  assert.equal(await verifyFile(area, row), 'whole')
  const damaged = Buffer.from(bytes)
  damaged[150_000] = (damaged[150_000] ?? 0) ^ 1
  writeFileSync(path, damaged)
  const answer = await download(area, row, { headers: {} })
  let received = 0
  await assert.rejects(
    async () => {
      for await (const chunk of answer.stream ?? []) received += chunk.length
    },
    { code: 'file_damaged' },
  )
  assert.ok(received < bytes.length)
  assert.deepEqual([...area.damaged.keys()], [row.path])
  assert.equal(await verifyFile(area, row), 'damaged')
  assert.deepEqual(openBelow(area.root), [])
})

test('a file of another length is refused before anything is sent, a missing one is named missing', async (t) => {
  const { area, row, path } = await storedFile(t, Buffer.from('0123456789'))
  appendFileSync(path, 'x')
  await assert.rejects(download(area, row, { headers: {} }), { code: 'file_damaged', status: 500 })
  assert.deepEqual(openBelow(area.root), [])
  await area.remove(row.path)
  assert.equal(await verifyFile(area, row), 'missing')
  await assert.rejects(download(area, row, { headers: {} }), { code: 'file_missing', status: 404 })
})

const NAMES: [string, string][] = [
  ['data.csv', 'attachment; filename="data.csv"'],
  ['Zürich 1.csv', `attachment; filename="Z_rich 1.csv"; filename*=UTF-8''Z%C3%BCrich%201.csv`],
  ['a"b.txt', `attachment; filename="a_b.txt"; filename*=UTF-8''a%22b.txt`],
  ['50%.txt', `attachment; filename="50_.txt"; filename*=UTF-8''50%25.txt`],
  ["it's (1)*.txt", 'attachment; filename="it\'s (1)*.txt"'],
  ["ü'(1)*", `attachment; filename="_'(1)*"; filename*=UTF-8''%C3%BC%27%281%29%2a`],
  ['a\r\nset-cookie: x', 'attachment; filename="a__set-cookie: x"'],
  ['../../etc/passwd', 'attachment; filename=".._.._etc_passwd"'],
  ['\ud800', `attachment; filename="_"; filename*=UTF-8''%EF%BF%BD`],
]

for (const [name, expected] of NAMES) {
  test(`the file name ${JSON.stringify(name)} is sent so that every browser reads it`, () => {
    assert.equal(contentDisposition(name), expected)
  })
}
