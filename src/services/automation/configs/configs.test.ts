import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../../test/support/apps/automation.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import type { Automation } from '../automation.ts'
import { requireRun } from '../runs/run.ts'
import { endedAttempt, groundOf, type HostSaid, makeRun } from '../schedules/plan.fixture.ts'
import { takeConfigurations } from './take.ts'

const API = '/api/automation/configs'

const ios = (lines: string, changed = '10:00:00') =>
  `Building configuration...\r\n\r\n! Last configuration change at ${changed} UTC\r\n${lines.replaceAll('\n', '\r\n')}\r\nntp clock-period 171\r\nend\r\n`

async function stageOf(app: TestApp) {
  const automation = app.atelier.automation as Automation
  const nora = await app.as('nora', { roles: ['automation:netadmin'] })
  const sam = await app.as('sam', { roles: ['automation:support'] })
  const { inventory, template } = await groundOf(automation, { keepsConfiguration: true })
  const run = await makeRun(automation, { templateId: template.id, inventoryId: inventory })
  let number = 0
  const say = async (hosts: HostSaid[]) => {
    app.clock.advance(MINUTE_MS)
    const attempt = await endedAttempt(automation, { ...run, number: number++ }, { template, hosts })
    await inTransaction(automation.db, (tx) => enqueue(tx, takeConfigurations, { attempt: attempt.id }))
    await app.jobs.drain()
    return attempt
  }
  return {
    ...{ automation, nora, sam, inventory, template, say },
    list: async (query = '') => (await sam.get(`${API}${query}`)).json(),
    get: async (path: string) => (await nora.get(`${API}/${path}`)).json(),
  }
}

eachApp((open, name) => {
  test(`what hosts say is kept in versions, and only what somebody changed makes a new one (${name})`, async () => {
    const app = await open()
    const { say, list, get, nora, sam, automation } = await stageOf(app)
    const core = (lines: string, changed?: string): HostSaid => ({
      ...{ name: 'core1', platform: 'ios', said: ios(lines, changed) },
    })
    await say([
      core('hostname core1\nntp server 10.0.0.1'),
      { name: 'edge1', platform: 'linux', said: { configuration: 'a\nb' } },
      { name: 'odd', said: 17 },
      { name: 'gone', state: 'unreachable', error: 'Nothing answers at 10.0.0.9.' },
    ])
    const { items, total } = await list()
    assert.equal(total.count, 4)
    assert.deepEqual(
      items.map(({ host, versions, failure }: Record<string, unknown>) => [host, versions, failure]),
      [
        ['core1', 1, ''],
        ['edge1', 1, ''],
        ['odd', 0, 'The result of the template is no text.'],
        ['gone', 0, 'Nothing answers at 10.0.0.9.'],
      ],
    )
    assert.deepEqual(
      (await list('?state=failed')).items.map(({ host }: { host: string }) => host),
      ['odd', 'gone'],
    )
    const { id } = items[0]
    await say([core('hostname core1\nntp server 10.0.0.1', '11:11:11')])
    const same = await get(`${id}`)
    assert.deepEqual(
      [same.versions, same.readAt > items[0].readAt, same.changedAt],
      [1, true, items[0].changedAt],
    )
    const third = await say([core('hostname core1\nntp server 10.0.0.2\nntp server 10.0.0.3', '12:12:12')])
    // A job that runs twice, or late, changes nothing.
    await inTransaction(automation.db, (tx) => enqueue(tx, takeConfigurations, { attempt: third.id }))
    await app.jobs.drain()
    const versions = (await get(`${id}/versions`)).items
    assert.deepEqual(
      versions.map(({ number, added, removed }: Record<string, number>) => [number, added, removed]),
      [
        // Without the line that says when it was changed.
        [2, 2, 1],
        [1, 0, 0],
      ],
    )

    const diff = await get(`${id}/diff?from=1&to=2`)
    assert.ok(diff.hunks[0].lines.includes('+ntp server 10.0.0.3'))
    const across = await get(`${id}/diff?from=2&to=1&with=${items[1].id}`)
    assert.equal(across.added, 2)
    assert.match((await get(`${id}/versions/2`)).content, /^Building configuration\.\.\.\n\n! Last/)
    const file = await nora.get(`${API}/${id}/versions/2/download`)
    assert.equal(file.headers['content-disposition'], 'attachment; filename="core1-2.txt"')
    // Who only reads sees that there are versions, not what is in them.
    assert.equal((await sam.get(`${API}/${id}/versions`)).statusCode, 200)
    for (const path of ['versions/1', 'versions/1/download', 'diff?from=1&to=2', 'intended', 'drift'])
      assert.equal((await sam.get(`${API}/${id}/${path}`)).statusCode, 403, path)
    assert.equal((await sam.put(`${API}/${id}/intended`, { text: '' })).statusCode, 403)
    // Nor by the run that has read it.
    const [{ id: run, attempts }] = (await nora.get('/api/automation/runs')).json().items
    const of = `/api/automation/runs/${run}/attempts/${attempts || 1}`
    for (const path of [`${of}/hosts/core1`, `${of}/hosts/core1/compare`, `/automation/api/tasks/${run}/`]) {
      const seen = await sam.get(path)
      assert.equal(seen.statusCode, 200, seen.body)
      assert.doesNotMatch(seen.body, /ntp server/, path)
    }
    assert.match((await nora.get(`${of}/hosts/core1`)).body, /ntp server/)
    assert.equal((await nora.delete(`${API}/${id}`)).statusCode, 403)
    const root = await app.as('root', { roles: ['automation:superuser'] })
    assert.equal((await root.delete(`${API}/${id}`)).statusCode, 204)
    assert.equal((await list()).total.count, 3)
    const actions = (await automation.kernel.journal.list({ limit: 50 })).map(({ action }) => action)
    for (const act of ['changed', 'removed']) assert.ok(actions.includes(`automation.config.${act}`), act)
  })
})

test('what a configuration should be is said by a text or a version, and what drifts from it is counted, shown and told', async () => {
  const app = await testApp()
  const { say, list, get, nora, sam, automation } = await stageOf(app)
  const frr = (lines: string): HostSaid => ({ name: 'r1', platform: 'frr', said: lines })
  await say([frr('hostname r1\nrouter ospf\n network 10.0.0.0/24 area 0\n!\n')])
  const [{ id, drift }] = (await list()).items
  assert.equal(drift, null)
  assert.equal((await nora.get(`${API}/${id}/drift`)).json().code, 'not_intended')
  const both = await nora.put(`${API}/${id}/intended`, { text: 'x', number: 1 })
  assert.equal(both.json().code, 'one_of_two')
  const taken = await nora.put(`${API}/${id}/intended`, { number: 1 })
  assert.deepEqual([taken.json().drift, taken.json().hasIntended], [0, true])

  await say([frr('hostname r1\nrouter ospf\n network 10.0.0.0/24 area 0\n network 10.0.1.0/24 area 0\n!\n')])
  const drifted = await get(`${id}`)
  assert.deepEqual([drifted.drift, drifted.driftSince], [1, drifted.readAt])
  assert.equal((await list('?state=drift')).items.length, 1)
  const shown = await get(`${id}/drift`)
  assert.deepEqual([shown.number, shown.added, shown.removed], [2, 1, 0])
  const [notice] = (await nora.get('/api/me/notices')).json().items
  assert.deepEqual(
    [notice.title, notice.text],
    ['The configuration of r1 is not as intended', 'r1: 1 line differs.'],
  )
  // Told once, not at each reading.
  await say([frr('hostname r1\nrouter ospf\n network 10.0.0.0/24 area 0\n network 10.0.1.0/24 area 0\n!\n')])
  assert.equal((await nora.get('/api/me/notices')).json().items[0].id, notice.id)

  const ignoring = await nora.put(`${API}/${id}/intended`, { ignored: ['network 10.0.1.* area *'] })
  assert.deepEqual([ignoring.json().drift, ignoring.json().driftSince], [0, null])
  const text = await nora.put(`${API}/${id}/intended`, {
    text: 'hostname r2\r\nrouter ospf\r\n network 10.0.0.0/24 area 0\n!',
    ignored: [],
  })
  assert.equal(text.json().drift, 3)
  assert.equal(
    (await get(`${id}/intended`)).text,
    'hostname r2\nrouter ospf\n network 10.0.0.0/24 area 0\n!\n',
  )
  assert.equal((await nora.post(`${API}/${id}/restore`, { number: 1 })).json().code, 'no_restorer')
  const { template: restorer } = await groundOf(automation, {
    ...{ name: 'Restore', fileName: 'restore_configuration.ts', canDryRun: true },
    form: [{ name: 'configuration', type: 'multiline', confidential: true }],
  })
  const restore = await nora.post(`${API}/${id}/restore`, { number: 1 })
  const run = (await nora.get(`/api/automation/runs/${restore.json().runId}`)).json()
  assert.deepEqual([run.name, run.status, run.isDryRun], ['Restore r1 to version 1', 'scheduled', true])
  // Its text, and what it would change, are for those who read configurations: on the wire too, and once the template is gone.
  const row = await requireRun(automation.db, run.id)
  await endedAttempt(automation, row, {
    ...{ template: restorer, hosts: [{ name: 'r1', said: 'no router ospf' }] },
  })
  const at = `/api/automation/runs/${run.id}`
  const places = [at, `${at}/attempts/1`, `/automation/api/tasks/${run.id}/`, `${at}/attempts/1/hosts/r1`]
  const look = async () => {
    for (const place of places) {
      const [theirs, ours] = [await sam.get(place), await nora.get(place)]
      assert.deepEqual([theirs.statusCode, ours.statusCode], [200, 200], place)
      assert.match(ours.body, /router ospf/, place)
      assert.doesNotMatch(theirs.body, /router ospf/, place)
    }
  }
  await look()
  assert.deepEqual((await sam.get(at)).json().variables, { configuration: '••••' })
  await inTransaction(automation.db, async (tx) => {
    await tx.updateTable('automation_run').set({ template_id: null }).where('id', '=', run.id).execute()
    await tx
      .updateTable('automation_attempt')
      .set({ template_id: null })
      .where('run_id', '=', run.id)
      .execute()
  })
  await look()
  const none = await nora.put(`${API}/${id}/intended`, { text: null })
  assert.deepEqual([none.json().drift, none.json().hasIntended], [null, false])
})
