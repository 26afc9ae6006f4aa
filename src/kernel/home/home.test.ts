import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Type } from 'typebox'
import { type Caller, eachApp, type TestApp } from '../../../test/support/app.ts'
import { inTransaction } from '../db/db.ts'
import { defineJob, enqueue } from '../jobs/jobs.ts'
import { DAY_MS } from '../span.ts'

interface Home {
  needs: { key: string; title: string; href: string; look: string }[]
  recent: { title: string; state: string; text: string }[]
  comingUp: { title: string; at: string }[]
  running: { title: string }[]
  limits: { key: string }[]
  checklist: { key: string; done: boolean }[] | null
}

const homeOf = async (caller: Caller): Promise<Home> => {
  const answer = await caller.get('/api/home')
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json()
}
const keysOf = (of: { key: string }[]) => of.map(({ key }) => key)
const found = async (caller: Caller, q: string): Promise<{ kind: string; title: string }[]> =>
  (await caller.get(`/api/search?q=${encodeURIComponent(q)}`)).json().items

const broken = defineJob({
  name: 'test.broken',
  payload: Type.Object({}),
  maxAttempts: 1,
  run: async () => {
    throw new Error('It broke.')
  },
})

async function project(caller: Caller, name: string, codes: string[] = []): Promise<number> {
  const { id } = (await caller.post('/api/collection/projects', { name, title: `${name} study` })).json()
  if (codes.length > 0) {
    const made = await caller.post(`/api/collection/projects/${id}/participants/import`, {
      text: codes.join('\n'),
    })
    assert.ok(made.statusCode < 300, made.body)
  }
  return id
}

eachApp((open: (options?: object) => Promise<TestApp>, database) => {
  describe(`home (${database})`, () => {
    test('it holds my projects and those of nobody else', async () => {
      const opened = await open()
      const ada = await opened.as('ada', { roles: ['collection:user'] })
      const ben = await opened.as('ben', { roles: ['collection:user'] })
      await project(ada, 'Voice', ['P-1', 'P-2'])
      await project(ben, 'Sleep')
      const home = await homeOf(ada)
      assert.deepEqual(
        home.recent.map(({ title, state, text }) => [title, state, text]),
        [['Voice study', 'Open', '0 of 2 complete']],
      )
      assert.deepEqual([home.limits, home.checklist], [[], null])
      assert.deepEqual((await homeOf(await opened.as('admin'))).recent.map(({ title }) => title).sort(), [
        'Sleep study',
        'Voice study',
      ])
    })

    test('a token that ends within a week needs its owner, and nobody else', async () => {
      const opened = await open()
      const ada = await opened.as('ada')
      const expiresAt = new Date(opened.clock.now() + 3 * DAY_MS).toISOString()
      await ada.post('/api/me/tokens', { name: 'nightly', scopes: ['kernel:read'], expiresAt })
      assert.deepEqual(
        (await homeOf(ada)).needs.map(({ title }) => title),
        ['The token nightly ends'],
      )
      assert.deepEqual((await homeOf(await opened.as('ben'))).needs, [])
    })

    test('failed jobs need an administrator, and lead to why', async () => {
      const opened = await open()
      const { kernel } = opened
      kernel.jobs.register(broken, undefined)
      await inTransaction(kernel.db, (tx) => enqueue(tx, broken, {}))
      await kernel.jobs.drain().catch(() => undefined)
      const [need] = (await homeOf(await opened.as('admin'))).needs
      assert.deepEqual(
        [need?.title, need?.look, need?.href],
        ['1 job failed', 'failed', '/app/operate/jobs?state=failed'],
      )
      assert.deepEqual((await homeOf(await opened.as('ada'))).needs, [])
    })

    test('the checklist of a new installation closes itself, or is put away by each administrator for themselves', async () => {
      const opened = await open()
      const admin = await opened.as('admin')
      const left = async (caller: Caller) =>
        keysOf(
          (await homeOf(caller)).checklist?.filter(({ done }) => !done) ?? [{ key: 'closed', done: true }],
        )
      assert.deepEqual(await left(admin), [
        'name',
        'address',
        'mail',
        'people',
        'workspace',
        'project',
        'event',
        'experiment',
        'run',
      ])
      const other = await opened.as('other', { administrator: true })
      await admin.put('/api/home/checklist', { shown: false })
      assert.deepEqual(await left(admin), ['closed'])
      await admin.put('/api/home/checklist', { shown: true })
      await project(admin, 'Voice')
      assert.deepEqual(await left(admin), ['name', 'address', 'mail'])
      const settings = {
        name: 'NeuroLab',
        publicUrl: 'https://lab.example.org',
        smtpUrl: 'smtp://mail.example.org',
      }
      await admin.patch('/api/settings', settings)
      assert.deepEqual([await left(admin), await left(other)], [['closed'], ['closed']])
    })

    test('links that end soon stand under what comes up', async () => {
      const opened = await open()
      const ada = await opened.as('ada', { roles: ['collection:user'] })
      const id = await project(ada, 'Voice', ['P-1', 'P-2'])
      const links = await ada.post(`/api/collection/projects/${id}/links`, { all: true, days: 7 })
      assert.ok(links.statusCode < 300, links.body)
      assert.deepEqual(
        (await homeOf(ada)).comingUp.map(({ title }) => title),
        ['2 study links end: Voice study'],
      )
    })

    test('a search finds things by name that the person may see, and no others', async () => {
      const opened = await open()
      const ada = await opened.as('ada', { roles: ['collection:user'] })
      const ben = await opened.as('ben', { roles: ['collection:user'] })
      await project(ada, 'Voice', ['P-0142'])
      const named = async (caller: Caller, q: string) =>
        (await found(caller, q)).map(({ kind, title }) => `${kind} ${title}`)
      assert.deepEqual(await named(ada, 'VOICE'), ['project Voice study'])
      assert.deepEqual(await named(ada, 'p-01'), ['participant P-0142'])
      assert.deepEqual(await named(ben, 'voice'), [])
      assert.deepEqual(await named(ben, 'P-0142'), [])
      assert.deepEqual(await named(ada, 'ben'), [])
      assert.deepEqual(await named(await opened.as('admin'), 'ben'), ['account ben'])
      assert.deepEqual(await named(ada, '  '), [])
      assert.deepEqual(await named(ada, '%'), [])
    })

    test('A4: a token of the kernel alone shows nothing of a service, at home and in the search', async () => {
      const opened = await open()
      const all = await opened.as('ada', { roles: ['collection:user'] })
      await project(all, 'Voice', ['P-0142'])
      for (const [scopes, most] of [
        [['kernel:read'], 0],
        [['kernel:read', 'collection:read'], 1],
      ] as const) {
        const narrow = await opened.as('ada', { scopes: [...scopes] })
        assert.equal((await found(narrow, 'P-0142')).length, most)
        assert.equal((await homeOf(narrow)).recent.length, most)
      }
    })
  })
})
