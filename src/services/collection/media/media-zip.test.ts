import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { study } from '../../../../test/support/answers.ts'
import { eachApp, type TestApp } from '../../../../test/support/apps/collection.ts'
import { readZip } from '../../../kernel/files/unzip.ts'

const PREFIX = '/api/collection'
const WEEK = 7 * 86_400_000

async function withRecordings(app: TestApp) {
  const opened = await study(app)
  const { owner, project } = opened
  await opened.sendZip(
    'P-01',
    [
      { item: 'read/../aloud', value: 'one.wav', activity: 'voice', id: 'uuid:r1' },
      { item: 'free', value: 'two.wav', activity: 'voice', id: 'uuid:r2' },
      { item: 'mood', value: 3, activity: 'voice' },
    ],
    { 'one.wav': Buffer.from('RIFF one'), 'two.wav': Buffer.from('RIFF two') },
  )
  await opened.send(
    '../P-02',
    [{ item: 'free', value: 'three.wav', session: 's2', activity: 'voice', id: 'uuid:r3' }],
    {
      'three.wav': Buffer.from('RIFF three'),
    },
  )
  const zips = `${PREFIX}/projects/${project}/recordings-zips`
  const one = async (id: number) => (await owner.get(`${PREFIX}/recordings-zips/${id}`)).json()
  const get = (id: number, headers: Record<string, string> = {}) =>
    app.inject({
      url: `${PREFIX}/recordings-zips/${id}/file`,
      headers: { authorization: `Bearer ${owner.token}`, ...headers },
    })
  return { ...opened, zips, one, get }
}

async function filesOf(app: TestApp, zip: Buffer): Promise<Record<string, string>> {
  const path = join(app.folder, 'received.zip')
  writeFileSync(path, zip)
  const files: Record<string, string> = {}
  for await (const entry of readZip(path)) files[entry.name] = (await buffer(await entry.open())).toString()
  return files
}

eachApp((open, database) =>
  describe(`collection: zips of recordings (${database})`, () => {
    test('recordings come out of uploads under the names of people, activities and items', async () => {
      const app = await open()
      const { owner, zips, one, get } = await withRecordings(app)
      const asked = await owner.post(zips, {})
      assert.equal(asked.statusCode, 202)
      const { id, state, recordings } = asked.json()
      assert.deepEqual([state, recordings], ['running', { done: 0, all: 3 }])
      assert.equal((await get(id)).json().code, 'not_ready')
      await app.jobs.drain()
      const ready = await one(id)
      assert.deepEqual([ready.state, ready.recordings], ['ready', { done: 3, all: 3 }])
      assert.equal(ready.expiresAt, '2027-03-08T10:00:00.000Z')
      const answer = await get(id)
      assert.equal(answer.headers['content-type'], 'application/zip')
      assert.deepEqual(await filesOf(app, answer.rawPayload), {
        'P-01/voice_schema/aloud-r1.wav': 'RIFF one',
        'P-01/voice_schema/free-r2.wav': 'RIFF two',
        '_P-02/voice_schema/free-r3.wav': 'RIFF three',
      })
    })

    test('a download goes on where it was cut, and is not sent again to whoever has it', async () => {
      const app = await open()
      const { owner, zips, get } = await withRecordings(app)
      const { id } = (await owner.post(zips, {})).json()
      await app.jobs.drain()
      const whole = await get(id)
      const etag = String(whole.headers.etag)
      const rest = await get(id, { range: 'bytes=10-', 'if-range': etag })
      assert.equal(rest.statusCode, 206)
      assert.ok(rest.rawPayload.equals(whole.rawPayload.subarray(10)))
      assert.equal((await get(id, { 'if-none-match': etag })).statusCode, 304)
    })

    test('a filter leaves out the others, and one that means nothing is refused in words', async () => {
      const app = await open()
      const { owner, zips, get } = await withRecordings(app)
      const { id } = (await owner.post(zips, { participant: ['p-01'], item: ['free'] })).json()
      await app.jobs.drain()
      const { rawPayload } = await get(id)
      assert.deepEqual(Object.keys(await filesOf(app, rawPayload)), ['P-01/voice_schema/free-r2.wav'])
      const none = await owner.post(zips, { participant: ['nobody'] })
      assert.deepEqual([none.statusCode, none.json().code], [409, 'no_recordings'])
      assert.equal((await owner.post(zips, { from: '2027-02-30' })).json().errors[0].field, 'from')
    })

    test('who asks for the same while it is made gets the same one', async () => {
      const app = await open()
      const { owner, zips } = await withRecordings(app)
      const asked = await Promise.all(Array.from({ length: 8 }, () => owner.post(zips, {})))
      assert.equal(new Set(asked.map((each) => each.json().id)).size, 1)
      const other = await owner.post(zips, { item: ['free'] })
      assert.notEqual(other.json().id, asked[0]?.json().id)
      const { items } = (await owner.get(zips)).json()
      assert.equal(items.length, 2)
    })

    test('one that is stopped leaves nothing, one that is removed leaves no bytes', async () => {
      const app = await open()
      const { owner, zips, one } = await withRecordings(app)
      const { id } = (await owner.post(zips, {})).json()
      assert.equal((await owner.delete(`${PREFIX}/recordings-zips/${id}`)).statusCode, 204)
      await app.jobs.drain()
      assert.equal((await one(id)).status, 404)
      const { id: second } = (await owner.post(zips, {})).json()
      await app.jobs.drain()
      const area = app.kernel.areas.get('collection')
      assert.deepEqual(await area?.list('exports'), [{ path: `exports/recordings-${second}.zip` }])
      await owner.delete(`${PREFIX}/recordings-zips/${second}`)
      await app.jobs.drain()
      assert.deepEqual(await area?.list('exports'), [])
    })

    test('after a week its bytes are gone, the line says so', async () => {
      const app = await open()
      const { owner, zips, one, get } = await withRecordings(app)
      const { id } = (await owner.post(zips, {})).json()
      await app.jobs.drain()
      app.clock.advance(WEEK)
      await app.jobs.drain()
      assert.equal((await one(id)).state, 'expired')
      assert.equal((await get(id)).statusCode, 409)
      assert.deepEqual(await app.kernel.areas.get('collection')?.list('exports'), [])
    })

    test('a recording whose bytes are gone takes no other with it, and is named', async () => {
      const app = await open()
      const { owner, zips, get } = await withRecordings(app)
      const area = app.kernel.areas.get('collection')
      const [gone] = (await area?.list('uploads'))?.filter(({ path }) => path.endsWith('three.wav')) ?? []
      await rm(join(area?.root ?? '', gone?.path ?? ''))
      const { id } = (await owner.post(zips, {})).json()
      await app.jobs.drain()
      const files = await filesOf(app, (await get(id)).rawPayload)
      assert.equal(Object.keys(files).length, 3)
      assert.match(files['missing.txt'] ?? '', /_P-02\/voice_schema\/free-r3\.wav/)
    })

    test('R9: one that a stop cut off is made after the next start', async () => {
      const app = await open()
      const { owner, zips } = await withRecordings(app)
      const { id } = (await owner.post(zips, {})).json()
      await app.close()
      const again = await open({
        folder: app.folder,
        start: app.clock.now(),
        env: { ATELIER_DATABASE_URL: app.kernel.config.databaseUrl ?? '' },
      })
      await again.jobs.drain()
      const admin = await again.as('admin')
      assert.equal((await admin.get(`${PREFIX}/recordings-zips/${id}`)).json().state, 'ready')
    })

    test('coordinators get no recordings', async () => {
      const app = await open()
      const { owner, zips } = await withRecordings(app)
      const { id } = (await owner.post(zips, {})).json()
      const coordinator = await app.as('cora', { roles: ['collection:coordinator'] })
      for (const url of [zips, `${PREFIX}/recordings-zips/${id}`, `${PREFIX}/recordings-zips/${id}/file`])
        assert.equal((await coordinator.get(url)).statusCode, 403, url)
    })
  }),
)
