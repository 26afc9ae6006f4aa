import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { cutUpload, metadata, TUS, tus } from '../../../../test/support/tus.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { ask, openFiles } from './files.fixture.ts'

test('R3: a connection that breaks leaves nothing visible, and the upload goes on after a restart', async () => {
  const opened = await openFiles()
  const { ada, folder } = opened
  const at = { app: opened.app }
  const { begin, send, look } = tus(at, ada, `${opened.url}/uploads`)
  const staging = join(at.app.folder, 'workspaces', '.staging')
  const bytes = randomBytes(200_000)
  const address = await at.app.listen()
  const to = String((await begin('cut.bin', bytes.length)).headers.location)
  const cut = cutUpload(address, {
    to,
    token: ada.token,
    bytes: bytes.subarray(0, 120_000),
    of: bytes.length,
  })
  await waitFor(() => readdirSync(staging).length > 0)
  const [name = ''] = readdirSync(staging)
  cut()
  await waitFor(() => statSync(join(staging, name)).size === 120_000)
  assert.ok(!existsSync(join(folder, 'cut.bin')))
  await at.app.close()
  writeFileSync(join(staging, 'f-left'), 'by a kill')
  writeFileSync(join(staging, 'u-999'), 'by a kill')
  at.app = await testApp({ folder: at.app.folder })
  assert.deepEqual(readdirSync(staging), [name])
  assert.equal((await look(to)).headers['upload-offset'], '120000')
  assert.equal((await send(to, 120_000, bytes.subarray(120_000))).statusCode, 204)
  const sum = (of: Buffer) => createHash('sha256').update(of).digest('hex')
  assert.equal(sum(readFileSync(join(folder, 'cut.bin'))), sum(bytes))
})

describe('compute: uploads that go on where they were cut', async () => {
  const opened = await openFiles()
  const { app, ada, url, folder } = opened
  const { begin, send, look, end } = tus(opened, ada, `${url}/uploads`)
  const staging = join(app.folder, 'workspaces', '.staging')

  test('pieces become a file that is whole, below folders that are made for it', async () => {
    const bytes = randomBytes(300_000)
    const begun = await begin('raw/day 1/scan.bin', bytes.length)
    assert.equal(begun.statusCode, 201)
    const at = String(begun.headers.location)
    assert.equal((await send(at, 0, bytes.subarray(0, 100_000))).headers['upload-offset'], '100000')
    assert.ok(!existsSync(join(folder, 'raw')))
    const wrong = await send(at, 5, bytes)
    assert.deepEqual([wrong.statusCode, wrong.headers['upload-offset']], [409, '100000'])
    assert.equal((await ada.get(`${url}/uploads`)).json().items[0].offset, 100_000)
    const last = await send(at, 100_000, bytes.subarray(100_000))
    assert.deepEqual([last.statusCode, last.headers['upload-offset']], [204, '300000'])
    const file = join(folder, 'raw', 'day 1', 'scan.bin')
    assert.ok(readFileSync(file).equals(bytes))
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal((await look(at)).headers['upload-offset'], '300000')
    assert.deepEqual((await ada.get(`${url}/uploads`)).json().items, [])
    assert.deepEqual(readdirSync(staging), [])
  })

  test('an upload that lacks only its end, as a kill leaves it, gets it at the next look', async () => {
    const { id } = (await begin('late.txt', 4)).json()
    writeFileSync(join(staging, `u-${id}`), 'late')
    assert.equal((await look(`${url}/uploads/${id}`)).headers['upload-offset'], '4')
    assert.equal(readFileSync(join(folder, 'late.txt'), 'utf8'), 'late')
  })

  test('an existing file is replaced only when that is asked for', async () => {
    writeFileSync(join(folder, 'kept'), 'old')
    assert.equal((await begin('kept', 3)).statusCode, 409)
    const at = String((await begin('kept', 3, ',replace')).headers.location)
    assert.equal(readFileSync(join(folder, 'kept'), 'utf8'), 'old')
    assert.equal((await send(at, 0, Buffer.from('new'))).statusCode, 204)
    assert.equal(readFileSync(join(folder, 'kept'), 'utf8'), 'new')
    const { location } = (await begin('raced', 3)).headers
    writeFileSync(join(folder, 'raced'), 'first')
    assert.equal((await send(String(location), 0, Buffer.from('new'))).statusCode, 409)
    assert.equal(readFileSync(join(folder, 'raced'), 'utf8'), 'first')
    assert.notEqual((await begin('empty', 0)).json().doneAt, null)
    assert.equal(statSync(join(folder, 'empty')).size, 0)
  })

  test('what does not fit the protocol is refused in words, and nothing is taken', async () => {
    const post = (headers: Record<string, string>) =>
      ask(opened, ada, { method: 'POST', url: `${url}/uploads`, headers })
    assert.equal((await post({ 'upload-length': '3' })).statusCode, 412)
    assert.equal((await post({ ...TUS, 'upload-metadata': metadata('x') })).statusCode, 400)
    for (const size of ['-1', '1.5', 'x', '9'.repeat(30)])
      assert.equal((await begin('x', size)).statusCode, 400, size)
    assert.equal((await begin('x', 200_000_000_000)).statusCode, 413)
    assert.equal((await post({ ...TUS, 'upload-length': '3' })).statusCode, 400)
    for (const path of ['../x', '/x', 'a/../x', '.5/x', 'a\0', 'a\\b', 'x'.repeat(256)])
      assert.equal((await begin(path, 3)).statusCode, 400, path)
    const at = String((await begin('three', 3)).headers.location)
    assert.equal((await send(at, 0, Buffer.from('four'))).statusCode, 413)
    assert.equal((await send(at, 0, Buffer.from('4'), { 'content-type': 'text/plain' })).statusCode, 415)
    const eve = await app.as('eve', { roles: ['compute:user'] })
    const foreign = await ask(opened, eve, { method: 'HEAD', url: at, headers: TUS })
    assert.equal(foreign.statusCode, 404)
  })

  test('an upload that is given up or whose time is over leaves no bytes', async () => {
    const at = String((await begin('gone', 10)).headers.location)
    await send(at, 0, Buffer.from('12345'))
    assert.equal((await end(at)).statusCode, 204)
    assert.equal((await end(at)).statusCode, 404)
    const old = String((await begin('expired', 10)).headers.location)
    await send(old, 0, Buffer.from('12345'))
    await app.jobs.drain()
    app.clock.advance(25 * 3_600_000)
    assert.equal((await look(old)).statusCode, 404)
    await app.jobs.drain()
    assert.deepEqual(readdirSync(staging), [])
  })

  test('a quota holds at the end too: of two uploads that fit alone the second is not kept', async () => {
    const admin = await app.as('admin')
    const row = await opened.compute.db
      .selectFrom('compute_workspace')
      .select('disk_bytes')
      .executeTakeFirstOrThrow()
    const figures = { sessions: null, coreHours: null, diskBytes: row.disk_bytes + 1_000 }
    const set = await admin.put(`/api/compute/quotas/accounts/${ada.id}`, figures)
    assert.ok(set.statusCode < 300, set.body)
    writeFileSync(join(folder, 'second'), 'old')
    assert.equal((await begin('huge', 5_000)).statusCode, 403)
    const [one, two] = [await begin('first', 600), await begin('second', 600, ',replace')]
    assert.equal((await send(String(one.headers.location), 0, Buffer.alloc(600))).statusCode, 204)
    const refused = await send(String(two.headers.location), 0, Buffer.alloc(600))
    assert.equal(refused.statusCode, 403)
    assert.equal(readFileSync(join(folder, 'second'), 'utf8'), 'old')
    await end(String(two.headers.location))
    assert.deepEqual(readdirSync(staging), [])
    await admin.delete(`/api/compute/quotas/accounts/${ada.id}`)
  })

  test('R4: without room nothing begins, and what lies there is still read', async () => {
    const full = await testApp({
      folder: join(app.folder, 'full'),
      env: { ATELIER_COMPUTE_MAX_UPLOAD_BYTES: '900000000000000' },
    })
    const bob = await full.as('bob', { roles: ['compute:user'] })
    const { id } = (await bob.post('/api/compute/workspaces', { name: 'x' })).json()
    const refused = await ask({ app: full }, bob, {
      method: 'POST',
      url: `/api/compute/workspaces/${id}/uploads`,
      headers: { ...TUS, 'upload-length': '900000000000000', 'upload-metadata': metadata('x') },
    })
    assert.deepEqual([refused.statusCode, refused.json().code], [507, 'storage_full'])
    assert.equal((await bob.get(`/api/compute/workspaces/${id}/files`)).statusCode, 200)
  })
})
