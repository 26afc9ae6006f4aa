import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { pair, readAll, study } from '../../../../test/support/answers.ts'
import { eachApp, type TestApp } from '../../../../test/support/apps/collection.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { inTransaction, viewOf } from '../../../kernel/db/db.ts'
import { pseudonymised } from './withdrawal-text.ts'

const PREFIX = '/api/collection'
const CODE = 'Zebra-0142'
const ADDRESS = 'zebra@example.org'

/** Everything that the database holds, and every file: as one text for each place. */
async function everything({ kernel, folder }: TestApp): Promise<Map<string, string>> {
  const places = new Map<string, string>()
  const list =
    kernel.database.dialect === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`
      : sql<{
          name: string
        }>`select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'graphile_worker') order by 1`
  for (const { name } of (await list.execute(viewOf(kernel.db) as never)).rows) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(viewOf(kernel.db) as never)
    places.set(`table ${name}`, JSON.stringify(rows))
  }
  for (const file of readdirSync(join(folder, 'collection'), { recursive: true }) as string[]) {
    const path = join(folder, 'collection', file)
    places.set(`file ${file}`, statSync(path).isFile() ? readFileSync(path, 'latin1') : '')
  }
  return places
}

function marksIn(places: Map<string, string>, marks: readonly string[]): string[] {
  return [...places].flatMap(([place, text]) =>
    marks
      .filter((mark) => `${place}\n${text}`.toLowerCase().includes(mark.toLowerCase()))
      .map((mark) => `${mark} in ${place}`),
  )
}

/** Runs what waits for later, too. */
async function settle(app: TestApp): Promise<void> {
  await readAll(app)
  app.clock.advance(61_000)
  const waiting = await app.jobs.list({ state: 'waiting', limit: 100 })
  await inTransaction(app.kernel.db, async (tx) => {
    for (const { id } of waiting) await app.jobs.retry(tx, id)
  })
  await app.jobs.drain()
}

async function withData(app: TestApp) {
  const opened = await study(app)
  const { owner, project, send, sendZip, post } = opened
  const url = `${PREFIX}/projects/${project}`
  await app.jobs.drain()
  await send(CODE, [
    { item: 'mood', value: 'very private words', id: 'uuid:z1' },
    { item: 'pid', value: CODE, id: 'uuid:z2' },
    { item: 'age', value: 42, id: 'uuid:z3' },
  ])
  await sendZip(
    CODE.toLowerCase(),
    [{ item: 'read', value: 'zebra-voice.wav', activity: 'voice', id: 'uuid:z4' }],
    {
      'zebra-voice.wav': Buffer.from('RIFF the voice of a zebra'),
    },
  )
  await send('Other-1', [{ item: 'mood', value: 'words of another', session: 's9', id: 'uuid:o1' }])
  // A link that is nobody's, with the code in the answers alone.
  const open = (await owner.post(`${url}/grants`, {})).json().token
  const loose = JSON.stringify(pair({ item: 'late', value: 'loose words', subject: CODE, id: 'uuid:z5' }))
  const payload = { auth_token: open, responses: JSON.parse(loose) }
  await app.inject({ method: 'POST', url: '/collection/submit', payload })
  await readAll(app)
  const withdraw = (body: object) => owner.post(`${url}/withdrawals`, body)
  const answers = async () =>
    (await owner.get(`${url}/exports/answers.jsonld`))
      .json()
      .filter((each: { value?: unknown }) => 'value' in each)
  return { ...opened, url, withdraw, answers, post }
}

test('a pseudonym takes the place of a code in JSON, and every other letter stays', () => {
  const text =
    '[ {"subject_id" : "P\\u002d07","value":12345678901234567890,"n": 7, "url":"x?uid=P-07&a", "a":"P-071"}]'
  assert.equal(
    pseudonymised(text, ['P-07'], 'w-1'),
    '[ {"subject_id" : "w-1","value":12345678901234567890,"n": 7, "url":"x?uid=w-1&a", "a":"P-071"}]',
  )
  assert.equal(
    pseudonymised('{"subject_id":"7","value":"7","more":"17 7"}', ['7'], 'w-1'),
    '{"subject_id":"w-1","value":"7","more":"17 7"}',
    'a bare number is the answer to many a question',
  )
})

eachApp((open, database) =>
  describe(`collection: withdrawal (${database})`, () => {
    test('S8: of an erased participant no row, no file and no word is left, others keep all of theirs', async () => {
      const app = await open()
      const { withdraw, answers, owner, url } = await withData(app)
      const marks = [CODE, 'very private words', 'loose words', 'zebra-voice', 'voice of a zebra', 'uuid:z1']
      assert.ok(marksIn(await everything(app), marks).length >= marks.length)
      const preview = (await owner.get(`${url}/withdrawals/preview?participant=${CODE}`)).json()
      const done = await withdraw({ participant: CODE, mode: 'erase', reason: 'asked by letter' })
      assert.equal(done.statusCode, 201, done.body)
      const { counts, pseudonym, by, reason } = done.json()
      assert.deepEqual(counts, preview.counts)
      assert.deepEqual(
        [counts.answers, counts.submissions, counts.files, counts.recordings, counts.links],
        [5, 3, 1, 1, 2],
      )
      assert.deepEqual([by, reason], ['olga', 'asked by letter'])
      assert.match(pseudonym, /^withdrawn-[0-9a-f]{8}$/)
      await settle(app)
      assert.deepEqual(marksIn(await everything(app), marks), [])
      assert.deepEqual(
        (await answers()).map((each: { value: unknown }) => each.value),
        ['words of another'],
      )
      assert.equal((await app.kernel.journal.verify()).ok, true)
    })

    test('S8: of an anonymised participant the answers stay under a pseudonym, and what a voice or a code is goes', async () => {
      const app = await open()
      const { withdraw, answers } = await withData(app)
      const done = await withdraw({ participant: CODE, mode: 'anonymise' })
      assert.equal(done.statusCode, 201, done.body)
      const { pseudonym } = done.json()
      await settle(app)
      assert.deepEqual(marksIn(await everything(app), [CODE, 'voice of a zebra']), [])
      const left = await answers()
      const mine = left.filter(
        (each: { wasAttributedTo: { subject_id: string } }) => each.wasAttributedTo.subject_id === pseudonym,
      )
      assert.deepEqual(
        mine.map((each: { value: unknown }) => each.value).sort(),
        [42, 'loose words', 'very private words', pseudonym, 'zebra-voice.wav'].sort(),
      )
      const texts = [...(await everything(app))].filter(([place]) => place.endsWith('-messages.json'))
      assert.equal(texts.length, 3)
      assert.equal(texts.filter(([, text]) => text.includes(pseudonym)).length, 2)
    })

    test('a withdrawn link takes nothing more, and says so', async () => {
      const app = await open()
      const { withdraw, post } = await withData(app)
      await withdraw({ participant: CODE, mode: 'erase' })
      const late = await post(CODE, { responses: '[1]' })
      assert.deepEqual([late.statusCode, late.json().status], [403, 'Unauthorized token'])
      const again = await withdraw({ participant: CODE, mode: 'erase' })
      assert.deepEqual([again.statusCode, again.json().code], [422, 'no_such_participant'])
    })

    test('a submission that comes at the same moment is erased too, or refused: none is left behind', async () => {
      const app = await open()
      const { withdraw, post, linkOf } = await withData(app)
      await linkOf(CODE)
      const race = Array.from({ length: 20 }, (_, i) =>
        post(CODE, {
          responses: JSON.stringify(pair({ item: `race_${i}`, value: `racing words ${i}`, subject: CODE })),
          ...(i % 2 === 0 && { file: { name: `${CODE}-${i}.bin`, bytes: Buffer.from(`racing words ${i}`) } }),
        }),
      )
      const [done, ...sent] = await Promise.all([
        Promise.race(race).then(() => withdraw({ participant: CODE, mode: 'erase' })),
        ...race,
      ])
      assert.equal(done.statusCode, 201, done.body)
      for (const { statusCode } of sent) assert.ok([200, 403].includes(statusCode), String(statusCode))
      await settle(app)
      assert.deepEqual(marksIn(await everything(app), ['racing words', CODE]), [])
    })

    test('mails, lists, webhooks and zips forget the person as well; listeners hear ids and a pseudonym', async () => {
      const app = await open({ env: { ATELIER_WEBHOOKS_ALLOW: '127.0.0.1' } })
      const { owner, url, withdraw, send, project } = await withData(app)
      const receiver = await startReceiver()
      await owner.post(`${url}/webhooks`, {
        address: receiver.url,
        events: ['submission.received', 'participant.withdrawn'],
      })
      const text = `code,email\n${CODE}x,${ADDRESS}`
      const imported = await owner.post(`${url}/participants/import`, { text })
      assert.ok(imported.statusCode < 300, imported.body)
      await send(`${CODE}x`, [{ item: 'mood', value: 'more', session: 's7' }])
      await owner.post(`${url}/recordings-zips`, {})
      await settle(app)
      assert.ok(
        marksIn(await everything(app), [`${CODE}x`]).some((place) => place.includes('webhook_delivery')),
      )
      const done = await withdraw({ participant: `${CODE}x`, mode: 'erase' })
      assert.equal(done.statusCode, 201, done.body)
      assert.equal(done.json().counts.zips, 1)
      await settle(app)
      assert.deepEqual(marksIn(await everything(app), [`${CODE}x`, ADDRESS]), [])
      const told = JSON.parse(receiver.received.at(-1)?.body ?? '{}')
      assert.equal(told.event, 'participant.withdrawn')
      assert.equal(told.object, `collection.project:${project}`)
      assert.deepEqual(Object.keys(told.data), [
        'withdrawal',
        'participant',
        'pseudonym',
        'mode',
        'submissions',
      ])
    })

    test('the receipt names nobody, and shows by hashes what is gone', async () => {
      const app = await open()
      const { owner, url, withdraw } = await withData(app)
      const { id } = (await withdraw({ participant: CODE, mode: 'erase' })).json()
      const receipt = (await owner.get(`${PREFIX}/withdrawals/${id}`)).json()
      assert.equal(receipt.proof.length, 3)
      assert.match(receipt.proof[0].sha256, /^[0-9a-f]{64}$/)
      assert.deepEqual(receipt.backups, { count: 0, until: null, lasting: 0 })
      assert.equal(receipt.project.name, 'Voice')
      assert.ok(!JSON.stringify(receipt).includes(CODE))
      assert.equal((await owner.get(`${url}/withdrawals`)).json().items[0].id, id)
      const [entry] = await app.kernel.journal.list({ action: 'collection.participant.withdrawn', limit: 5 })
      assert.equal(entry?.object, `collection.withdrawal:${id}`)
      assert.ok(!JSON.stringify(entry).includes(CODE))
    })

    test('R10: a withdrawal that is sent again under its key is done once', async () => {
      const app = await open()
      const { owner, url } = await withData(app)
      const send = () =>
        app.inject({
          method: 'POST',
          url: `${url}/withdrawals`,
          headers: { authorization: `Bearer ${owner.token}`, 'idempotency-key': 'k' },
          payload: { participant: CODE, mode: 'erase' },
        })
      const [first, again] = [await send(), await send()]
      assert.equal(first.statusCode, 201)
      assert.equal(first.body, again.body)
    })

    test('while it is not known whose an answer is, nobody is withdrawn', async () => {
      const app = await open()
      const { owner, url, withdraw } = await withData(app)
      const open_ = (await owner.post(`${url}/grants`, {})).json().token
      await app.inject({
        method: 'POST',
        url: '/collection/submit',
        payload: { auth_token: open_, responses: [1] },
      })
      const refused = await withdraw({ participant: CODE, mode: 'erase' })
      assert.deepEqual([refused.statusCode, refused.json().code], [409, 'still_reading'])
      await readAll(app)
      assert.equal((await withdraw({ participant: CODE, mode: 'erase' })).statusCode, 201)
    })

    test('A2: only owners of the project withdraw people', async () => {
      const app = await open()
      const { url } = await withData(app)
      const manager = await app.as('mara', { roles: ['collection:manager'] })
      const body = { participant: CODE, mode: 'erase' }
      assert.equal((await manager.post(`${url}/withdrawals`, body)).statusCode, 403)
      assert.equal((await manager.get(`${url}/withdrawals/preview?participant=${CODE}`)).statusCode, 403)
    })
  }),
)
