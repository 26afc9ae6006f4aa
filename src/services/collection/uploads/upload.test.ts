import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { slicesOf } from '../../../../examples/collection/archive.ts'
import { type Caller, eachApp, type TestApp } from '../../../../test/support/apps/collection.ts'
import {
  answerPair,
  archiveOf,
  submitAnswers,
  submitFile,
  submitForm,
} from '../../../../test/support/study.ts'

const PREFIX = '/api/collection'
const UUID = '7896a213-0000-4000-8000-000000000000'
const WAV = Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt a recording of little length')

interface Study {
  app: TestApp
  manager: Caller
  coordinator: Caller
  project: number
  token: string
}

let projects = 0

/** A project of its own. */
async function study(app: TestApp, participant?: string): Promise<Study> {
  projects += 1
  const manager = await app.as('mara', { roles: ['collection:manager'] })
  const coordinator = await app.as('cora', { roles: ['collection:coordinator'] })
  const project = (await manager.post(`${PREFIX}/projects`, { name: `Voice ${projects}` })).json().id
  const { token } = (
    await coordinator.post(
      `${PREFIX}/projects/${project}/grants`,
      participant === undefined ? {} : { participant },
    )
  ).json()
  return { app, manager, coordinator, project, token }
}

async function uploadsOf({ app, coordinator, project }: Study, query = '') {
  await app.jobs.drain()
  const answer = await coordinator.get(`${PREFIX}/projects/${project}/uploads${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().items
}

async function responsesOf({ app, manager, project }: Study, query = '') {
  await app.jobs.drain()
  const answer = await manager.get(`${PREFIX}/projects/${project}/responses${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().items
}

/** A zip of so many slices. */
async function cutZip(slices: number, entries: object[] = answerPair({ value: 1 })) {
  const filler = Buffer.alloc((slices - 1) * 10_000_000 + 1_000, 'a long recording')
  const zip = await archiveOf(`${UUID}-P-0142`, [entries], { 'filler.wav': filler })
  return slicesOf(`${UUID}-P-0142`, zip)
}

eachApp((open, database) => {
  // For all that needs no clock of its own; each test has a project of its own.
  const opening = open()
  describe(`collection: uploads (${database})`, () => {
    test('slices in any order are one upload, which is whole when the last one has come', async () => {
      const of = await study(await opening)
      const [first, second] = await cutZip(2)
      assert.ok(first && second)
      await submitFile(of.app, of.token, second.name, second.bytes)
      const [arriving] = await uploadsOf(of)
      assert.deepEqual(
        [arriving.state, arriving.kind, arriving.participant, arriving.slices],
        ['arriving', 'final', 'P-0142', { last: 1, missing: [0], endMissing: false }],
      )
      await submitFile(of.app, of.token, first.name, first.bytes)
      const uploads = await uploadsOf(of)
      assert.equal(uploads.length, 1)
      assert.deepEqual(
        [
          uploads[0].state,
          uploads[0].answers,
          uploads[0].activities,
          uploads[0].slices.missing,
          uploads[0].bytes,
        ],
        ['whole', 1, ['phq2'], [], first.bytes.length + second.bytes.length],
      )
      assert.equal((await responsesOf(of))[0].value, '1')
    })

    test('slices that all come at once, each of them twice, count once', async () => {
      const of = await study(await opening)
      const slices = await cutZip(2)
      await Promise.all(
        [...slices, ...slices].map(({ name, bytes }) => submitFile(of.app, of.token, name, bytes)),
      )
      const [upload, ...others] = await uploadsOf(of)
      assert.deepEqual(
        [others.length, upload.state, upload.answers, upload.conflicts],
        [0, 'whole', 1, false],
      )
      const detail = (await of.coordinator.get(`${PREFIX}/uploads/${upload.id}`)).json()
      assert.deepEqual(
        detail.parts.map((part: { index: number; retries: number }) => [part.index, part.retries]),
        [
          [0, 1],
          [1, 1],
        ],
      )
      assert.equal((await responsesOf(of)).length, 1)
    })

    test('full slices so far may go on; the end is missing until it comes', async () => {
      const of = await study(await opening)
      const [first, second] = await cutZip(2)
      assert.ok(first && second)
      await submitFile(of.app, of.token, first.name, first.bytes)
      const [upload] = await uploadsOf(of)
      assert.deepEqual(
        [upload.state, upload.slices],
        ['arriving', { last: 0, missing: [], endMissing: true }],
      )
      await submitFile(of.app, of.token, second.name, second.bytes)
      assert.equal((await uploadsOf(of))[0].state, 'whole')
    })

    test('a small zip is one slice; a broken one is unreadable with its reason, and stays', async () => {
      const of = await study(await opening)
      const zip = await archiveOf(`${UUID}-`, [answerPair({ value: 1 })])
      await submitFile(of.app, of.token, `${UUID}-.zip.000`, zip)
      await submitFile(of.app, of.token, `x${UUID}-.zip.000`, Buffer.from('no zip'))
      const [broken, whole] = await uploadsOf(of)
      assert.deepEqual([whole.state, whole.participant, whole.answers], ['whole', null, 1])
      assert.deepEqual([broken.state, broken.needsLook], ['unreadable', true])
      assert.match(broken.problem, /archive cannot be taken/)
      const { items } = (await of.manager.get(`${PREFIX}/submissions/${broken.submission}`)).json()
      assert.equal((await of.manager.get(`${PREFIX}/files/${items[0].id}`)).body, 'no zip')
    })

    test('slices of one name with other bytes are kept both and flagged; a retry that fits makes it whole', async () => {
      const of = await study(await opening)
      const [first, second] = await cutZip(2)
      assert.ok(first && second)
      await submitFile(of.app, of.token, first.name, Buffer.alloc(10_000_000, 'another'))
      await submitFile(of.app, of.token, second.name, second.bytes)
      assert.equal((await uploadsOf(of))[0].state, 'unreadable')
      await submitFile(of.app, of.token, first.name, first.bytes)
      const [upload] = await uploadsOf(of)
      assert.deepEqual(
        [upload.state, upload.conflicts, upload.needsLook, upload.answers],
        ['whole', true, true, 1],
      )
    })

    test('the same answers in the zip of an activity, as JSON and in the final zip count once', async () => {
      const of = await study(await opening)
      const [mood, voice] = [
        answerPair({ value: 1, activity: 'mood', subject: 'P-1' }),
        answerPair({ value: 'a.wav', activity: 'voice', subject: 'P-1' }),
      ]
      await submitAnswers(of.app, of.token, voice)
      await submitFile(
        of.app,
        of.token,
        `${UUID}-P-1-activity1.zip`,
        await archiveOf('N', [voice], { 'a.wav': WAV }),
      )
      await submitFile(
        of.app,
        of.token,
        `${UUID}-P-1.zip.000`,
        await archiveOf('N', [mood, voice], { 'a.wav': WAV }),
      )
      const [final, activity, json] = await uploadsOf(of)
      assert.deepEqual([final.kind, final.state, final.answers, final.duplicates], ['final', 'whole', 2, 1])
      assert.deepEqual([activity.kind, activity.state, activity.duplicates], ['activity', 'superseded', 1])
      assert.deepEqual([json.kind, json.state, json.participant], ['json', 'whole', 'P-1'])
      const responses = await responsesOf(of)
      assert.deepEqual(
        responses.map((each: { item: string; value: string }) => each.value),
        ['1', '"a.wav"'],
      )
      const detail = (await of.coordinator.get(`${PREFIX}/uploads/${activity.id}`)).json()
      assert.deepEqual(
        detail.twins.map((twin: { id: number }) => twin.id),
        [json.id],
      )
      // The recording came after its answer, in another upload.
      const media = await of.manager.get(`${PREFIX}/responses/${responses[1].id}/media`)
      assert.deepEqual(media.rawPayload, WAV)
    })

    test('of several answers to one item in one session the last one counts, in whatever order they come', async () => {
      const of = await study(await opening)
      await submitAnswers(of.app, of.token, [
        ...answerPair({ value: 3, at: 10 }),
        ...answerPair({ value: 1, at: 5 }),
        ...answerPair({ value: 7, at: 1, session: 'page-2' }),
      ])
      await submitAnswers(of.app, of.token, answerPair({ value: 4, at: 20 }))
      await submitAnswers(of.app, of.token, answerPair({ value: 2, at: 15 }))
      const values = async (query: string) =>
        (await responsesOf(of, query)).map((each: { value: string; superseded: boolean }) => each.value)
      assert.deepEqual(await values(''), ['4', '7'])
      assert.deepEqual(await values('?superseded=show'), ['2', '4', '7', '1', '3'])
      const [late, last, first] = await uploadsOf(of)
      assert.deepEqual([late.state, last.state], ['superseded', 'whole'])
      assert.deepEqual(
        (await uploadsOf(of, '?superseded=hide')).map((each: { id: number }) => each.id),
        [last.id, first.id],
      )
    })

    test('a number with a unit comes bare after that, and keeps its unit; another number does not get it', async () => {
      const of = await study(await opening)
      await submitAnswers(of.app, of.token, [
        ...answerPair({ value: { value: 7, unitCode: 'h' }, item: 'sleep', at: 1 }),
        ...answerPair({ value: 7, item: 'sleep', at: 1 }),
        ...answerPair({ value: { value: 7, unitCode: 'kg' }, item: 'weight', at: 1 }),
        ...answerPair({ value: 8, item: 'weight', at: 2 }),
      ])
      const found = await responsesOf(of)
      assert.deepEqual(
        found.map((each: { item: string; value: string; unit: string | null }) => [
          each.item,
          each.value,
          each.unit,
        ]),
        [
          ['weight', '8', null],
          ['sleep', '7', 'h'],
        ],
      )
    })

    test('junk and one bad entry never make others vanish', async () => {
      const of = await study(await opening)
      const entries = [
        { '0': 't' },
        null,
        ...answerPair({ value: 'kept' }),
        { '@type': 'reproschema:Response' },
      ]
      await submitAnswers(of.app, of.token, entries)
      const [upload] = await uploadsOf(of)
      assert.deepEqual([upload.answers, upload.junk], [2, 2])
      const zip = await archiveOf(
        'N',
        [answerPair({ value: 'one' }), [], answerPair({ value: 'three', item: 'other' })],
        { 'activity_9.jsonld': Buffer.from('{broken') },
      )
      await submitFile(of.app, of.token, `${UUID}-.zip.000`, zip)
      const [final] = await uploadsOf(of)
      assert.deepEqual([final.state, final.answers, final.needsLook], ['whole', 2, true])
      assert.match(final.problem, /activity_1\.jsonld.*activity_9\.jsonld/)
    })

    test('a document that is named .wav is what its bytes say, and is never shown by the browser', async () => {
      const of = await study(await opening)
      const answers = [
        ...answerPair({ value: 'sound.wav', item: 'sound' }),
        ...answerPair({ value: 'paper.wav', item: 'paper' }),
        ...answerPair({ value: 'page.wav', item: 'page' }),
      ]
      const files = {
        'sound.wav': WAV,
        'paper.wav': Buffer.from('%PDF-1.4'),
        'page.wav': Buffer.from('<script>'),
      }
      await submitFile(of.app, of.token, `${UUID}-.zip`, await archiveOf('N', [answers], files))
      const types = new Map<string, number>(
        (await responsesOf(of)).map((each: { id: number; file: { type: string } }) => [
          each.file.type,
          each.id,
        ]),
      )
      assert.deepEqual([...types.keys()].sort(), ['application/octet-stream', 'application/pdf', 'audio/wav'])
      for (const [type, id] of types) {
        const media = await of.manager.get(`${PREFIX}/responses/${id}/media`)
        assert.equal(media.headers['content-type'], type === 'audio/wav' ? type : 'application/octet-stream')
        assert.match(String(media.headers['content-disposition']), /^attachment; filename=/)
        assert.match(String(media.headers['content-security-policy']), /sandbox/)
      }
      const part = await of.app.inject({
        method: 'GET',
        url: `${PREFIX}/responses/${types.get('audio/wav')}/media`,
        headers: { authorization: `Bearer ${of.manager.token}`, range: 'bytes=8-11' },
      })
      assert.deepEqual([part.statusCode, part.body], [206, 'WAVE'])
    })

    test('a recording that is sent beside its answers belongs to them', async () => {
      const of = await study(await opening)
      await submitForm(of.app, of.token, [
        { name: 'responses', content: JSON.stringify(answerPair({ value: 'a.wav' })) },
        { name: 'file', fileName: 'a.wav', content: WAV },
      ])
      const [response] = await responsesOf(of)
      assert.equal((await of.manager.get(`${PREFIX}/responses/${response.id}/media`)).body, WAV.toString())
    })

    test('a day after its link an upload with missing slices is incomplete, and the coordinators hear of it once', async () => {
      const of = await study(await open())
      // The eleventh slice, by its name.
      await submitFile(of.app, of.token, `${UUID}-P-1.zip.0010`, Buffer.from('the end'))
      await uploadsOf(of)
      of.app.clock.advance(31 * 60_000)
      const [stalled] = await uploadsOf(of, '?state=needs-a-look')
      assert.equal(stalled.state, 'incomplete')
      of.app.clock.advance(26 * 3_600_000)
      await uploadsOf(of)
      of.app.clock.advance(3_600_000)
      const [upload] = await uploadsOf(of, '?state=incomplete')
      assert.deepEqual([upload.state, upload.slices.missing], ['incomplete', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]])
      const notices = (await of.coordinator.get('/api/me/notices')).json().items
      assert.equal(
        notices.filter((each: { kind: string }) => each.kind === 'collection.upload-incomplete').length,
        1,
      )
      assert.match(notices[0].title, /Voice \d+: an upload stopped/)
    })

    test('a late slice turns an incomplete upload back', async () => {
      const of = await study(await open())
      const [first, second] = await cutZip(2)
      assert.ok(first && second)
      const link = (
        await of.coordinator.post(`${PREFIX}/projects/${of.project}/grants`, { minutes: 60 })
      ).json()
      await submitFile(of.app, link.token, second.name, second.bytes)
      await uploadsOf(of)
      of.app.clock.advance(40 * 60_000)
      assert.equal((await uploadsOf(of))[0].state, 'incomplete')
      await submitFile(of.app, link.token, first.name, first.bytes)
      const [upload] = await uploadsOf(of)
      assert.deepEqual([upload.state, upload.needsLook], ['whole', false])
    })

    test('what is here of an incomplete upload can be used, and is marked as that', async () => {
      const of = await study(await opening)
      const answers = [
        ...answerPair({ value: 'safe' }),
        ...answerPair({ value: 'filler.wav', item: 'sound' }),
      ]
      const slices = await cutZip(3, answers)
      for (const { name, bytes } of [slices[0], slices[2]] as typeof slices)
        await submitFile(of.app, of.token, name, bytes)
      const [upload] = await uploadsOf(of)
      const again = await of.manager.post(`${PREFIX}/uploads/${upload.id}/read`, {})
      assert.equal(again.json().code, 'upload_incomplete')
      assert.equal(
        (await of.manager.post(`${PREFIX}/uploads/${upload.id}/read`, { partial: true })).statusCode,
        202,
      )
      const [used] = await uploadsOf(of)
      assert.deepEqual([used.partial, used.answers, used.needsLook], [true, 2, false])
      assert.match(used.problem, /what is here/)
      // Without its end the zip has no directory: it is read from the start.
      const other = await study(await opening)
      const [first] = slices
      assert.ok(first)
      await submitFile(other.app, other.token, first.name, first.bytes)
      const [begun] = await uploadsOf(other)
      await other.manager.post(`${PREFIX}/uploads/${begun.id}/read`, { partial: true })
      assert.deepEqual(
        (await responsesOf(other)).map((each: { value: string }) => each.value),
        ['"filler.wav"', '"safe"'],
      )
    })

    test('reading an upload again gives the same answers once', async () => {
      const of = await study(await opening)
      await submitAnswers(of.app, of.token, answerPair({ value: 1, at: 1 }))
      await submitAnswers(of.app, of.token, [
        ...answerPair({ value: 2, at: 2 }),
        ...answerPair({ value: 5, item: 'b' }),
      ])
      const before = await responsesOf(of, '?superseded=show')
      for (const { id } of await uploadsOf(of)) await of.manager.post(`${PREFIX}/uploads/${id}/read`, {})
      const again = await responsesOf(of, '?superseded=show')
      const told = (rows: { value: string; superseded: boolean }[]) =>
        rows.map(({ value, superseded }) => `${value} ${superseded}`).sort()
      assert.deepEqual(told(again), told(before))
      assert.deepEqual(told(before), ['1 true', '2 false', '5 false'])
    })

    test('nobody takes the place of somebody else’s answers by sending their ids', async () => {
      const of = await study(await opening, 'P-1')
      const other = (
        await of.coordinator.post(`${PREFIX}/projects/${of.project}/grants`, { participant: 'P-2' })
      ).json()
      const mine = answerPair({ value: 'mine', id: 'uuid:1', subject: 'P-1', at: 1 })
      await submitAnswers(of.app, of.token, mine)
      await submitAnswers(of.app, other.token, mine)
      await submitAnswers(
        of.app,
        other.token,
        answerPair({ value: 'forged', id: 'uuid:1', subject: 'P-1', at: 9 }),
      )
      const values = (await responsesOf(of)).map((each: { value: string }) => each.value)
      assert.equal(values.filter((value: string) => value === '"mine"').length, 1)
      assert.ok((await responsesOf(of, '?superseded=show')).length === 3)
    })

    test('I6: a zip that unpacks to more than it may is not read, and says so', async () => {
      const of = await study(await opening)
      const { ZipFile } = await import('yazl')
      const { buffer } = await import('node:stream/consumers')
      const zip = new ZipFile()
      zip.addBuffer(Buffer.alloc(50_000_000), 'activity_0.jsonld')
      zip.end()
      await submitFile(of.app, of.token, `${UUID}-.zip.000`, await buffer(zip.outputStream))
      const [upload] = await uploadsOf(of)
      assert.equal(upload.state, 'unreadable')
      assert.match(upload.problem, /200 times/)
    })

    test('long texts, and files of JSON, are read too', async () => {
      const of = await study(await opening)
      const many = Array.from({ length: 600 }, (_, i) =>
        answerPair({ value: `${i} ${'x'.repeat(2_000)}`, item: `item_${i}` }),
      ).flat()
      await submitAnswers(of.app, of.token, many)
      await submitFile(
        of.app,
        of.token,
        'answers.jsonld',
        Buffer.from(JSON.stringify(answerPair({ value: 'file' }))),
      )
      await submitFile(of.app, of.token, 'notes.txt', Buffer.from('nothing to read'))
      const [notes, file, long] = await uploadsOf(of)
      assert.deepEqual([long.answers, file.answers, notes.readable, notes.state], [600, 1, false, 'whole'])
    })

    test('coordinators see how whole uploads are, and no answer', async () => {
      const of = await study(await opening, 'P-7')
      await submitAnswers(of.app, of.token, answerPair({ value: 'a secret of mine' }))
      const [upload] = await uploadsOf(of)
      const nobody = await of.app.as('noah')
      for (const path of [`uploads/${upload.id}`, `projects/${of.project}/uploads/summary`]) {
        const answer = await of.coordinator.get(`${PREFIX}/${path}`)
        assert.deepEqual([answer.statusCode, answer.body.includes('secret')], [200, false])
        assert.equal((await nobody.get(`${PREFIX}/${path}`)).statusCode, 404)
      }
      assert.equal((await of.coordinator.get(`${PREFIX}/projects/${of.project}/responses`)).statusCode, 403)
      const [response] = await responsesOf(of)
      assert.equal((await of.coordinator.get(`${PREFIX}/responses/${response.id}/media`)).statusCode, 403)
      assert.equal((await of.coordinator.post(`${PREFIX}/uploads/${upload.id}/read`, {})).statusCode, 403)
    })

    test('lists are filtered, counted and paged', async () => {
      const of = await study(await open(), 'P-7')
      for (const [index, activity] of ['mood', 'voice', 'mood', 'sleep'].entries()) {
        of.app.clock.advance(60_000)
        await submitAnswers(of.app, of.token, answerPair({ value: index, activity, item: `i${index}` }))
      }
      await submitFile(of.app, of.token, 'letter.pdf', Buffer.from('%PDF-'))
      const ids = async (query: string) => (await uploadsOf(of, query)).map((each: { id: number }) => each.id)
      assert.deepEqual(await ids('?activity=mood'), [3, 1])
      assert.deepEqual(await ids('?search=LETTER'), [])
      assert.deepEqual(await ids('?search=letter'), [5])
      assert.deepEqual(await ids('?search=p-7&limit=2'), [5, 4])
      assert.deepEqual(await ids('?participant=p-7&limit=2&before=4'), [3, 2])
      assert.deepEqual(await ids('?from=2027-03-01T10:02:00Z&to=2027-03-01T10:04:00Z'), [3, 2])
      const page = (await of.coordinator.get(`${PREFIX}/projects/${of.project}/uploads?limit=2`)).json()
      assert.deepEqual([page.total, page.next], [5, 4])
      const summary = (await of.coordinator.get(`${PREFIX}/projects/${of.project}/uploads/summary`)).json()
      assert.deepEqual(
        [summary.total, summary.participants, summary.needsLook, summary.states.whole, summary.activities[0]],
        [5, 1, 0, 5, { activity: 'mood', uploads: 2 }],
      )
      const answers = (
        await of.manager.get(`${PREFIX}/projects/${of.project}/responses?activity=mood&limit=1`)
      ).json()
      assert.deepEqual([answers.total, answers.items[0].item], [2, 'i2'])
      const rest = await responsesOf(of, `?activity=mood&limit=1&before=${answers.next}`)
      assert.deepEqual(
        rest.map((each: { item: string }) => each.item),
        ['i0'],
      )
    })
  })
})
