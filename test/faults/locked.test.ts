import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { dataFolder } from '../support/program.ts'
import { startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

/** In the long form as long as the promise says; else just longer than a writer waits. */
const LOCKED_MS = process.env.ATELIER_TEST_LONG ? 30_000 : 6_000

test('R5: while another program holds the database, the server answers, writes are refused in words, and nothing is lost', async () => {
  const folder = dataFolder()
  const server = await startStudyServer(folder)
  const auth_token = await server.issue()
  const accepted: number[] = []
  let refused = 0
  let sent = 0
  const submit = async () => {
    const mark = sent++
    const { status, body } = await server.submit({ auth_token, responses: `{"mark":${mark}}` })
    if (status === 200) accepted.push(mark)
    else {
      assert.equal(status, 503, body)
      assert.match(body, /"status":"[a-z_]+","message":"[^"]+"/)
      refused += 1
    }
  }
  await Promise.all(Array.from({ length: 20 }, submit))

  const other = new DatabaseSync(join(folder, 'atelier.db'), { timeout: 5_000 })
  other.exec('begin immediate')
  const since = performance.now()
  const writers = Array.from({ length: 4 }, async () => {
    while (performance.now() - since < LOCKED_MS) await submit()
  })
  let looked = 0
  while (performance.now() - since < LOCKED_MS) {
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
    assert.equal((await fetch(`${server.base}/`)).status, 200)
    looked += 1
  }
  assert.ok(refused > 0, 'who waits longer than five seconds is told so')
  assert.ok(looked > 100, 'the server goes on answering meanwhile')
  other.exec('rollback')
  other.close()
  await Promise.all(writers)

  await waitFor(async () => {
    const before = accepted.length
    await submit()
    return accepted.length > before
  })
  const stored = () => readdirSync(join(folder, 'collection/uploads/responses/study')).length
  assert.equal(stored(), accepted.length)
  assert.equal(await server.end(), 0)
})
