import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startPostgres } from '../support/postgres.ts'
import { dataFolder } from '../support/program.ts'
import { startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

const RESTARTS = 3
const CLIENTS = 10
/** So that all of them together ask a hundred times a second. */
const PAUSE_MS = 100

test(`R6: PostgreSQL is restarted ${RESTARTS} times under load: 503 in the gaps alone, and nothing acknowledged is lost or doubled`, async () => {
  const postgres = await startPostgres({ durable: true })
  try {
    const folder = dataFolder()
    const env = { ATELIER_DATABASE_URL: postgres.url }
    const server = await startStudyServer(folder, { ...env, ATELIER_LOG_LEVEL: 'silent' })
    const auth_token = await server.issue()
    const acknowledged = new Set<number>()
    let [next, refused, over] = [0, 0, false]
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (!over) {
        const mark = next++
        const { status, body } = await server.submit({ auth_token, responses: `{"mark":${mark}}` })
        if (status === 200) acknowledged.add(mark)
        else {
          assert.equal(status, 503, body)
          refused += 1
        }
        await pause(PAUSE_MS)
      }
    })
    const more = () => {
      const before = acknowledged.size
      return waitFor(() => acknowledged.size > before + 50)
    }
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      await more()
      await postgres.restart()
    }
    await more()
    over = true
    await Promise.all(clients)
    assert.ok(refused > 0, 'somebody met a gap')

    const client = new pg.Client(postgres.url)
    await client.connect()
    const { rows } = await client.query<{ responses: string }>('select responses from collection_submission')
    await client.end()
    const marks = rows.map(({ responses }) => (JSON.parse(responses) as { mark: number }).mark)
    const kept = new Set(marks)
    assert.equal(kept.size, marks.length, 'doubled')
    assert.deepEqual(
      [...acknowledged].filter((mark) => !kept.has(mark)),
      [],
      'lost',
    )
    assert.equal(await server.end(), 0)
  } finally {
    await postgres.stop()
  }
})
