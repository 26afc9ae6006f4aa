import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, test } from 'node:test'
import { waitFor } from '../../support/wait.ts'
import { eachStudy, field, filePart, MULTIPART, multipart, refusal, type Study } from './study.ts'

interface Accepted {
  status: string
  submission_id?: string
  files?: { name: string; size: number; sha256: string }[]
}

const STAMP = /^20270301T100000\.\d{6}Z0000-/
const namesOf = (study: Study, project?: string) =>
  study.files(project).map((name) => name.replace(STAMP, ''))

async function accepted(answer: Response): Promise<Accepted> {
  const body = (await answer.json()) as Accepted
  assert.deepEqual([answer.status, body.status], [200, 'accepted'])
  return body
}

eachStudy((open, database) =>
  describe(`collection: submissions (${database})`, () => {
    test('responses and a file are stored under one stamp, as they were sent', async () => {
      const study = await open()
      const auth_token = await study.issue({ project: 'my-study' })
      const responses =
        '[ {"@id": "uuid:1", "value": 12345678901234567890, "2":1, "1":2, "é":"\\u00e9",\n"__proto__":{"x":1}} ]'
      const content = Buffer.from([0, 255, 13, 10, 45, 45, 1])
      const body = multipart([
        filePart('file', 'README.md', content),
        field('auth_token', auth_token),
        field('responses', responses),
      ])
      const answer = await study.submit(body, MULTIPART)
      const { submission_id, files } = await accepted(answer)
      assert.match(submission_id ?? '', /^\d+$/)
      assert.deepEqual(files, [{ name: 'README.md', size: 7, sha256: hash('sha256', content) }])
      const [first, second] = study.files('my-study')
      assert.match(first ?? '', /^20270301T100000\.\d{6}Z0000-README\.md$/)
      assert.equal(second, first?.replace('README.md', 'messages.json'))
      assert.deepEqual(study.read(first ?? '', 'my-study'), content)
      assert.equal(study.read(second ?? '', 'my-study').toString(), responses)
    })

    test('an urlencoded form is taken as well, with doubled and trailing slashes', async () => {
      const study = await open()
      const auth_token = await study.issue()
      for (const path of ['/submit', '/submit/', '//submit', '//submit//']) {
        const body = new URLSearchParams({ auth_token, responses: '{"a":"x y+z%"}' })
        await accepted(await fetch(study.base + path, { method: 'POST', body }))
      }
      assert.equal(study.files().length, 4)
      assert.equal(study.read(study.files()[0] ?? '').toString(), '{"a":"x y+z%"}')
    })

    test('a probe with the text null for a file, or with nothing, is accepted and stores nothing', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const probes: Record<string, string>[] = [
        { auth_token },
        { file: 'null', auth_token, expires: 'null' },
        { file: '', auth_token },
      ]
      for (const form of probes) {
        for (const body of [study.form(form), new URLSearchParams(form)])
          assert.deepEqual(await accepted(await study.submit(body)), { status: 'accepted' })
      }
      assert.deepEqual(study.everything(), [])
    })

    test('several files, files of other names, and text in the place of one are all stored', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const form = study.form({ auth_token, file: 'not a file' })
      form.append('file', new File(['one'], 'a.wav'))
      form.append('file', new File(['two'], 'a.wav'))
      form.append('recording', new File(['three'], 'b.wav'))
      const { files } = await accepted(await study.submit(form))
      assert.deepEqual(files?.map((file) => file.name).sort(), ['a.wav', 'a.wav', 'b.wav', 'upload.bin'])
      assert.deepEqual(namesOf(study), ['a-2.wav', 'a.wav', 'b.wav', 'upload.bin'])
    })

    test('a file that is called like the responses does not take their place', async () => {
      const study = await open()
      const form = study.form({ auth_token: await study.issue(), responses: '1' })
      form.append('file', new File(['2'], 'messages.json'))
      await accepted(await study.submit(form))
      assert.deepEqual(namesOf(study), ['messages-2.json', 'messages.json'])
      assert.deepEqual(
        study.files().map((name) => study.read(name).toString()),
        ['2', '1'],
      )
    })

    test('responses that come as a file part are the responses, and beside a field they are a file', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const blob = study.form({ auth_token, responses: new File(['[1]'], 'blob') })
      await accepted(await study.submit(blob))
      assert.deepEqual(namesOf(study), ['messages.json'])
      const both = study.form({ auth_token, responses: '[2]' })
      both.append('responses', new File(['[3]'], 'blob'))
      assert.equal((await accepted(await study.submit(both))).files?.length, 1)
      assert.deepEqual(namesOf(study), ['messages.json', 'messages.json', 'responses'])
      const broken = study.form({ auth_token, responses: new File(['[1'], 'blob') })
      assert.deepEqual(await refusal(await study.submit(broken)), [400, 'invalid_responses'])
    })

    test('any JSON value is responses', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const values = [
        'null',
        '0',
        '-1.5e300',
        'true',
        '""',
        '"\\u0000\\ud800"',
        '{}',
        ' [ ]\n',
        `${'['.repeat(64)}${']'.repeat(64)}`,
      ]
      for (const responses of values)
        await accepted(await study.submit(new URLSearchParams({ auth_token, responses })))
      assert.deepEqual(
        study.files().map((name) => study.read(name).toString()),
        values,
      )
    })

    test('what is not JSON is refused, and nothing of its request is stored', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const wrong = [
        '',
        ' ',
        '{',
        '[1,]',
        'NaN',
        '[NaN]',
        '[Infinity]',
        "{'a':1}",
        '\u0000',
        '{"a":1}x',
        '\ufeff1',
        `${'['.repeat(65)}${']'.repeat(65)}`,
        '['.repeat(200_000),
      ]
      for (const responses of wrong) {
        const form = study.form({ auth_token, responses, file: new File(['x'], 'x.wav') })
        assert.deepEqual(
          await refusal(await study.submit(form)),
          [400, 'invalid_responses'],
          responses.slice(0, 20),
        )
      }
      assert.deepEqual(study.everything(), [])
    })

    test('names are reduced to their last component and never lead outside (F1)', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const sent: [string, string][] = [
        ['../../../../etc/passwd', 'passwd'],
        ['/etc/passwd', 'passwd'],
        ['C:\\\\temp\\\\a.wav', 'a.wav'],
        ['..', 'upload.bin'],
        ['.', 'upload.bin'],
        ['', 'upload.bin'],
        ['a/b/', 'upload.bin'],
        ['..\\\\..\\\\x', 'x'],
        ['....//....//y', 'y'],
        ['%2e%2e%2fz', '%2e%2e%2fz'],
        ['a\tb.wav', 'a_b.wav'],
        ['..%00/x1', 'x1'],
        ['.incoming/x2', 'x2'],
        ['<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'],
        ['é研究.wav', 'é研究.wav'],
        [' spaced ', 'spaced'],
      ]
      for (const [fileName, stored] of sent) {
        const body = multipart([
          field('auth_token', auth_token),
          filePart('file', fileName, `content of ${fileName}`),
        ])
        const { files } = await accepted(await study.submit(body, MULTIPART))
        assert.equal(files?.[0]?.name, stored, fileName)
      }
      assert.equal(study.files().length, sent.length)
      assert.equal(study.everything().length, sent.length)
    })

    test('a name of 300 characters keeps its ending within 180 bytes', async () => {
      const study = await open()
      const auth_token = await study.issue()
      for (const letter of ['a', 'é', '研', '😀']) {
        const form = study.form({ auth_token, file: new File([letter], `${letter.repeat(300)}.wav`) })
        const name = (await accepted(await study.submit(form))).files?.[0]?.name ?? ''
        assert.ok(
          Buffer.byteLength(name) <= 180 && Buffer.byteLength(name) > 170,
          String(Buffer.byteLength(name)),
        )
        assert.ok(name.endsWith('.wav') && name.isWellFormed())
      }
      assert.equal(study.files().length, 4)
    })

    test('who has no good token is told so before anything else is found wrong', async () => {
      const study = await open()
      const expired = await study.issue({ expiry_minutes: '0' })
      const unknown = `unknown-${'0'.repeat(32)}`
      const broken = { responses: '{', file: new File(['x'], 'x') }
      const post = async (fields: Record<string, string | File>) =>
        refusal(await study.submit(study.form(fields)))
      assert.deepEqual(await post(broken), [403, 'Unauthorized'])
      assert.deepEqual(await post({ auth_token: '', ...broken }), [403, 'Unauthorized'])
      assert.deepEqual(await post({ auth_token: unknown, ...broken }), [403, 'Unauthorized token'])
      assert.deepEqual(await post({ ...broken, auth_token: unknown }), [403, 'Unauthorized token'])
      assert.deepEqual(await post({ ...broken, auth_token: expired }), [403, 'Token expired'])
      assert.deepEqual(await post({ auth_token: new File([await study.issue()], 't') }), [
        403,
        'Unauthorized',
      ])
      const query = await fetch(`${study.base}/submit?auth_token=${await study.issue()}`, { method: 'POST' })
      assert.deepEqual(await refusal(query), [403, 'Unauthorized'])
      assert.deepEqual(await refusal(await study.submit('plain text')), [403, 'Unauthorized'])
      assert.deepEqual(study.everything(), [])
    })

    test('the first of repeated fields counts, and a field project is ignored', async () => {
      const study = await open()
      const auth_token = await study.issue({ project: 'mine' })
      await study.issue({ project: 'other' })
      const form = study.form({ auth_token, responses: '1', project: 'other' })
      form.append('auth_token', 'wrong')
      form.append('responses', '2')
      await accepted(await study.submit(form))
      assert.equal(study.read(study.files('mine')[0] ?? '', 'mine').toString(), '1')
      assert.deepEqual(study.files('other'), [])
    })

    test('an expired token is told apart from an unknown one, also after others have submitted and a month has passed', async () => {
      const study = await open()
      const auth_token = await study.issue({ expiry_minutes: '1' })
      const post = () => study.submit(study.form({ auth_token, responses: '1' }))
      await accepted(await post())
      study.test.clock.advance(60_000)
      assert.deepEqual(await refusal(await post()), [403, 'Token expired'])
      await accepted(await study.submit(study.form({ auth_token: await study.issue(), responses: '1' })))
      await study.test.jobs.drain()
      study.test.clock.advance(30 * 24 * 3_600_000)
      await study.test.jobs.drain()
      assert.deepEqual(await refusal(await post()), [403, 'Token expired'])
      study.test.clock.advance(-31 * 24 * 3_600_000)
      assert.deepEqual(
        await refusal(await post()),
        [403, 'Token expired'],
        'R13: also by a clock that is put back',
      )
    })

    test('an unused token is forgotten when its time is long over; a used one stays known', async () => {
      const study = await open()
      const [unused, used] = [await study.issue(), await study.issue()]
      await accepted(await study.submit(study.form({ auth_token: used, responses: '1' })))
      await study.test.jobs.drain()
      study.test.clock.advance(366 * 24 * 3_600_000)
      await study.test.jobs.drain()
      const ask = async (auth_token: string) => refusal(await study.submit(study.form({ auth_token })))
      assert.deepEqual(await ask(unused), [403, 'Unauthorized token'])
      assert.deepEqual(await ask(used), [403, 'Token expired'])
    })

    test('a withdrawn token opens nothing more', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const admin = await study.test.as('admin')
      const grants = (await admin.get('/api/collection/projects/1/grants')).json()
      await admin.delete(`/api/collection/grants/${grants.items[0].id}`)
      assert.deepEqual(await refusal(await study.submit(study.form({ auth_token, responses: '1' }))), [
        403,
        'Unauthorized token',
      ])
    })

    test('a retry of the same name and bytes is accepted and stored once; other bytes of that name are kept beside', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const post = async (content: string) =>
        accepted(await study.submit(study.form({ auth_token, file: new File([content], 'N.zip.000') })))
      const first = await post('slice')
      const again = await post('slice')
      assert.notEqual(again.submission_id, first.submission_id)
      assert.deepEqual(again.files, first.files)
      assert.equal(study.files().length, 1)
      await post('other bytes')
      assert.equal(study.files().length, 2)
      const admin = await study.test.as('admin')
      const items = []
      for (const id of [1, 2, 3])
        items.push(...(await admin.get(`/api/collection/submissions/${id}`)).json().items)
      assert.deepEqual(
        items.map(({ duplicateOf, conflicts, kind }) => ({ duplicateOf, conflicts, kind })),
        [
          { duplicateOf: null, conflicts: false, kind: 'slice' },
          { duplicateOf: 1, conflicts: false, kind: 'slice' },
          { duplicateOf: null, conflicts: true, kind: 'slice' },
        ],
      )
    })

    test('fifty slices at once, each sent three times at once, are all accepted and stored once', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const slices = Array.from({ length: 50 }, (_, i) => ({
        name: `N.zip.00${i}`,
        content: `slice ${i} `.repeat(2_000),
      }))
      const posts = [...slices, ...slices, ...slices].map(({ name, content }) =>
        study.submit(study.form({ file: new File([content], name), auth_token })),
      )
      for (const answer of await Promise.all(posts)) await accepted(answer)
      assert.deepEqual(namesOf(study).sort(), slices.map(({ name }) => name).sort())
      for (const { name, content } of slices) {
        const stored = study.files().find((each) => each.endsWith(`-${name}`)) ?? ''
        assert.equal(study.read(stored).toString(), content)
      }
    })

    test('submissions of one microsecond get different stamps, and files that lie there are not overwritten', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const admin = await study.test.as('admin')
      await accepted(await study.submit(study.form({ auth_token, responses: '1' })))
      const { root } = (study.test.atelier.collection ?? assert.fail()).area
      const { writeFileSync } = await import('node:fs')
      const foreign = (micros: string) => `20270301T100000.0000${micros}Z0000-messages.json`
      for (const micros of ['01', '02'])
        writeFileSync(`${root}/uploads/responses/unknown/${foreign(micros)}`, 'theirs')
      await accepted(await study.submit(study.form({ auth_token, responses: '2' })))
      const form = study.form({ auth_token, responses: '3', file: new File(['x'], 'x') })
      writeFileSync(`${root}/uploads/responses/unknown/20270301T100000.000004Z0000-x`, 'theirs')
      await accepted(await study.submit(form))
      for (const micros of ['01', '02']) assert.equal(study.read(foreign(micros)).toString(), 'theirs')
      assert.equal(study.read('20270301T100000.000004Z0000-x').toString(), 'theirs')
      const { items } = (await admin.get('/api/collection/projects/1/submissions')).json()
      for (const { id, stamp } of items)
        assert.equal(study.read(`${stamp}-messages.json`).toString(), String(id))
    })

    test('a JSON body and a bearer are taken, the responses letter for letter', async () => {
      const study = await open()
      const auth_token = await study.issue({ project: 'é' })
      const json = { 'content-type': 'application/json' }
      const text = '{"1": 1.0,  "a":[1e2, "\\"}"]}'
      await accepted(
        await study
          .submit(
            `{"x":{"responses":0},"responses" : ${text} , "auth_token":${JSON.stringify(auth_token)}}`,
            json,
          )
          .then((answer) => answer),
      )
      assert.equal(study.read(study.files('é')[0] ?? '', 'é').toString(), text)
      const authorization = `Bearer ${Buffer.from(auth_token).toString('latin1')}`
      await accepted(await study.submit('{"responses":[2]}', { ...json, authorization }))
      await accepted(await study.submit(study.form({ responses: '[3]' }), { authorization }))
      assert.equal(study.files('é').length, 3)
      const post = async (body: string, headers = {}) =>
        refusal(await study.submit(body, { ...json, ...headers }))
      assert.deepEqual(await post('{"responses":1}'), [403, 'Unauthorized'])
      assert.deepEqual(await post('{"responses":1', { authorization }), [400, 'invalid_responses'])
      assert.deepEqual(await post('{"responses":1'), [403, 'Unauthorized'])
      assert.deepEqual(await post('[1]', { authorization }), [400, 'invalid_responses'])
      assert.deepEqual(await post('{"answers":1}', { authorization }), [400, 'invalid_responses'])
      assert.deepEqual(await post('{"responses":1}', { authorization: `Bearer x-${'0'.repeat(32)}` }), [
        403,
        'Unauthorized token',
      ])
      assert.deepEqual(await post('{"responses":1}', { authorization: 'Bearer other' }), [
        403,
        'Unauthorized',
      ])
      assert.equal(study.files('é').length, 3)
    })

    test('a stray Authorization or Cookie does not disturb a submission', async () => {
      const study = await open()
      const auth_token = await study.issue()
      for (const authorization of ['Basic eDp5', 'Bearer other', `Bearer x-${'0'.repeat(32)}`, 'Token 1'])
        await accepted(
          await study.submit(study.form({ auth_token, responses: '1' }), {
            authorization,
            cookie: 'atelier=x; y',
          }),
        )
    })

    test('R10: the same Idempotency-Key gives the same answer and one record, fifty times at once', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const post = (responses: string) =>
        study.submit(study.form({ auth_token, responses, file: new File(['x'], 'x') }), {
          'idempotency-key': 'key-1',
        })
      const answers = await Promise.all(Array.from({ length: 50 }, async () => (await post('[1]')).text()))
      assert.equal(new Set(answers).size, 1)
      assert.match(answers[0] ?? '', /^\{"status":"accepted","submission_id":"\d+"/)
      assert.equal(study.files().length, 2)
      assert.equal((await post('[2]')).status, 422)
      assert.equal(await (await post('[1]')).text(), answers[0])
      study.test.clock.advance(24 * 3_600_000)
      const auth = await study.issue()
      const later = await study.submit(study.form({ auth_token: auth, responses: '[1]' }), {
        'idempotency-key': 'key-1',
      })
      assert.notEqual((await accepted(later)).submission_id, JSON.parse(answers[0] ?? '').submission_id)
    })

    test('I5: __proto__, constructor and prototype are data', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const form = study.form({
        auth_token,
        responses: '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
        __proto__: '1',
        constructor: '2',
        prototype: '3',
      })
      form.append('__proto__', new File(['x'], '__proto__'))
      await accepted(await study.submit(form))
      assert.equal(({} as { polluted?: number }).polluted, undefined)
      assert.deepEqual(namesOf(study), ['__proto__', 'messages.json'])
    })

    test('the address of a participant is kept only where the project says so', async () => {
      const study = await open()
      const admin = await study.test.as('admin')
      await admin.post('/api/collection/projects', { name: 'with', keepAddress: true })
      for (const project of ['with', 'without']) {
        const auth_token = await study.issue({ project })
        await study.test.inject({
          method: 'POST',
          url: '/collection/submit',
          remoteAddress: '192.0.2.77',
          headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://ui.example.org' },
          payload: new URLSearchParams({ auth_token, responses: '1' }).toString(),
        })
      }
      const get = async (id: number) => (await admin.get(`/api/collection/submissions/${id}`)).json()
      assert.deepEqual(
        [(await get(1)).address, (await get(1)).origin],
        ['192.0.2.77', 'https://ui.example.org'],
      )
      assert.equal((await get(2)).address, null)
      const entries = async () =>
        (await admin.get('/api/journal?action=collection.submission.received')).json().items
      await waitFor(async () => (await entries()).length === 2)
      assert.deepEqual(
        (await entries()).map(({ personal }: { personal: unknown }) => personal),
        [null, { address: '192.0.2.77' }],
      )
    })
  }),
)
