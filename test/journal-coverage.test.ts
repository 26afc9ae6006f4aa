import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outsideEnv } from './bindings/accounts.ts'
import { bindings } from './bindings/index.ts'
import { eachApp } from './support/app.ts'
import { operationsOf } from './support/document.ts'
import { waitFor } from './support/wait.ts'

const SAFE = ['GET', 'HEAD', 'OPTIONS']

eachApp((open, name) => {
  test(`S4: every operation of the document that changes something adds an entry that says who and what (${name})`, async (t) => {
    const opened = await open({ env: await outsideEnv() })
    const { journal } = opened.kernel
    const [admin, owner] = [await opened.as('admin'), await opened.as('owner')]
    const operations = await operationsOf(opened.app)
    const keys = new Set(operations.map(({ key }) => key))
    assert.deepEqual(
      Object.keys(bindings).filter((key) => !keys.has(key)),
      [],
      'bindings of what is gone',
    )
    for (const [i, { key, method }] of operations.entries()) {
      const example = bindings[key]
      if (SAFE.includes(method) && !example?.changes) continue
      await t.test(key, async () => {
        assert.ok(example, `There is no example of ${key}: add one to test/bindings.`)
        const request = await example.prepare({ opened, admin, owner, mark: `mark${i}` })
        const { seq } = await journal.head()
        const answer = await opened.app.inject(request)
        assert.ok(answer.statusCode < 400, `${answer.statusCode} ${answer.body}`)
        if (example.unrecorded) return
        const id = answer.headers['x-request-id']
        const find = async () => (await journal.since(seq, 500)).filter(({ request_id }) => request_id === id)
        await waitFor(async () => (await find()).length > 0, 5_000)
        const mine = await find()
        for (const entry of mine) assert.match(entry.action, /^[a-z]+(\.[a-z-]+)+$/)
        assert.ok(mine.some(({ object, account_id, credential }) => object && (account_id ?? credential)))
      })
    }
    assert.equal((await journal.verify()).ok, true)
  })
})
