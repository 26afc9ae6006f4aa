import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { viewOf } from '../src/kernel/db/db.ts'
import type { Kernel } from '../src/kernel/kernel.ts'
import { outsideEnv } from './bindings/accounts.ts'
import { bindings } from './bindings/index.ts'
import { eachApp } from './support/app.ts'
import { type Operation, operationsOf } from './support/document.ts'

/** Tables of what happens beside: who was refused, when a token was last looked at, which node lives. */
const BESIDE = /^kernel_(journal|journal_personal|idempotency|node|migration|schedule)$|^sqlite_|^_/
const VOLATILE = new Set(['last_used_at', 'last_seen_at'])

/** What anybody may know of one thing, meant so. */
const PUBLIC = ['GET /api/training/join/events/{id}', 'GET /api/training/join/events/{id}/live']

const isAboutOne = ({ path }: Operation) => path.includes('{')
const isOurs = ({ path }: Operation) => path.startsWith('/api/')

/** Every row of every table, but what is beside. */
async function snapshot({ database }: Kernel): Promise<string> {
  const list =
    database.dialect === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`
      : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`
  const { rows: tables } = await list.execute(viewOf(database.db) as never)
  const found: Record<string, unknown> = {}
  for (const { name } of tables) {
    if (BESIDE.test(name)) continue
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(viewOf(database.db) as never)
    found[name] = rows
      .map((row) => JSON.stringify(row, (key, value) => (VOLATILE.has(key) ? null : value)))
      .sort()
  }
  return JSON.stringify(found)
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

eachApp((open, name) => {
  test(`A1: every route with an id refuses nobody, another person and a broken token, and changes nothing (${name})`, async (t) => {
    const opened = await open({ env: await outsideEnv() })
    const [admin, owner] = [await opened.as('admin'), await opened.as('owner')]
    const other = await opened.as('other')
    const all = (await operationsOf(opened.app)).filter((each) => isOurs(each) && isAboutOne(each))
    const isPublic = ({ access }: Operation) => access === 'public'
    assert.deepEqual(
      all.filter(isPublic).map(({ key }) => key),
      PUBLIC,
    )
    const operations = all.filter((each) => !isPublic(each))
    assert.ok(operations.length >= 14)
    const strangers = {
      nobody: undefined,
      other: `Bearer ${other.token}`,
      'a broken token': `Bearer ${owner.token.slice(0, -1)}`,
      'a foreign token': `Bearer ${owner.token}x`,
    }
    for (const [i, { key }] of operations.entries()) {
      await t.test(key, async () => {
        const example = bindings[key]
        assert.ok(example, `There is no binding for ${key}: add one to test/bindings.`)
        const mark = `secret${i}`
        const request = await example.prepare({ opened, admin, owner, mark })
        const before = await snapshot(opened.kernel)
        for (const [who, authorization] of Object.entries(strangers)) {
          const answer = await opened.app.inject(by(request, authorization))
          assert.ok(
            [401, 403, 404].includes(answer.statusCode),
            `${who}: ${answer.statusCode} ${answer.body}`,
          )
          assert.ok(!answer.body.includes(mark), who)
          const missing = await opened.app.inject(elsewhere(by(request, authorization)))
          const words = ({ statusCode, body }: typeof answer) => [statusCode, JSON.parse(body).detail]
          assert.deepEqual(
            words(answer),
            words(missing),
            `${who}: what is there and what is not answer alike`,
          )
        }
        assert.equal(await snapshot(opened.kernel), before)
        const allowed = await opened.app.inject(request)
        assert.ok(allowed.statusCode < 300, `who may gets ${allowed.statusCode} ${allowed.body}`)
      })
    }
  })
})
