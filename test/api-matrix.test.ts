import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { type RawBuilder, sql } from 'kysely'
import { viewOf } from '../src/kernel/db/db.ts'
import type { Journal } from '../src/kernel/journal/journal.ts'
import type { Kernel } from '../src/kernel/kernel.ts'
import { outsideEnv } from './bindings/accounts.ts'
import { bindings } from './bindings/index.ts'
import { type Caller, eachApp, type TestApp } from './support/app.ts'
import { type Operation, operationsOf } from './support/document.ts'
import { waitFor } from './support/wait.ts'

/** Tables of what happens beside: who was refused, when a token was last looked at, which node lives. */
const BESIDE = /^kernel_(journal|journal_personal|idempotency|node|migration|schedule)$|^sqlite_|^_/
const VOLATILE = ['last_used_at', 'last_seen_at', 'note_due']

/** What anybody may know of one thing, meant so. */
const PUBLIC = ['GET /api/training/join/events/{id}', 'GET /api/training/join/events/{id}/live']

const SAFE = ['GET', 'HEAD', 'OPTIONS']

const isAboutOne = ({ path }: Operation) => path.includes('{')
const isOurs = ({ path }: Operation) => path.startsWith('/api/')
const isPublic = ({ access }: Operation) => access === 'public'

/** What every table holds, but what is beside: by its name its rows, or on PostgreSQL a hash of them, since asking table by table took half of the time. */
async function snapshot({ database }: Kernel): Promise<Record<string, unknown>> {
  const db = viewOf(database.db) as never
  const names = async (list: RawBuilder<{ name: string }>) =>
    (await list.execute(db)).rows.map(({ name }) => name).filter((name) => !BESIDE.test(name))
  const found: Record<string, unknown> = {}
  if (database.dialect === 'postgres') {
    const tables = await names(sql`select tablename as name from pg_tables where schemaname = 'public'`)
    const hashes = tables.map(
      (name) => sql`select ${sql.lit(name)} as name, (
        select md5(coalesce(string_agg(line, '' order by line), '')) from (
          select (to_jsonb(t) - array[${sql.join(VOLATILE.map((each) => sql.lit(each)))}])::text as line
          from ${sql.table(name)} t
        ) lines
      ) as hash`,
    )
    const { rows } = await sql<{ name: string; hash: string }>`${sql.join(hashes, sql` union all `)}`.execute(
      db,
    )
    for (const { name, hash } of rows) found[name] = hash
    return found
  }
  for (const name of await names(sql`select name from sqlite_master where type = 'table'`)) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
    const text = (row: unknown) =>
      JSON.stringify(row, (key, value) => (VOLATILE.includes(key) ? null : value))
    found[name] = rows.map(text).sort()
  }
  return found
}

/** The call about a thing that is not there. */
const elsewhere = (request: InjectOptions): InjectOptions => ({
  ...request,
  url: String(request.url).replaceAll(/\/\d+(?=\/|$|\?)/g, '/987654321'),
})

function by(request: InjectOptions, authorization: string | undefined): InjectOptions {
  const { authorization: _token, cookie: _cookie, ...headers } = request.headers ?? {}
  return { ...request, headers: { ...headers, ...(authorization && { authorization }) } }
}

/** A1: nobody, another person, a broken and a foreign token are refused alike, there or not, and nothing changes. */
async function refuseStrangers(
  { opened, owner, other, mark }: { opened: TestApp; owner: Caller; other: Caller; mark: string },
  request: InjectOptions,
): Promise<void> {
  const strangers = {
    nobody: undefined,
    other: `Bearer ${other.token}`,
    'a broken token': `Bearer ${owner.token.slice(0, -1)}`,
    'a foreign token': `Bearer ${owner.token}x`,
  }
  const before = await snapshot(opened.kernel)
  for (const [who, authorization] of Object.entries(strangers)) {
    const answer = await opened.app.inject(by(request, authorization))
    assert.ok([401, 403, 404].includes(answer.statusCode), `${who}: ${answer.statusCode} ${answer.body}`)
    assert.ok(!answer.body.includes(mark), who)
    const missing = await opened.app.inject(elsewhere(by(request, authorization)))
    const words = ({ statusCode, body }: typeof answer) => [statusCode, JSON.parse(body).detail]
    assert.deepEqual(words(answer), words(missing), `${who}: what is there and what is not answer alike`)
  }
  assert.deepEqual(await snapshot(opened.kernel), before)
}

/** S4: an entry says who did it and on what. */
async function findEntry(journal: Journal, seq: number, requestId: unknown): Promise<void> {
  const find = async () =>
    (await journal.since(seq, 500)).filter(({ request_id }) => request_id === requestId)
  await waitFor(async () => (await find()).length > 0, 5_000)
  const mine = await find()
  for (const entry of mine) assert.match(entry.action, /^[a-z]+(\.[a-z-]+)+$/)
  assert.ok(mine.some(({ object, account_id, credential }) => object && (account_id ?? credential)))
}

eachApp((open, name) => {
  test(`A1, S4: every operation refuses strangers and changes nothing for them, and what it changes is in the journal (${name})`, async (t) => {
    const opened = await open({ env: await outsideEnv() })
    const { journal } = opened.kernel
    const [admin, owner] = [await opened.as('admin'), await opened.as('owner')]
    const other = await opened.as('other')
    const operations = await operationsOf(opened.app)
    const keys = new Set(operations.map(({ key }) => key))
    const gone = Object.keys(bindings).filter((key) => !keys.has(key))
    assert.deepEqual(gone, [], 'bindings of what is gone')
    const ofOne = operations.filter((each) => isOurs(each) && isAboutOne(each))
    assert.deepEqual(
      ofOne.filter(isPublic).map(({ key }) => key),
      PUBLIC,
    )
    assert.ok(ofOne.length >= 14)
    for (const [i, operation] of operations.entries()) {
      const { key, method } = operation
      const example = bindings[key]
      const isGuarded = ofOne.includes(operation) && !isPublic(operation)
      const isChange = !SAFE.includes(method) || example?.changes === true
      if (!isGuarded && !isChange) continue
      await t.test(key, async () => {
        assert.ok(example, `There is no binding for ${key}: add one to test/bindings.`)
        const mark = `secret${i}`
        const request = await example.prepare({ opened, admin, owner, mark })
        if (isGuarded) await refuseStrangers({ opened, owner, other, mark }, request)
        const { seq } = await journal.head()
        const allowed = await opened.app.inject(request)
        const isFine = allowed.statusCode < (isGuarded ? 300 : 400)
        assert.ok(isFine, `who may gets ${allowed.statusCode} ${allowed.body}`)
        if (isChange && !example.unrecorded) await findEntry(journal, seq, allowed.headers['x-request-id'])
      })
    }
    assert.equal((await journal.verify()).ok, true)
  })
})
