import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { type Caller, eachApp, type TestApp } from '../../../../test/support/apps/collection.ts'

const PREFIX = '/api/collection'

async function sent(app: TestApp, token: string, responses: unknown = [1]) {
  return app.inject({
    method: 'POST',
    url: '/collection/submit',
    payload: { auth_token: token, responses },
  })
}

/** An answer to one item of an activity, as the web app sends it; it took 30 s. */
function answers(activity: string, code: string) {
  const item = `https://example.org/p/activities/${activity}/items/one`
  const id = `uuid:${activity}-${code}`
  return [
    {
      '@type': 'reproschema:ResponseActivity',
      '@id': `${id}-a`,
      used: [
        item,
        `https://example.org/p/activities/${activity}/${activity}_schema`,
        'https://example.org/p/p_schema',
      ],
      inLanguage: 'en',
      startedAtTime: '2027-03-01T09:00:01.000Z',
      endedAtTime: '2027-03-01T09:00:31.000Z',
      generated: id,
    },
    {
      '@type': 'reproschema:Response',
      '@id': id,
      wasAttributedTo: { '@id': `session-${activity}`, subject_id: code },
      isAbout: item,
      value: 1,
    },
  ]
}

/** A project of ada's with three people on its list. */
async function study(app: TestApp, body: object = {}) {
  const ada = await app.as('ada', { roles: ['collection:user'] })
  const made = await ada.post(`${PREFIX}/projects`, {
    name: 'Voice',
    webAppUrl: 'https://study.example.org/ui/',
    protocolUrl: 'https://study.example.org/p?x=1',
    ...body,
  })
  assert.equal(made.statusCode, 201, made.body)
  const url = `${PREFIX}/projects/${made.json().id}`
  const imported = await ada.post(`${url}/participants/import`, {
    text: 'code;email;language\nP-1;one@example.org;nl\nP-2;two@example.org;en\nP-3;;\n',
  })
  assert.equal(imported.statusCode, 201, imported.body)
  return { ada, url, id: made.json().id as number, importId: imported.json().id as number }
}

const people = async (by: Caller, url: string, query = '') =>
  (await by.get(`${url}/participants${query}`)).json() as {
    items: { id: number; code: string; state: string; email: string | null }[]
    total: number
    next: number | null
    counts: Record<string, number>
  }

const csv = (body: string) => parse(body, { bom: true, columns: true }) as Record<string, string>[]
const tokens = async (by: Caller, url: string) =>
  Object.fromEntries(
    csv((await by.get(`${url}/links.csv`)).body).map((row) => [row.code, row.auth_token ?? '']),
  )

eachApp((open, database) =>
  describe(`collection: people of a study (${database})`, () => {
    test('whoever makes a project owns it; others of the installation do not see that it is there', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      const [bob, cleo] = [await app.as('bob'), await app.as('cleo', { roles: ['collection:user'] })]
      assert.equal((await ada.get(url)).json().role, 'owner')
      for (const path of [
        '',
        '/participants',
        '/participants.csv',
        '/links',
        '/links.csv',
        '/members',
        '/dashboard',
        '/issuer',
      ])
        for (const stranger of [bob, cleo]) {
          const answer = await stranger.get(url + path)
          assert.deepEqual([answer.statusCode, answer.body.includes('P-1')], [404, false], path)
        }
      assert.equal((await bob.post(`${PREFIX}/projects`, { name: 'x' })).statusCode, 403)
      assert.deepEqual((await cleo.get(`${PREFIX}/projects`)).json().items, [])
    })

    test('a coordinator gives out links and mails, and may change neither members nor settings', async () => {
      const app = await open()
      const { ada, url, id } = await study(app)
      const cora = await app.as('cora', { roles: [`collection:coordinator@${id}`] })
      assert.equal((await cora.post(`${url}/links`, { all: true })).json().issued, 3)
      assert.equal((await cora.post(`${url}/links/mail`, { all: true })).json().mailed, 2)
      assert.equal((await cora.get(`${url}/dashboard`)).statusCode, 200)
      for (const refused of [
        await cora.patch(url, { title: 'Mine' }),
        await cora.put(`${url}/members`, { account: cora.id, role: 'owner' }),
        await cora.post(`${url}/issuer/rotate`),
        await cora.get(`${url}/issuer`),
        await cora.get(`${url}/submissions`),
      ])
        assert.deepEqual([refused.statusCode, refused.json().code], [403, 'role_needed'])
      assert.equal((await ada.get(url)).json().title, 'Voice')
    })

    test('a project has a title that can change, while its name and its links stay; two who change it at once both learn of it', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      const first = await ada.get(url)
      const change = (title: string, ifMatch: string) =>
        app.inject({
          method: 'PATCH',
          url,
          headers: { authorization: `Bearer ${ada.token}`, 'if-match': ifMatch },
          payload: { title },
        })
      const etag = String(first.headers.etag)
      const answers = await Promise.all([change('Voice and Mood', etag), change('Voices', etag)])
      assert.deepEqual(answers.map((each) => each.statusCode).sort(), [200, 412])
      const now = (await ada.get(url)).json()
      assert.equal(now.name, 'Voice')
      assert.ok(['Voice and Mood', 'Voices'].includes(now.title))
      const refused = await ada.patch(url, { webAppUrl: 'javascript:alert(1)' })
      assert.deepEqual(refused.json().errors[0].field, 'webAppUrl')
      assert.equal((await ada.patch(url, { linkDays: 0 })).statusCode, 400)
    })

    test('a closed project gives out no links, and with its setting takes no submissions, in words', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      await ada.post(`${url}/links`, { all: true })
      const links = await tokens(ada, url)
      await ada.patch(url, { closed: true })
      assert.equal(
        (await ada.post(`${url}/links`, { all: true, replace: true })).json().code,
        'project_closed',
      )
      assert.equal((await ada.post(`${url}/grants`, {})).json().code, 'project_closed')
      assert.equal((await sent(app, links['P-1'] ?? '')).statusCode, 200)
      await ada.patch(url, { refuseWhenClosed: true })
      const refused = await sent(app, links['P-1'] ?? '')
      assert.equal(refused.statusCode, 403)
      assert.match(refused.json().message, /study is closed/)
      await ada.patch(url, { closed: false })
      assert.equal((await sent(app, links['P-1'] ?? '')).statusCode, 200)
    })

    test('a project has a secret of its own that issues links for it alone', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      assert.equal((await ada.get(`${url}/issuer`)).json().token, null)
      const { token } = (await ada.post(`${url}/issuer/rotate`)).json()
      assert.equal((await ada.get(`${url}/issuer`)).json().token, token)
      const issue = (project: string, secret: string) =>
        app.inject({ url: `/collection/token?token=${secret}&project=${project}` })
      assert.equal((await issue('Voice', token)).statusCode, 200)
      assert.equal((await issue('Other', token)).statusCode, 400)
      const next = (await ada.post(`${url}/issuer/rotate`)).json().token
      assert.deepEqual(
        [(await issue('Voice', token)).statusCode, (await issue('Voice', next)).statusCode],
        [403, 200],
      )
      const rows = await app.kernel.db
        .selectFrom('kernel_journal')
        .select(['old', 'new', 'details'])
        .execute()
      assert.ok(!JSON.stringify(rows).includes(next))
    })

    test('members are added, changed and taken away; a project is never without an owner who can sign in', async () => {
      const app = await open()
      const { ada, url, id } = await study(app)
      const bob = await app.as('bob')
      const set = (body: object) => ada.put(`${url}/members`, body)
      assert.equal((await set({ account: bob.id, role: 'coordinator' })).statusCode, 200)
      assert.equal((await bob.get(url)).json().role, 'coordinator')
      const changed = (await set({ account: bob.id, role: 'manager' })).json().items
      assert.deepEqual(
        changed.map(({ name, role }: { name: string; role: string }) => [name, role]),
        [
          ['ada', 'owner'],
          ['bob', 'manager'],
        ],
      )
      assert.equal((await bob.get(`${url}/submissions`)).statusCode, 200)
      assert.equal((await set({ account: ada.id, role: null })).json().code, 'last_owner')
      assert.equal((await set({ account: ada.id, role: 'manager' })).json().code, 'last_owner')
      assert.equal((await set({ account: 987_654, role: 'owner' })).statusCode, 404)
      assert.equal((await set({ role: 'owner' })).statusCode, 404)
      await set({ account: bob.id, role: 'owner' })
      const both = await Promise.all([
        ada.put(`${url}/members`, { account: bob.id, role: null }),
        bob.put(`${url}/members`, { account: ada.id, role: null }),
      ])
      assert.equal(
        both.filter((each) => each.statusCode === 200).length,
        1,
        JSON.stringify(both.map((each) => each.body)),
      )
      const admin = await app.as('admin')
      assert.equal((await admin.get(`${url}/members`)).json().items.length, 1)
      const group = (await admin.post('/api/groups', { name: 'team' })).json()
      assert.equal(
        (await admin.put(`${url}/members`, { group: group.id, role: 'coordinator' })).statusCode,
        200,
      )
      const cora = await app.as('cora')
      await admin.put(`/api/groups/${group.id}/members/${cora.id}`)
      assert.equal((await cora.get(`${PREFIX}/projects`)).json().items[0].id, id)
      const notices = (await bob.get('/api/me/notices')).json().items
      assert.ok(notices.some(({ title }: { title: string }) => /coordinator of Voice/.test(title)))
    })

    test('a list is shown line by line before anything is changed, whatever separates and however it was saved', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      const preview = async (body: object) => (await ada.post(`${url}/participants/preview`, body)).json()
      const text =
        'id\te-mail\tnote\np-1\tnew@example.org\t\nP-9\tbad address\t\nP-9\t\ttwice\n\t\tno code\nP-10\tten@example.org\tÅse\n'
      const found = await preview({ text })
      assert.deepEqual([found.add, found.change, found.same, found.broken], [1, 1, 0, 3])
      assert.deepEqual(
        found.errors.map(({ line, field }: { line: number; field: string }) => [line, field]),
        [
          [3, 'email'],
          [4, 'code'],
          [5, 'code'],
        ],
      )
      const files = {
        'utf-8': Buffer.from(`\ufeff${text}`),
        'utf-16le': Buffer.from(`\ufeff${text}`, 'utf16le'),
        'utf-16be': Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
        'utf-16le without a mark': Buffer.from(text, 'utf16le'),
        'windows-1252': Buffer.from(text, 'latin1'),
      }
      for (const [name, bytes] of Object.entries(files)) {
        const read = await preview({ file: bytes.toString('base64') })
        assert.equal(read.items.find(({ code }: { code: string }) => code === 'P-10')?.note, 'Åse', name)
      }
      const refused = await ada.post(`${url}/participants/import`, { text })
      assert.deepEqual([refused.statusCode, refused.json().errors.length], [400, 3])
      assert.equal((await people(ada, url)).total, 3)
      const rest = await ada.post(`${url}/participants/import`, { text, leaveOut: true })
      assert.deepEqual([rest.json().added, rest.json().changed], [1, 1])
      assert.equal((await people(ada, url, '?search=p-1')).items[0]?.email, 'new@example.org')
      for (const odd of ['', '\n\n', 'code;email\n', '"never closed', '\u0000', ',,,\n;;;']) {
        const answer = await ada.post(`${url}/participants/preview`, { text: odd })
        assert.ok([200, 400].includes(answer.statusCode), `${JSON.stringify(odd)} ${answer.body}`)
      }
    })

    test('codes on one line, and addresses alone, are lists too: those get the next codes', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      await ada.post(`${url}/participants/import`, { text: 'A1, A2, A3, A4, A5' })
      assert.equal((await people(ada, url)).total, 8)
      await ada.post(`${url}/participants/import`, {
        text: 'x@example.org\ny@example.org\none@example.org\n',
      })
      const { items } = await people(ada, url)
      assert.deepEqual(
        items.slice(8).map(({ code, email }) => [code, email]),
        [
          ['P-0004', 'x@example.org'],
          ['P-0005', 'y@example.org'],
        ],
      )
    })

    test('of two imports of the same codes at once one is refused and leaves nothing', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      const list = Array.from({ length: 700 }, (_, i) => `X-${i}`).join('\n')
      const answers = await Promise.all(
        [1, 2].map(() => ada.post(`${url}/participants/import`, { text: list })),
      )
      const codes = answers.map((each) => each.statusCode).sort()
      // One after the other, the second finds all as it is.
      assert.ok([201, 412].includes(codes[1] ?? 0) && codes[0] === 201, JSON.stringify(codes))
      assert.equal((await people(ada, url)).total, 703)
    })

    test('an import is taken back while nothing has come of it, with what it had changed', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      const again = await ada.post(`${url}/participants/import`, {
        text: 'P-1,other@example.org\nP-7,seven@example.org',
      })
      await ada.post(`${url}/links`, { all: true })
      const undo = (id: number) => ada.post(`${PREFIX}/imports/${id}/undo`)
      const bob = await app.as('bob')
      assert.equal((await bob.post(`${PREFIX}/imports/${again.json().id}/undo`)).statusCode, 404)
      assert.equal((await undo(again.json().id)).statusCode, 204)
      assert.equal((await undo(again.json().id)).json().code, 'import_over')
      const { items } = await people(ada, url)
      assert.deepEqual(
        items.map(({ code, email }) => [code, email]),
        [
          ['P-1', 'one@example.org'],
          ['P-2', 'two@example.org'],
          ['P-3', null],
        ],
      )
      const used = await ada.post(`${url}/participants/import`, { text: 'P-8\nP-9' })
      await ada.post(`${url}/links`, { import: used.json().id })
      await sent(app, (await tokens(ada, url))['P-8'] ?? '')
      assert.equal((await undo(used.json().id)).json().code, 'import_over')
      assert.equal((await people(ada, url)).total, 5)
    })

    test('links are as the web app reads them, in CSV without formulas; the database holds none of them', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      await ada.post(`${url}/participants/import`, { text: '"=HYPERLINK(""x"")",h@example.org\n"-1+1"' })
      const issued = await ada.post(`${url}/links`, { all: true, days: 5 })
      assert.deepEqual([issued.statusCode, issued.json().issued], [201, 5])
      const answer = await ada.get(`${url}/links.csv?bom=true`)
      assert.match(String(answer.headers['content-type']), /^text\/csv/)
      const rows = csv(answer.body)
      const [first] = rows
      const token = first?.auth_token ?? ''
      assert.match(token, /^Voice-[0-9a-f]{32}$/)
      assert.equal(
        first?.link,
        `https://study.example.org/ui/#/?url=https%3A%2F%2Fstudy.example.org%2Fp%3Fx%3D1&auth_token=${token}&expiry_time=20270306T100000Z&uid=P-1&lang=nl`,
      )
      assert.deepEqual(
        rows.slice(3).map(({ code }) => code),
        [`'=HYPERLINK("x")`, `'-1+1`],
      )
      const shown = (await ada.get(`${url}/links?states=unused&limit=2`)).json()
      assert.deepEqual([shown.items[0].link, shown.next], [first?.link, shown.items[1].id])
      const grants = await app.kernel.db
        .selectFrom('collection_grant' as never)
        .selectAll()
        .execute()
      assert.ok(!JSON.stringify(grants).includes(token.slice(-32)))
      assert.equal((await ada.post(`${url}/links`, { all: true })).json().issued, 0)
      assert.equal(
        (await ada.post(`${url}/links`, { all: true, days: 3_000 })).json().errors[0].field,
        'days',
      )
      assert.equal((await ada.post(`${url}/links`, {})).statusCode, 400)
    })

    test('a link that is given again ends the old one; one that is revoked or over is never good again', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      await ada.post(`${url}/links`, { all: true, days: 2 })
      const before = await tokens(ada, url)
      const { items } = await people(ada, url)
      const [one, two] = [items[0]?.id ?? 0, items[1]?.id ?? 0]
      await Promise.all([1, 2, 3].map(() => ada.post(`${url}/links`, { ids: [one], replace: true })))
      const after = await tokens(ada, url)
      assert.notEqual(after['P-1'], before['P-1'])
      assert.equal((await sent(app, before['P-1'] ?? '')).statusCode, 403)
      assert.equal((await sent(app, after['P-1'] ?? '')).statusCode, 200)
      assert.equal((await ada.post(`${url}/links/revoke`, { ids: [two] })).json().changed, 1)
      assert.equal((await sent(app, before['P-2'] ?? '')).statusCode, 403)
      assert.equal((await ada.post(`${url}/links/extend`, { ids: [two], days: 9 })).json().changed, 0)
      app.clock.advance(3 * 86_400_000)
      assert.equal((await ada.post(`${url}/links/extend`, { all: true, days: 90 })).json().changed, 1)
      assert.match((await sent(app, before['P-3'] ?? '')).body, /Token expired/)
      assert.deepEqual(
        (await people(ada, url)).items.map(({ state }) => state),
        ['partial', 'revoked', 'expired'],
      )
      assert.deepEqual((await people(ada, url, '?states=expired,revoked')).total, 2)
    })

    test('mails go to those with an address and a link, in their language, and to nobody twice within a day', async () => {
      const app = await open()
      const { ada, url } = await study(app, { contact: 'Ask ada@lab.example.org.' })
      const mail = async (path: string, body: object = { all: true }) =>
        (await ada.post(`${url}/${path}`, body)).json()
      assert.deepEqual(await mail('links/mail'), { mailed: 0, withoutAddress: 0, withoutLink: 3, today: 0 })
      await ada.post(`${url}/links`, { all: true })
      const both = await Promise.all([mail('links/mail'), mail('links/mail')])
      assert.equal(
        both.reduce((sum, { mailed }) => sum + mailed, 0),
        2,
      )
      const kept = await app.kernel.mail.list({ limit: 10 })
      const dutch = kept.find(({ to_address }) => to_address === 'one@example.org')
      assert.match(dutch?.subject ?? '', /Uw link naar Voice/)
      assert.match(dutch?.text ?? '', /#\/\?url=.*&uid=P-1&lang=nl\n[\s\S]*Ask ada@lab/)
      await sent(app, (await tokens(ada, url))['P-1'] ?? '')
      assert.equal((await mail('reminders')).mailed, 2)
      assert.deepEqual(await mail('reminders'), { mailed: 0, withoutAddress: 1, withoutLink: 0, today: 2 })
      app.clock.advance(86_400_000)
      assert.equal((await mail('reminders', { states: ['unused'] })).mailed, 1)
      await ada.patch(url, { webAppUrl: null })
      assert.equal((await mail('reminders')).code, 'web_app_missing')
    })

    test('a participant is changed or taken off the list; one who has answered is not, whose data would stay', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      await ada.post(`${url}/links`, { all: true })
      await sent(app, (await tokens(ada, url))['P-1'] ?? '')
      const { items } = await people(ada, url)
      const at = (i: number) => `${PREFIX}/participants/${items[i]?.id}`
      const etag = String((await ada.get(at(1))).headers.etag)
      const change = () =>
        app.inject({
          method: 'PATCH',
          url: at(1),
          headers: { authorization: `Bearer ${ada.token}`, 'if-match': etag },
          payload: { email: null, note: 'moved' },
        })
      assert.deepEqual([(await change()).statusCode, (await change()).statusCode], [200, 412])
      assert.equal((await ada.patch(at(1), { email: 'no address' })).statusCode, 400)
      assert.equal((await ada.delete(at(0))).json().code, 'participant_used')
      assert.equal((await ada.delete(at(1))).statusCode, 204)
      assert.equal((await ada.get(at(1))).statusCode, 404)
      const bob = await app.as('bob')
      assert.equal((await bob.delete(at(2))).statusCode, 404)
      assert.equal((await people(ada, url)).total, 2)
    })

    test('states are exported as CSV, and lists are walked by pages', async () => {
      const app = await open()
      const { ada, url } = await study(app)
      const list = Array.from({ length: 20 }, (_, i) => `X-${i + 10}`).join('\n')
      await ada.post(`${url}/participants/import`, { text: list })
      const first = await people(ada, url, '?limit=10')
      const second = await people(ada, url, `?limit=10&after=${first.next}`)
      assert.deepEqual([first.items.length, second.items.length, second.total], [10, 10, 23])
      const rows = csv((await ada.get(`${url}/participants.csv?states=no-link`)).body)
      assert.equal(rows.length, 23)
      assert.equal((await people(ada, url, '?states=complete')).total, 0)
      assert.equal((await ada.get(`${url}/participants?states=nonsense`)).statusCode, 400)
    })

    test('the dashboard counts what came in, how far each has come and how long it took; a participant becomes complete', async () => {
      const app = await open()
      const { ada, url, id } = await study(app)
      await ada.patch(url, { activities: ['phq2_schema', 'sleep_schema'] })
      await ada.post(`${url}/links`, { all: true })
      const links = await tokens(ada, url)
      await sent(app, links['P-1'] ?? '', answers('phq2', 'P-1'))
      assert.equal((await people(ada, url)).items[0]?.state, 'partial')
      await app.jobs.drain()
      assert.equal((await people(ada, url)).items[0]?.state, 'partial')
      await sent(app, links['P-1'] ?? '', answers('sleep', 'P-1'))
      // Somebody else's link with this code in its answers is not P-1's.
      await sent(app, links['P-2'] ?? '', answers('phq2', 'P-1'))
      await app.jobs.drain()
      const board = (await ada.get(`${url}/dashboard?days=7&zone=Europe/Oslo`)).json()
      assert.deepEqual(
        [board.participants, board.states.complete, board.states.partial, board.states.unused],
        [3, 1, 1, 1],
      )
      assert.deepEqual([board.submissions, board.today, board.opened, board.expected], [3, 3, 2, 2])
      assert.deepEqual(board.steps, [
        { activity: 'phq2_schema', people: 2, medianMs: 30_000 },
        { activity: 'sleep_schema', people: 1, medianMs: 30_000 },
      ])
      assert.deepEqual(
        [board.days.length, board.days[6]],
        [7, { at: '2027-02-28T23:00:00.000Z', whole: 3, incomplete: 0 }],
      )
      const took = board.durations.filter(({ people }: { people: number }) => people > 0)
      assert.deepEqual(took, [
        { fromMs: 0, toMs: 60_000, people: 1 },
        { fromMs: 60_000, toMs: 120_000, people: 1 },
      ])
      assert.deepEqual(board.completion, [
        { activities: 0, people: 1 },
        { activities: 1, people: 1 },
        { activities: 2, people: 1 },
      ])
      assert.equal(board.arriving.length, 3)
      assert.ok(!JSON.stringify(board).includes('"value"'))
      const cora = await app.as('cora', { roles: [`collection:coordinator@${id}`] })
      assert.deepEqual((await cora.get(`${url}/dashboard?days=all`)).json().steps, board.steps)
      assert.equal((await ada.get(`${url}/dashboard?zone=Mars/Base`)).json().code, 'invalid_zone')
      await ada.patch(url, { activities: ['phq2_schema'] })
      assert.equal((await people(ada, url)).counts.complete, 2)
      await ada.patch(url, { activities: [] })
      assert.equal((await people(ada, url)).counts.partial, 2)
    })
  }),
)
