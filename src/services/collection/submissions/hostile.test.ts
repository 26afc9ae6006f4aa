import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pair, readAll, study } from '../../../../test/support/answers.ts'
import { eachApp, type TestApp } from '../../../../test/support/apps/collection.ts'
import {
  answerPair,
  archiveOf,
  submitAnswers,
  submitFile,
  submitForm,
} from '../../../../test/support/study.ts'
import { createThread } from '../../../kernel/thread.ts'
import { MOST_ANSWERS, parseText } from '../answers/parse.ts'
import { pseudonymised } from '../withdrawals/withdrawal-text.ts'
import { createResponsesCheck } from './responses.ts'

const PREFIX = '/api/collection'
const UUID = '7896a213-0000-4000-8000-000000000000'

/** A project with one link for everybody. */
async function shared(app: TestApp, name = 'Shared') {
  const opened = await study(app, name)
  const url = `${PREFIX}/projects/${opened.project}`
  const { token } = (await opened.owner.post(`${url}/grants`, {})).json()
  const values = async () => {
    await readAll(app)
    const { items } = (await opened.owner.get(`${url}/responses`)).json()
    return items.map((each: { value: string }) => each.value).sort()
  }
  const uploads = async () => {
    await readAll(app)
    return (await opened.owner.get(`${url}/uploads`)).json().items
  }
  return { ...opened, url, token: token as string, values, uploads }
}

test('I4: a text of millions of small parts and a long number costs no memory to speak of, and nobody behind it waits in vain', {
  timeout: 25_000,
}, async () => {
  const check = createResponsesCheck()
  const part = '{},'
  const hostile = `[1234567890123456,${part.repeat(3_000_000)}0]`
  const plain = JSON.stringify(answerPair({ value: 'x'.repeat(1_100_000) }))
  const [none, found] = await Promise.all([check.parse(hostile), check.parse(plain)])
  await check.close()
  assert.equal(none, undefined)
  assert.equal(found?.answers.length, 1)
})

test('a text that ends its thread leaves those behind it their answers', async () => {
  const code = `import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ id, question }) => {
      if (question === 'end') throw new Error('no memory')
      parentPort.postMessage({ id, answer: question })
    })`
  const thread = createThread<string, string>(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
  const asked = ['one', 'end', 'two', 'end', 'three'].map((question) => thread.ask(question))
  assert.deepEqual(await Promise.all(asked), ['one', undefined, 'two', undefined, 'three'])
  await thread.close()
})

test('of more answers than anybody gives the first ones are read, and how many are left is told', () => {
  const text = `[${'{"@type":"Response"},'.repeat(MOST_ANSWERS)}{"@type":"Response"}]`
  const parsed = parseText(text)
  assert.deepEqual([parsed?.answers.length, parsed?.left], [MOST_ANSWERS, 1])
})

test('long numbers stay letter for letter wherever they stand, and what is no JSON does not become it', () => {
  const of = (value: string) => parseText(`[{"@type":"Response","value":${value}}]`)?.answers[0]?.value
  for (const value of [
    '-12345678901234567890',
    '[1,0.12345678901234567,"1234567890123456789"]',
    '1e12345678901234567',
  ])
    assert.equal(of(value), value)
  for (const value of ['01234567890123456789', '1234567890123456-', '1234567890123456.', '-'])
    assert.equal(of(value), undefined)
})

test('a text of millions of letters gets its pseudonym, too', () => {
  const long = 'a'.repeat(11_000_000)
  assert.equal(
    pseudonymised(`{"subject_id":"P-07","value":"${long}"}`, ['P-07'], 'w-1'),
    `{"subject_id":"w-1","value":"${long}"}`,
  )
})

eachApp((open, database) =>
  describe(`collection: what one person sends takes nothing from others (${database})`, () => {
    const opening = open()

    test('an answer that is an odd object, with a unit and bare, is read, and so is what comes after it', async () => {
      const of = await shared(await opening, 'Odd')
      const odd = { toString: 1, valueOf: 2 }
      await submitAnswers(await opening, of.token, [
        ...answerPair({ value: { value: odd, unitCode: 'kg' }, at: 1 }),
        ...answerPair({ value: odd, at: 2 }),
        ...answerPair({ value: 'after it', item: 'other' }),
      ])
      assert.deepEqual(await of.values(), ['"after it"', '{"toString":1,"valueOf":2}'])
    })

    test('equal answers without an id, of two who share a link, are two', async () => {
      const of = await shared(await opening, 'Lone')
      for (const id of [undefined, undefined, '_:b0', '_:b0'])
        await submitAnswers(await opening, of.token, [
          { '@type': 'reproschema:Response', '@id': id, isAbout: 'https://example.org/items/mood', value: 2 },
        ])
      assert.deepEqual(await of.values(), ['2', '2', '2', '2'])
    })

    test('many answers in one short text are all read', async () => {
      const of = await shared(await opening, 'Many')
      const many = Array.from({ length: 250 }, (_, n) => answerPair({ value: n, item: `item_${n}` })).flat()
      await submitAnswers(
        await opening,
        of.token,
        many.map(({ ...each }) => ({ ...each, used: undefined })),
      )
      await readAll(await opening)
      assert.equal((await of.uploads())[0].answers, 250)
    })

    test('a longer zip after a shorter one of the same name is read', async () => {
      const of = await shared(await opening, 'Longer')
      const filler = Buffer.alloc(10_001_000, 'a long recording')
      const whole = await archiveOf(`${UUID}-`, [answerPair({ value: 'whole' })], { 'filler.wav': filler })
      await submitFile(await opening, of.token, `${UUID}-.zip.000`, Buffer.from('the end of a shorter one'))
      await submitFile(await opening, of.token, `${UUID}-.zip.000`, whole.subarray(0, 10_000_000))
      await submitFile(await opening, of.token, `${UUID}-.zip.001`, whole.subarray(10_000_000))
      const [upload] = await of.uploads()
      assert.deepEqual([upload.state, upload.conflicts, upload.answers], ['whole', true, 1])
    })

    test('zips of one name by three people who share a link are all read', async () => {
      const of = await shared(await opening, 'Alike')
      for (const subject of ['Anna', 'Bert', 'Cleo']) {
        const zip = await archiveOf('N', [answerPair({ value: subject, subject, session: subject })])
        await submitFile(await opening, of.token, 'answers.zip', zip)
        await readAll(await opening)
      }
      assert.deepEqual(await of.values(), ['"Anna"', '"Bert"', '"Cleo"'])
    })

    test('I6: an entry that is longer than it says is not taken into memory where a zip is read in part', async () => {
      const of = await shared(await opening, 'Stored')
      const text = Buffer.from(JSON.stringify(answerPair({ value: 'x'.repeat(5_000) })))
      const name = Buffer.from('activity_0.jsonld')
      const header = Buffer.alloc(30)
      header.writeUInt32LE(0x04034b50, 0)
      header.writeUInt32LE(text.length, 18)
      header.writeUInt32LE(1, 22)
      header.writeUInt16LE(name.length, 26)
      await submitFile(await opening, of.token, `${UUID}-.zip.000`, Buffer.concat([header, name, text]))
      await submitFile(await opening, of.token, `${UUID}-.zip.002`, Buffer.from('the end'))
      const [upload] = await of.uploads()
      assert.equal(
        (await of.owner.post(`${PREFIX}/uploads/${upload.id}/read`, { partial: true })).statusCode,
        202,
      )
      assert.deepEqual(await of.values(), [])
    })

    test('boxes of somebody who gave no answer are empty, not unchecked', async () => {
      const of = await study(await opening, 'Boxes')
      await of.send('A', [{ item: 'pets', value: ['cat', 'dog'] }])
      await of.send('B', [{ item: 'pets', value: null }])
      const csv = (await of.owner.get(`${PREFIX}/projects/${of.project}/exports/wide.csv`)).body
      const [head, ...rows] = csv.trim().split('\r\n')
      const at = head?.split(',').indexOf('pets___cat') ?? -1
      assert.deepEqual(
        rows.map((row) => row.split(',')[at]),
        ['Checked', ''],
      )
    })

    test('S8: who withdraws takes no file along that another has sent by the same link', async () => {
      const app = await opening
      const of = await shared(app, 'Twice')
      const send = (subject: string) =>
        submitForm(app, of.token, [
          {
            name: 'responses',
            content: JSON.stringify(pair({ item: 'mood', value: subject, session: subject, subject })),
          },
          { name: 'file', fileName: 'consent.pdf', content: '%PDF the same for all' },
        ])
      await send('Anna')
      await readAll(app)
      const kept = await send('Bert')
      await readAll(app)
      const done = await of.owner.post(`${of.url}/withdrawals`, { participant: 'Anna', mode: 'erase' })
      assert.equal(done.statusCode, 201, done.body)
      await readAll(app)
      const { items } = (await of.owner.get(`${PREFIX}/submissions/${kept}`)).json()
      assert.equal((await of.owner.get(`${PREFIX}/files/${items[0].id}`)).body, '%PDF the same for all')
      assert.deepEqual(await of.values(), ['"Bert"'])
    })

    test('S8: a withdrawal keeps what others have done: the answers to their retries, and the mails of other studies', async () => {
      const app = await opening
      const of = await study(app, 'Kept')
      await of.send('200', [{ item: 'mood', value: 'mine' }])
      const retry = async () =>
        app.inject({
          method: 'POST',
          url: '/collection/submit',
          headers: { 'idempotency-key': 'one-200' },
          payload: { auth_token: await of.linkOf('Other'), responses: ['200'] },
        })
      const first = (await retry()).json().submission_id
      const mails = async () => {
        const { db } = app.kernel
        return (
          await db
            .selectFrom('kernel_mail')
            .select('id')
            .where('to_address', '=', 'both@example.org')
            .execute()
        ).length
      }
      const invite = async (project: number) => {
        const url = `${PREFIX}/projects/${project}`
        await of.owner.patch(url, { webAppUrl: 'https://study.example.org/ui/' })
        await of.owner.post(`${url}/participants/import`, { text: 'code,email\n200,both@example.org' })
        await of.owner.post(`${url}/links`, { all: true })
        const mailed = await of.owner.post(`${url}/links/mail`, { all: true })
        assert.equal(mailed.json().mailed, 1, mailed.body)
        return url
      }
      const url = await invite(of.project)
      await invite((await of.owner.post(`${PREFIX}/projects`, { name: 'Kept-2' })).json().id)
      assert.equal(await mails(), 2)
      const done = await of.owner.post(`${url}/withdrawals`, { participant: '200', mode: 'erase' })
      assert.deepEqual([done.statusCode, done.json().counts?.mails], [201, 1], done.body)
      assert.equal(await mails(), 1)
      assert.equal((await retry()).json().submission_id, first)
    })
  }),
)
