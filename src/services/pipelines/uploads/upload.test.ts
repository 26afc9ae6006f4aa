import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inTransaction } from '../../../../src/kernel/db/db.ts'
import { setQuota } from '../../../../src/kernel/files/quota.ts'
import { eachApp, testApp } from '../../../../test/support/apps/pipelines.ts'
import { cutUpload, tus } from '../../../../test/support/tus.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import type { Pipelines } from '../pipelines.ts'
import { sweepUploads } from './upload.ts'

const URL = '/api/pipelines/uploads'
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const USER = { roles: ['pipelines:user'] }

test('R3: an upload that is cut goes on after a restart, and is whole or not there', async () => {
  const at = { app: await testApp() }
  let ada = await at.app.as('ada', USER)
  const { begin, send, look } = tus(at, ada, URL)
  const bytes = randomBytes(200_000)
  const address = await at.app.listen()
  const to = String((await begin('scans/sub-01/cut.bin', bytes.length)).headers.location)
  const root = join(at.app.folder, 'uploads')
  const arriving = join(root, '.arriving')
  const part = bytes.subarray(0, 120_000)
  const cut = cutUpload(address, { to, token: ada.token, bytes: part, of: bytes.length })
  await waitFor(() => readdirSync(arriving).length > 0)
  const [name = ''] = readdirSync(arriving)
  cut()
  await waitFor(() => statSync(join(arriving, name)).size === 120_000)
  assert.ok(!existsSync(join(root, String(ada.id))))
  await at.app.close()
  writeFileSync(join(arriving, 'u-999'), 'by a kill')
  at.app = await testApp({ folder: at.app.folder })
  ada = await at.app.as('ada')
  assert.deepEqual(readdirSync(arriving), [name])
  assert.equal((await look(to)).headers['upload-offset'], '120000')
  const wrong = await send(to, 5, bytes)
  assert.deepEqual([wrong.statusCode, wrong.headers['upload-offset']], [409, '120000'])
  assert.equal((await send(to, 120_000, bytes.subarray(120_000))).statusCode, 204)
  const file = join(root, String(ada.id), 'editing', String((await ada.get(to)).json().id), 'cut.bin')
  assert.ok(readFileSync(file).equals(bytes))
  const { items } = (await ada.get(`${URL}?search=SUB-01`)).json()
  assert.deepEqual([items[0].path, items[0].sha256], ['scans/sub-01/cut.bin', sha256(bytes)])
  assert.deepEqual(readdirSync(arriving), [])
})

eachApp((open, database) => {
  test(`uploads of pipelines are looked into, kept, listed and removed, with a quota at both ends: ${database}`, async () => {
    const app = await open()
    const ada = await app.as('ada', USER)
    const eve = await app.as('eve', USER)
    const { begin, send, look, end } = tus({ app }, ada, URL)
    const root = join(app.folder, 'uploads', String(ada.id))
    const editing = (to: string) => join(root, 'editing', to.slice(URL.length + 1))

    const table = Buffer.from('id,age\n1,30\n2,31\n')
    const whole = String((await begin('people.csv', table.length)).headers.location)
    await send(whole, 0, table.subarray(0, 7))
    assert.equal((await ada.get(`${URL}?whole=false`)).json().items[0].offset, 7)
    await send(whole, 7, table.subarray(7))
    const seen = (await ada.get(whole)).json()
    assert.deepEqual([seen.facts.format, seen.sha256, seen.offset], ['table', sha256(table), table.length])
    assert.equal(statSync(join(editing(whole), 'people.csv')).mode & 0o777, 0o640)
    assert.equal((await eve.get(whole)).statusCode, 404)
    assert.equal((await tus({ app }, eve, URL).end(whole)).statusCode, 404)
    assert.deepEqual((await eve.get(URL)).json().items, [])
    const entry = (await (await app.as('admin')).get('/api/journal?action=pipelines.upload.done')).json()
      .items[0]
    assert.deepEqual([entry?.object, entry?.new?.name], [`pipelines.upload:${seen.id}`, 'people.csv'])

    for (const path of ['../x', '/x', 'a//x', 'a\0', 'a\\b', 'x'.repeat(256), ''])
      assert.equal((await begin(path, 3)).statusCode, 400, path)
    assert.equal((await begin('big', 1_073_741_825)).statusCode, 413)
    const empty = (await begin('empty.txt', 0)).json()
    assert.deepEqual([empty.doneAt !== null, empty.facts.format], [true, 'empty'])

    // As a kill leaves it between the name and the row.
    const late = String((await begin('late.txt', 4)).headers.location)
    const arriving = join(app.folder, 'uploads', '.arriving', `u-${late.slice(URL.length + 1)}`)
    writeFileSync(arriving, 'late')
    mkdirSync(editing(late))
    linkSync(arriving, join(editing(late), 'late.txt'))
    assert.equal((await look(late)).headers['upload-offset'], '4')
    assert.equal((await ada.get(late)).json().sha256, sha256(Buffer.from('late')))

    assert.equal((await end(whole)).statusCode, 204)
    await app.jobs.drain()
    assert.ok(!existsSync(join(editing(whole), 'people.csv')))

    await inTransaction(app.kernel.db, (tx) => setQuota(tx, { accountId: ada.id }, 1_000))
    assert.equal((await begin('never.bin', 1_001)).statusCode, 413)
    const one = String((await begin('one.bin', 600)).headers.location)
    assert.equal((await begin('two.bin', 600)).json().code, 'quota_exceeded')
    await inTransaction(app.kernel.db, (tx) => setQuota(tx, { accountId: ada.id }, 500))
    assert.equal((await send(one, 0, Buffer.alloc(600))).statusCode, 413)
    assert.ok((await ada.get(one)).statusCode >= 400)
    await inTransaction(app.kernel.db, (tx) => setQuota(tx, { accountId: ada.id }, undefined))
    assert.equal((await look(one)).headers['upload-offset'], '600')

    const cold = String((await begin('cold.bin', 10)).headers.location)
    await send(cold, 0, Buffer.from('12345'))
    app.clock.advance(23 * HOUR_MS)
    await send(cold, 5, Buffer.from('6'))
    app.clock.advance(23 * HOUR_MS)
    assert.equal((await look(cold)).statusCode, 200)
    app.clock.advance(2 * HOUR_MS)
    assert.equal((await look(cold)).statusCode, 404)
    assert.equal((await look(one)).statusCode, 200)
    app.clock.advance(7 * 24 * HOUR_MS)
    await sweepUploads(app.atelier.pipelines as Pipelines, new AbortController().signal)
    assert.deepEqual((await ada.get(URL)).json().items, [])
    assert.deepEqual(readdirSync(join(app.folder, 'uploads', '.arriving')), [])
  })
})
