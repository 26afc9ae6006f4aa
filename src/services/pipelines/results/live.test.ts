import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/pipelines.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { benchWith } from '../runner/runner.fixture.ts'
import { workOf } from '../runner/work.ts'

const API = '/api/pipelines/experiments'

test('whoever looks at an experiment hears what it prints as it is printed, how it stands, and its end; others hear nothing', async () => {
  const bench = await benchWith(testApp, {
    apps: {
      talks: {
        script: 'echo first; until [ -e go ]; do sleep 0.02; done; echo second; echo result >out.txt; exit 3',
      },
    },
  })
  const { test: app, pipelines } = bench
  const ada = await app.as('ada', { roles: ['pipelines:user'] })
  const eve = await app.as('eve', { roles: ['pipelines:user'] })
  const base = await app.listen()
  const [id = 0] = await bench.submit(ada.id, { app: 'talks' })
  const live = (token: string) =>
    fetch(`${base}${API}/${id}/live`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal((await live(eve.token)).status, 404)
  const stream = await live(ada.token)
  const heard: string[] = []
  const listening = (async () => {
    for await (const piece of (stream.body as ReadableStream<Uint8Array>).pipeThrough(
      new TextDecoderStream(),
    ))
      heard.push(piece)
  })()
  await waitFor(() => heard.join('').includes('"text":"first\\n"'))
  const share = await inTransaction(pipelines.db, (tx) =>
    tx
      .insertInto('pipelines_share')
      .values({ experiment_id: id, account_id: eve.id, inputs: 0, made_by: ada.id, made_at: 0 })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  const shared = await live(eve.token)
  assert.equal(shared.status, 200)
  assert.equal((await ada.delete(`/api/pipelines/shares/${share.id}`)).statusCode, 204)
  assert.match(await shared.text(), /event: end/, 'A3: what is taken back is heard no longer')
  assert.equal((await ada.get(`${API}/${id}`)).json().status, 'running')
  const { outputs } = workOf(pipelines, await bench.row(id))
  writeFileSync(join(outputs, 'go'), '')
  await listening
  const all = heard.join('')
  assert.match(all, /"status":"running"/)
  assert.match(all, /event: log\ndata: \{"text":"second\\n"/)
  assert.match(all, /"status":"failed"/)
  assert.match(all, /event: end/)

  const shown = (await ada.get(`${API}/${id}`)).json()
  assert.deepEqual([shown.status, shown.exitCode], ['failed', 3])
  assert.match((await ada.get(`${API}/${id}/log?end=true`)).json().text, /^first\nsecond\n/)
  const { command, environment } = (await ada.get(`${API}/${id}/provenance`)).json()
  assert.ok(!JSON.stringify(command).includes(app.folder), 'no path of the server')
  assert.equal(environment.host.backend, 'local')
})

test('one’s own experiments are cancelled singly and together, and nobody else’s', async () => {
  const bench = await benchWith(testApp, { apps: { holds: { script: 'sleep 600' } } })
  const { test: app } = bench
  const ada = await app.as('ada', { roles: ['pipelines:user'] })
  const eve = await app.as('eve', { roles: ['pipelines:user'] })
  const boss = await app.as('boss', { roles: ['pipelines:admin'] })
  const ids = await bench.submit(ada.id, { app: 'holds' }, { app: 'holds' }, { app: 'holds' })
  const [first = 0, second = 0, third = 0] = ids
  await waitFor(async () => (await bench.row(first)).status === 'running')
  assert.equal((await eve.post(`${API}/${first}/cancel`)).statusCode, 404)
  assert.equal((await eve.post(`${API}/cancel`, { ids })).statusCode, 404)
  assert.equal((await ada.post(`${API}/${first}/cancel`)).statusCode, 200)
  assert.equal((await bench.ended(first)).status, 'cancelled')
  assert.equal((await ada.post(`${API}/${first}/cancel`)).json().code, 'is_over')
  assert.equal((await boss.post(`${API}/${third}/cancel?reason=It+is+too+large`)).statusCode, 200)
  assert.deepEqual((await ada.post(`${API}/cancel`, { ids: [first, second] })).json().ids, [second])
  for (const id of [second, third]) assert.equal((await bench.ended(id)).status, 'cancelled')
})
