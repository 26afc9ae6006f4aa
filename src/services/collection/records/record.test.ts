import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { study } from '../../../../test/support/answers.ts'
import { eachApp, type TestApp } from '../../../../test/support/apps/collection.ts'
import { asPage, cookieOf, signIn } from '../../../../test/support/browser-session.ts'
import { inTransaction, viewOf } from '../../../kernel/db/db.ts'
import type { CollectionTables } from '../tables.ts'

const PREFIX = '/api/collection'
const PASSWORD = 'correct horse battery'

/** A study with one answer of each of two people, and its administrator at a screen. */
async function withRecords(app: TestApp) {
  const opened = await study(app)
  await opened.send('P-1', [{ item: 'mood', value: 3, end: '2027-03-01T09:00:11.000Z' }])
  await opened.send('P-2', [{ item: 'mood', value: 5 }])
  const admin = await app.as('admin')
  const rights = { password: PASSWORD, administrator: true, firstName: 'Ines', lastName: 'Berg' }
  await admin.post('/api/accounts', { name: 'ines', ...rights })
  const cookie = cookieOf(await signIn(app, { name: 'ines', password: PASSWORD }))
  const page = (method: 'GET' | 'POST', url: string, payload?: object) =>
    asPage(app, cookie, { method, url, ...(payload && { payload }) })
  const url = `${PREFIX}/projects/${opened.project}`
  const uploads = async (query = '') => (await opened.owner.get(`${url}/uploads${query}`)).json().items
  const [second, first] = await uploads()
  return {
    ...opened,
    url,
    uploads,
    page,
    first: first.id as number,
    second: second.id as number,
    confirm: () => page('POST', '/api/session/confirm', { password: PASSWORD }),
    sign: (body: object) => page('POST', `${url}/signatures`, body),
    history: async (id: number) => (await page('GET', `${PREFIX}/uploads/${id}/history`)).json(),
    counted: async () =>
      (await opened.owner.get(`${url}/responses`)).json().items.map((row: { value: string }) => row.value),
  }
}

const codeOf = (answer: { statusCode: number; json(): { code?: string } }) => [
  answer.statusCode,
  answer.json().code,
]

eachApp((open, database) => {
  describe(`collection: records (${database})`, () => {
    test('S5: where a project asks for reasons, data is not changed without one, and the history keeps it', async () => {
      const app = await open()
      const { owner, url, first, history, uploads } = await withRecords(app)
      const read = `${PREFIX}/uploads/${first}/read`
      assert.equal((await owner.post(read, {})).statusCode, 202)
      assert.equal((await owner.patch(url, { reasonForChange: true })).json().reasonForChange, true)
      for (const body of [{}, { reason: '   ' }]) {
        const refused = await owner.post(read, body)
        assert.deepEqual(codeOf(refused), [422, 'reason_missing'])
        assert.equal(refused.json().errors[0].field, 'reason')
      }
      const who = { participant: 'P-2', mode: 'anonymise' }
      assert.deepEqual(codeOf(await owner.post(`${url}/withdrawals`, who)), [422, 'reason_missing'])
      assert.equal((await uploads('?participant=P-2')).length, 1)
      assert.equal((await owner.post(read, { reason: 'A reader was mended' })).statusCode, 202)
      await app.jobs.drain()
      assert.equal(
        (await owner.post(`${url}/withdrawals`, { ...who, reason: 'Asked by mail' })).statusCode,
        201,
      )
      const asked = (await history(first)).items.filter(
        (item: { action: string }) => item.action === 'collection.upload.read-asked',
      )
      assert.deepEqual(
        asked.map((item: { by: string; reason: string | null }) => [item.by, item.reason]),
        [
          ['olga', 'A reader was mended'],
          ['olga', null],
        ],
      )
    })

    test('S5: every signature asks who signs, names them with what they mean, and locks the record', async () => {
      const app = await open()
      const { owner, page, first, second, url, confirm, sign, history, uploads } = await withRecords(app)
      const signing = { uploads: [first], meaning: 'reviewed' }
      assert.deepEqual(codeOf(await owner.post(`${url}/signatures`, signing)), [403, 'sign_in_needed'])
      // A sign-in of a moment ago is none.
      assert.deepEqual(codeOf(await sign(signing)), [403, 'confirm_needed'])
      await confirm()
      assert.deepEqual((await sign(signing)).json(), { signed: 1, more: false })
      assert.deepEqual(codeOf(await sign({ meaning: 'approved' })), [403, 'confirm_needed'])
      await confirm()
      app.clock.advance(121_000)
      assert.deepEqual(codeOf(await sign({ meaning: 'approved' })), [403, 'confirm_needed'])
      await confirm()
      assert.deepEqual(codeOf(await sign({ uploads: [first, 999_999], meaning: 'approved' })), [
        404,
        'not_found',
      ])
      // What was refused has used nothing up. All that is whole and not locked yet:
      assert.deepEqual((await sign({ meaning: 'approved' })).json(), { signed: 1, more: false })
      assert.deepEqual(
        (await uploads('?locked=true')).map((row: { id: number }) => row.id),
        [second, first],
      )
      assert.equal((await uploads('?locked=false')).length, 0)
      const { signatures, items } = await history(first)
      assert.deepEqual(
        signatures.map((each: { sha256: string }) => ({ ...each, sha256: each.sha256.length })),
        [
          {
            ...{ id: signatures[0].id, meaning: 'reviewed', name: 'ines', fullName: 'Ines Berg' },
            ...{ sha256: 64, holds: true, signedAt: signatures[0].signedAt, lifted: null },
          },
        ],
      )
      assert.deepEqual(
        items.map((item: { action: string; by: string | null }) => item.action),
        ['collection.upload.signed', 'collection.submission.received'],
      )
      assert.deepEqual(codeOf(await owner.post(`${PREFIX}/uploads/${first}/read`, {})), [409, 'locked'])
      // Somebody changes an answer past the server.
      await inTransaction(app.kernel.db, (tx) =>
        viewOf<CollectionTables>(tx)
          .updateTable('collection_response')
          .set({ value: '8' })
          .where('upload_set_id', '=', second)
          .execute(),
      )
      assert.equal((await history(second)).signatures[0].holds, false)
      const manager = await app.as('mara', { roles: ['collection:manager'] })
      const unlock = `${PREFIX}/uploads/${first}/unlock`
      assert.deepEqual(codeOf(await manager.post(unlock, { reason: 'No' })), [403, 'role_needed'])
      assert.deepEqual(codeOf(await owner.post(unlock, { reason: '  ' })), [422, 'reason_missing'])
      assert.equal((await owner.post(unlock, { reason: 'The wrong one' })).statusCode, 204)
      assert.deepEqual(codeOf(await owner.post(unlock, { reason: 'Again' })), [409, 'not_locked'])
      const after = await history(first)
      assert.deepEqual(
        [after.signatures[0].holds, after.signatures[0].lifted.reason],
        [null, 'The wrong one'],
      )
      assert.deepEqual(
        [after.items[0].action, after.items[0].reason],
        ['collection.upload.unlocked', 'The wrong one'],
      )
      assert.equal((await page('GET', `${PREFIX}/uploads/${first}`)).json().lockedAt, null)
    })

    test('S5: what comes for a locked record is kept and flagged, and counts once it is unlocked', async () => {
      const app = await open()
      const { owner, send, first, confirm, sign, history, uploads, counted } = await withRecords(app)
      await confirm()
      await sign({ uploads: [first], meaning: 'reviewed' })
      app.clock.advance(1_000)
      await send('P-1', [{ item: 'mood', value: 9, end: '2027-03-02T09:00:00.000Z' }])
      const [late, , locked] = await uploads()
      assert.deepEqual([late.afterLock, late.state, locked.afterLock], [true, 'superseded', false])
      assert.deepEqual((await counted()).sort(), ['3', '5'])
      const { signatures, older } = await history(first)
      assert.equal(signatures[0].holds, true)
      assert.deepEqual(
        older.map((each: { id: number; answers: number }) => [each.id, each.answers]),
        [[late.id, 1]],
      )
      await owner.post(`${PREFIX}/uploads/${first}/unlock`, { reason: 'Newer answers' })
      await app.jobs.drain()
      assert.deepEqual((await counted()).sort(), ['5', '9'])
      assert.deepEqual(
        (await history(first)).newer.map((each: { id: number }) => each.id),
        [late.id],
      )
    })

    test('S5: a withdrawal wins over a lock, and the history of what stays says so', async () => {
      const app = await open()
      const { owner, first, second, url, confirm, sign, history } = await withRecords(app)
      await confirm()
      assert.equal((await sign({ meaning: 'approved' })).json().signed, 2)
      const withdraw = (participant: string, mode: string) =>
        owner.post(`${url}/withdrawals`, { participant, mode })
      assert.equal((await withdraw('P-1', 'anonymise')).statusCode, 201)
      const { items, signatures } = await history(first)
      assert.equal(items[0].action, 'collection.upload.withdrawn')
      assert.equal(signatures[0].lifted.reason, 'The participant withdrew.')
      assert.equal((await withdraw('P-2', 'erase')).statusCode, 201)
      assert.equal((await owner.get(`${PREFIX}/uploads/${second}/history`)).statusCode, 404)
    })
  })
})
