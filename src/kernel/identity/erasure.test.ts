import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { eachApp, type TestApp } from '../../../test/support/apps/kernel.ts'
import { asPage, cookieOf, signIn } from '../../../test/support/browser-session.ts'
import { filesOf } from '../../../test/support/unzip.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { viewOf } from '../db/db.ts'
import { createAccount } from './account.ts'
import { setRoles } from './group.ts'

const PASSWORD = 'correct horse battery'
const system = { via: 'system' } as const

/** Zelda, whose marks nothing else holds, after all that leaves traces. */
async function withZelda(opened: TestApp) {
  const { kernel, app } = opened
  const { identity } = kernel
  const zelda = await createAccount(identity, system, {
    name: 'zeldaqx',
    email: 'zeldaqx@marks.example',
    firstName: 'Zeldafirst',
    lastName: 'Zeldalast',
    password: PASSWORD,
  })
  await setRoles(identity, system, { account: zelda.id }, ['collection:user'])
  const from = '192.0.2.77'
  await signIn(opened, { name: 'ZeldaQX', password: 'wrong', from })
  const headers = { 'user-agent': 'zeldaagent' }
  const cookie = cookieOf(await signIn(opened, { name: 'zeldaqx', password: PASSWORD, from, headers }))
  const page = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) =>
    asPage(opened, cookie, { method, url, remoteAddress: from, ...(payload && { payload }) })
  await page('POST', '/api/me/tokens', { name: 'zeldatoken', scopes: ['kernel:read'] })
  await opened.jobs.drain()
  await opened.jobs.drain()
  await page('PATCH', '/api/me', { email: 'zeldanew@marks.example' })
  await app.inject({
    method: 'POST',
    url: '/api/recovery',
    remoteAddress: from,
    payload: { name: 'zeldaqx' },
  })
  await opened.jobs.drain()
  await opened.jobs.drain()
  return { zelda, page }
}

const MARKS = /zelda|192\.0\.2\.77/i

/** Every row of every table that holds one of the marks. */
async function rowsWithMarks({ database }: TestApp['kernel']): Promise<string[]> {
  const list =
    database.dialect === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table'`
      : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`
  const { rows: tables } = await list.execute(viewOf(database.db) as never)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(viewOf(database.db) as never)
    found.push(...rows.map((row) => `${name} ${JSON.stringify(row)}`).filter((row) => MARKS.test(row)))
  }
  return found
}

function filesWithMarks(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('atelier.db'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => MARKS.test(path) || MARKS.test(readFileSync(path, 'latin1')))
}

eachApp((open, name) => {
  test(`S8: an erased person is nowhere in database and files, the journal keeps a pseudonym, and its chain holds (${name})`, async () => {
    const opened = await open({ env: { ATELIER_BACKUP_ENABLED: 'true' } })
    await opened.as('admin')
    const { zelda, page } = await withZelda(opened)
    assert.ok((await rowsWithMarks(opened.kernel)).length > 10)
    const outlook = (await page('GET', '/api/me/erasure')).json()
    assert.deepEqual(outlook.obstacles, [])
    assert.match(outlook.backupsUntil, /^20\d\d-/)
    assert.equal((await page('POST', '/api/me/erasure', { name: 'zelda' })).json().code, 'name_not_typed')
    const erased = await page('POST', '/api/me/erasure', { name: 'zeldaqx' })
    assert.equal(erased.statusCode, 200, erased.body)
    await opened.jobs.drain()
    const { journal } = opened.kernel
    await journal.stop()
    assert.deepEqual(await rowsWithMarks(opened.kernel), [])
    assert.deepEqual(filesWithMarks(opened.folder), [])
    const rows = await journal.list({ accountId: zelda.id, limit: 50 })
    assert.ok(rows.length > 2)
    assert.ok(rows.every(({ who }) => who === `erased-${zelda.id}`))
    assert.equal((await journal.verify()).ok, true)
    assert.equal((await page('GET', '/api/me')).statusCode, 401)
    assert.equal((await signIn(opened, { name: 'zeldaqx', password: PASSWORD })).statusCode, 401)
    const { identity } = opened.kernel
    await createAccount(identity, system, { name: 'zeldaqx', email: 'zeldaqx@marks.example' })
  })

  test(`S8: what stands of others stays, whatever the erased person was called (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const { journal, notices, db } = opened.kernel
    const make = async (body: object) => (await admin.post('/api/accounts', body)).json().id as number
    const [maria, app, place] = [
      await make({ name: 'maria' }),
      await make({ name: 'app' }),
      await make({ name: '192.0.2.55' }),
    ]
    const other = await make({ name: 'mk', firstName: 'Maria', email: 'mk@x.org', password: PASSWORD })
    const cookie = cookieOf(await signIn(opened, { name: 'mk', password: PASSWORD, from: '192.0.2.55' }))
    const mine = { name: 'ci', scopes: ['kernel:read'] }
    const made = await asPage(opened, cookie, {
      method: 'POST',
      url: '/api/me/tokens',
      payload: mine,
      remoteAddress: '192.0.2.55',
    })
    assert.equal(made.statusCode, 201, made.body)
    await opened.jobs.drain()
    await opened.jobs.drain()
    const others = async () => ({
      journal: (await journal.list({ limit: 500 }))
        .filter(({ object, account_id }) => object === `account:${other}` || account_id === other)
        .map(({ id, value }) => ({ id, value })),
      notices: await notices.list({ accountId: other, unread: false, limit: 50 }),
      mails: await db.selectFrom('kernel_mail').select(['id', 'text']).orderBy('id').execute(),
    })
    const before = await others()
    assert.ok(before.mails.some(({ text }) => text.includes('/app/me/')))
    for (const [id, called] of [
      [maria, 'maria'],
      [app, 'app'],
      [place, '192.0.2.55'],
    ] as const)
      assert.equal(
        (await admin.post(`/api/accounts/${id}/erasure`, { name: called, reason: 'x' })).statusCode,
        200,
      )
    assert.deepEqual(await others(), before)
  })

  test(`the last administrator is not erased, and says what to do; nobody is erased twice (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const refused = await admin.post(`/api/accounts/${admin.id}/erasure`, { name: 'admin', reason: 'x' })
    assert.equal(refused.json().code, 'erasure_refused')
    assert.match(refused.json().obstacles[0], /last administrator.*Make another one first/)
    const ben = await opened.as('ben')
    const erase = (body: object) => admin.post(`/api/accounts/${ben.id}/erasure`, body)
    assert.equal((await erase({ name: 'ben' })).statusCode, 400, 'needs a reason')
    assert.equal((await erase({ name: 'ben', reason: 'Asked by letter' })).statusCode, 200)
    assert.equal((await erase({ name: `erased-${ben.id}`, reason: 'x' })).json().code, 'erased_already')
    assert.equal((await ben.get('/api/me')).statusCode, 401)
    await waitFor(async () => {
      const [entry] = await opened.kernel.journal.list({ action: 'account.erased', limit: 1 })
      return entry?.reason === 'Asked by letter' && entry.account_id === admin.id
    })
  })

  test(`what a service holds of a person is exported and erased with them, and may stand in the way (${name})`, async () => {
    const opened = await open()
    await opened.as('admin')
    const obstacles = ['You are the only owner of the project X. Make somebody else an owner first.']
    const erased: number[] = []
    opened.kernel.identity.holdings.push({
      what: 'study',
      export: async (_db, accountId) => ({ of: accountId }),
      obstacles: async () => obstacles,
      erase: async (_tx, accountId) => void erased.push(accountId),
    })
    const { zelda, page } = await withZelda(opened)
    const refused = await page('POST', '/api/me/erasure', { name: 'zeldaqx' })
    assert.deepEqual(refused.json().obstacles, obstacles)
    obstacles.pop()
    const files = await filesOf((await page('GET', '/api/me/export')).rawPayload)
    assert.deepEqual(JSON.parse(files['my-data/study.json'] ?? ''), { of: zelda.id })
    assert.equal((await page('POST', '/api/me/erasure', { name: 'zeldaqx' })).statusCode, 200)
    assert.deepEqual([...new Set(erased)], [zelda.id])
  })

  test(`one's own data come as a zip: account, sign-ins, tokens without values, notices, what one did (${name})`, async () => {
    const opened = await open()
    await opened.as('admin')
    const { page } = await withZelda(opened)
    const answer = await page('GET', '/api/me/export')
    assert.equal(answer.headers['content-disposition'], 'attachment; filename="my-data.zip"')
    const files = await filesOf(answer.rawPayload)
    const account = JSON.parse(files['my-data/account.json'] ?? '')
    assert.equal(account.email, 'zeldanew@marks.example')
    assert.deepEqual(account.roles.own, ['collection:user'])
    const lines = (file: string) =>
      (files[`my-data/${file}.jsonl`] ?? '')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    assert.equal(lines('sign-ins')[0].address, '192.0.2.77')
    assert.equal(lines('tokens')[0].name, 'zeldatoken')
    assert.ok(lines('notices').length > 0)
    assert.ok(lines('journal').some(({ action }: { action: string }) => action === 'session.opened'))
    assert.ok(!/sha256|password_hash|atl_/.test(Object.values(files).join('')))
    const narrow = await opened.as('zeldaqx', { scopes: ['kernel:write'] })
    assert.equal(
      (await narrow.get('/api/me/export')).json().code,
      'insufficient_scope',
      'it holds what services hold',
    )
    assert.equal((await (await opened.as('zeldaqx')).get('/api/me/export')).statusCode, 200)
    const { journal } = opened.kernel
    await waitFor(async () => (await journal.list({ action: 'account.exported', limit: 2 })).length === 2)
  })
})
