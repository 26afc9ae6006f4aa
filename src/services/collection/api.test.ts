import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, test } from 'node:test'
import { eachApp, type TestApp } from '../../../test/support/apps/collection.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { readMasterToken } from './grants/issuer.ts'

const PREFIX = '/api/collection'

interface Part {
  name: string
  fileName?: string
  content: string
}

async function submit(app: TestApp, token: string, parts: Part[]) {
  const lines = [{ name: 'auth_token', content: token }, ...parts].flatMap(
    ({ name, fileName, content }: Part) => [
      '--edge',
      `content-disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}`,
      '',
      content,
    ],
  )
  const answer = await app.inject({
    method: 'POST',
    url: '/collection/submit',
    headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    payload: [...lines, '--edge--', ''].join('\r\n'),
  })
  assert.equal(answer.statusCode, 200)
}

eachApp((open, database) =>
  describe(`collection: our own API (${database})`, () => {
    const people = async (app: TestApp) => ({
      admin: await app.as('admin'),
      manager: await app.as('mara', { roles: ['collection:manager'] }),
      coordinator: await app.as('cora', { roles: ['collection:coordinator'] }),
      nobody: await app.as('noah'),
    })

    async function study(app: TestApp) {
      const all = await people(app)
      const project = (await all.manager.post(`${PREFIX}/projects`, { name: 'Voice' })).json()
      const grant = (
        await all.coordinator.post(`${PREFIX}/projects/${project.id}/grants`, { participant: 'sub-1' })
      ).json()
      return { ...all, project, grant }
    }

    test('a manager makes a project once; one that differs in case is refused', async () => {
      const app = await open()
      const { manager } = await people(app)
      const made = await manager.post(`${PREFIX}/projects`, { name: 'Voice', keepAddress: true })
      assert.equal(made.statusCode, 201)
      const { id, title, keepAddress, submissions, role, createdAt } = made.json()
      assert.deepEqual([id, title, keepAddress, submissions, role], [1, 'Voice', true, 0, 'owner'])
      assert.equal(createdAt, '2027-03-01T10:00:00.000Z')
      for (const name of ['Voice', 'voice']) {
        const again = await manager.post(`${PREFIX}/projects`, { name })
        assert.deepEqual([again.statusCode, again.json().code], [409, 'project_taken'])
      }
      assert.equal(
        (await manager.post(`${PREFIX}/projects`, { name: '../x' })).json().code,
        'invalid_project',
      )
      assert.equal((await manager.get(`${PREFIX}/projects/2`)).statusCode, 404)
    })

    test('R10: making a project again with the same key gives the first answer', async () => {
      const app = await open()
      const { token } = await app.as('mara', { roles: ['collection:manager'] })
      const post = () =>
        app.inject({
          method: 'POST',
          url: `${PREFIX}/projects`,
          headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'k' },
          payload: { name: 'Voice' },
        })
      const answers = await Promise.all(Array.from({ length: 20 }, post))
      assert.deepEqual([...new Set(answers.map((each) => `${each.statusCode} ${each.body}`))].length, 1)
      assert.equal(answers[0]?.statusCode, 201)
    })

    test('a coordinator gives out links and sees counts, but no answers', async () => {
      const app = await open()
      const { coordinator, nobody, project, grant } = await study(app)
      assert.match(grant.token, /^Voice-[0-9a-f]{32}$/)
      assert.equal(grant.expiresAt, '2027-03-01T11:30:00.000Z')
      await submit(app, grant.token, [
        { name: 'responses', content: '[1]' },
        { name: 'file', fileName: 'a.wav', content: 'RIFF' },
      ])
      const [counted] = (await coordinator.get(`${PREFIX}/projects`)).json().items
      assert.deepEqual([counted.submissions, counted.grants], [1, 1])
      const [listed] = (await coordinator.get(`${PREFIX}/projects/${project.id}/grants`)).json().items
      assert.deepEqual(
        [listed.participant, listed.state, listed.uses, listed.bytes],
        ['sub-1', 'active', 1, 7],
      )
      assert.equal(JSON.stringify(listed).includes(grant.token.slice(-32)), false)
      for (const path of ['projects/1/submissions', 'submissions/1', 'submissions/1/responses', 'files/1'])
        assert.equal((await coordinator.get(`${PREFIX}/${path}`)).json().code, 'role_needed', path)
      assert.equal((await coordinator.get(`${PREFIX}/submissions/99`)).statusCode, 404)
      for (const path of ['projects/1', 'projects/1/grants', 'submissions/1', 'files/1'])
        assert.equal((await nobody.get(`${PREFIX}/${path}`)).statusCode, 404, path)
      assert.deepEqual((await nobody.get(`${PREFIX}/projects`)).json(), { items: [], next: null })
      assert.equal((await nobody.get(`${PREFIX}/issuer`)).statusCode, 403)
      assert.equal((await coordinator.post(`${PREFIX}/projects`, { name: 'other' })).statusCode, 403)
    })

    test('a link that is withdrawn, or over, says so', async () => {
      const app = await open()
      const { coordinator, project, grant } = await study(app)
      assert.equal((await coordinator.delete(`${PREFIX}/grants/${grant.id}`)).statusCode, 204)
      assert.equal((await coordinator.delete(`${PREFIX}/grants/${grant.id}`)).statusCode, 404)
      await coordinator.post(`${PREFIX}/projects/${project.id}/grants`, { minutes: 1 })
      app.clock.advance(60_000)
      const { items } = (await coordinator.get(`${PREFIX}/projects/${project.id}/grants`)).json()
      assert.deepEqual(
        items.map(({ state }: { state: string }) => state),
        ['expired', 'revoked'],
      )
      const tooLong = await coordinator.post(`${PREFIX}/projects/${project.id}/grants`, { minutes: 525_601 })
      assert.equal(tooLong.json().code, 'invalid_expiry_minutes')
    })

    test('submissions are listed newest first by pages', async () => {
      const app = await open()
      const { manager, grant } = await study(app)
      for (let i = 0; i < 5; i += 1)
        await submit(app, grant.token, [{ name: 'responses', content: `[${i}]` }])
      const seen: number[] = []
      let next: number | null = null
      do {
        const url: string = `${PREFIX}/projects/1/submissions?limit=2${next === null ? '' : `&before=${next}`}`
        const page = (await manager.get(url)).json()
        seen.push(...page.items.map(({ id }: { id: number }) => id))
        next = page.next
      } while (next !== null)
      assert.deepEqual(seen, [5, 4, 3, 2, 1])
      assert.deepEqual((await manager.get(`${PREFIX}/projects/1/submissions?before=1`)).json(), {
        items: [],
        next: null,
      })
      assert.equal((await manager.get(`${PREFIX}/projects/9/submissions`)).statusCode, 404)
    })

    test('R10: a grant that is asked for again under its key is one grant with one token, which is not in the database', async () => {
      const app = await open()
      const { coordinator, manager } = await study(app)
      const ask = (key: string, participant = 'p-1') =>
        app.inject({
          method: 'POST',
          url: `${PREFIX}/projects/1/grants`,
          headers: { authorization: `Bearer ${coordinator.token}`, 'idempotency-key': key },
          payload: { participant, minutes: 5 },
        })
      const before = (await manager.get(`${PREFIX}/projects/1`)).json().grants
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask('key-1')))
      assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [201])
      assert.equal(new Set(answers.map(({ body }) => body)).size, 1)
      assert.equal((await manager.get(`${PREFIX}/projects/1`)).json().grants, before + 1)
      const { token } = JSON.parse(answers[0]?.body ?? '') as { token: string }
      await submit(app, token, [{ name: 'responses', content: '1' }])
      const kept = await app.kernel.db.selectFrom('kernel_idempotency').select('body').execute()
      assert.ok(kept.length > 0 && kept.every(({ body }) => !body.includes(token.slice(-32))))
      assert.equal((await ask('key-1', 'p-2')).json().code, 'idempotency_key_reused')
    })

    test('responses and files come as they were sent, by ranges, never to be shown by a browser (F3)', async () => {
      const app = await open()
      const { manager, grant } = await study(app)
      const responses = '{"b":1.0, "a":"é"}'
      const content = '<script>alert(1)</script>'
      await submit(app, grant.token, [
        { name: 'responses', content: responses },
        { name: 'file', fileName: 'p.html', content },
      ])
      const whole = (await manager.get(`${PREFIX}/submissions/1`)).json()
      assert.deepEqual([whole.project.name, whole.hasResponses, whole.items.length], ['Voice', true, 1])
      for (const [path, text] of [
        [`submissions/1/responses`, responses],
        [`files/${whole.items[0].id}`, content],
      ] as const) {
        const answer = await manager.get(`${PREFIX}/${path}`)
        assert.equal(answer.body, text)
        assert.equal(answer.headers.etag, `"${hash('sha256', text)}"`)
        assert.match(String(answer.headers['content-disposition']), /^attachment; filename=/)
        assert.equal(answer.headers['content-security-policy'], "sandbox; default-src 'none'")
        const get = (headers: Record<string, string>) =>
          app.inject({
            url: `${PREFIX}/${path}`,
            headers: { authorization: `Bearer ${manager.token}`, ...headers },
          })
        const part = await get({ range: 'bytes=2-4' })
        assert.deepEqual([part.statusCode, part.rawPayload], [206, Buffer.from(text).subarray(2, 5)])
        assert.equal((await get({ 'if-none-match': String(answer.headers.etag) })).statusCode, 304)
        assert.equal((await get({ range: 'bytes=999-' })).statusCode, 416)
      }
      assert.equal((await manager.get(`${PREFIX}/files/99`)).statusCode, 404)
    })

    test('who has looked at answers is in the journal, and so is every change', async () => {
      const app = await open()
      const { admin, manager, coordinator, grant } = await study(app)
      await submit(app, grant.token, [{ name: 'responses', content: '1' }])
      await manager.get(`${PREFIX}/submissions/1/responses`)
      await coordinator.delete(`${PREFIX}/grants/1`)
      const actions = async (): Promise<string[]> => {
        const { items } = (await admin.get('/api/journal?service=collection')).json()
        return items.map(
          (each: { action: string; account: { name: string } | null }) =>
            `${each.action} ${each.account?.name ?? ''}`,
        )
      }
      for (const action of [
        'project.created mara',
        'grant.issued cora',
        'submission.received ',
        'submission.read mara',
        'grant.revoked cora',
        'issuer.created ',
      ])
        await waitFor(async () => (await actions()).includes(`collection.${action}`))
    })

    test('the master TOKEN is shown to administrators, and a new one ends the old one but not its links', async () => {
      const app = await open()
      const { admin, manager } = await people(app)
      const collection = app.atelier.collection ?? assert.fail()
      const issue = (token: string) => app.inject({ url: `/collection/token?token=${token}` })
      const shown = await admin.get(`${PREFIX}/issuer`)
      const { token } = shown.json()
      assert.equal(token, await readMasterToken(collection, { via: 'system' }))
      assert.equal(shown.headers['cache-control'], 'no-store')
      assert.equal((await manager.get(`${PREFIX}/issuer`)).statusCode, 403)
      const link = (await issue(token)).json().auth_token
      const rotated = (await admin.post(`${PREFIX}/issuer/rotate`)).json().token
      assert.notEqual(rotated, token)
      assert.deepEqual([(await issue(token)).statusCode, (await issue(rotated)).statusCode], [403, 200])
      await submit(app, link, [{ name: 'responses', content: '1' }])
    })

    test('a token of another service, or one that only reads, does not write here (A4)', async () => {
      const app = await open()
      const reader = await app.as('rita', { roles: ['collection:manager'], scopes: ['collection:read'] })
      assert.equal((await reader.get(`${PREFIX}/projects`)).statusCode, 200)
      assert.equal((await reader.post(`${PREFIX}/projects`, { name: 'x' })).statusCode, 403)
      const other = await app.as('omar', { roles: ['collection:manager'], scopes: ['training:write'] })
      assert.equal((await other.get(`${PREFIX}/projects`)).statusCode, 403)
    })
  }),
)
