import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { eachApp } from '../../../../test/support/apps/compute.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import type { Compute } from '../compute.ts'
import { startSession } from '../sessions/session-start.ts'
import { stopSession } from '../sessions/session-stop.ts'
import { createWorkspace } from '../workspaces/workspace.ts'
import { isSafePath } from './safe-path.ts'

const API = '/api/compute/resources'
const KEY = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')

/** Commands that answer as a cluster does on which all is well. */
function commands(script = 'echo "Slurmctld(primary) at node1 is UP"'): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-commands-'))
  after(() => rm(folder, { recursive: true }))
  writeFileSync(join(folder, 'scontrol'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return folder
}

const settings = (more: object = {}) => ({ driver: 'cli', mayExtend: false, parameters: {}, ...more })

eachApp((open, database) => {
  test(`clusters are added, seen with how they are, changed at once, and removed when nothing runs there (${database})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const ada = await opened.as('ada', { roles: ['compute:user'] })
    const { executions } = opened.kernel
    const folder = commands()
    assert.deepEqual(
      (await ada.get(API))
        .json()
        .items.map(({ key, isEnabled }: { key: string; isEnabled: boolean }) => [key, isEnabled]),
      [['local', true]],
    )

    const tried = await admin.post(`${API}/test`, { settings: settings({ commands: folder }) })
    assert.deepEqual(tried.json(), { connected: true, message: 'It answers.', asOf: null })
    assert.equal(executions.backends.has('cluster'), false)
    const wanted = {
      key: 'cluster',
      name: 'Cluster',
      settings: settings({ commands: folder }),
      tokenKey: KEY,
    }
    const added = await admin.post(API, wanted)
    assert.equal(added.statusCode, 201, added.body)
    await waitFor(() => executions.backends.has('cluster'))
    assert.equal((await admin.post(API, wanted)).json().code, 'resource_taken')

    const url = `${API}/${added.json().id}`
    const seen = await admin.get(url)
    assert.deepEqual([seen.json().hasTokenKey, seen.json().settings.commands], [true, folder])
    assert.doesNotMatch(seen.body + added.body, new RegExp(KEY.slice(0, 20)))
    const list = (await ada.get(API)).json().items
    assert.equal(list[1].health.connected, true)
    assert.equal('settings' in list[1], false)

    const change = (payload: object) => {
      const headers = { authorization: `Bearer ${admin.token}`, 'if-match': String(seen.headers.etag) }
      return opened.app.inject({ method: 'PATCH', url, headers, payload })
    }
    assert.equal((await change({ isFirst: true, isEnabled: false })).json().isEnabled, false)
    assert.equal((await change({ name: 'Late' })).statusCode, 412)
    assert.equal((await ada.get(API)).json().items[0].key, 'cluster')
    // What runs there is looked after until its end.
    const before = executions.backends.get('cluster')
    assert.notEqual(before, undefined)
    await admin.patch(url, {
      settings: settings({ commands: folder, partition: 'main', gpuPartition: 'gpu' }),
    })
    assert.notEqual(executions.backends.get('cluster'), before)

    await admin.patch(url, { isEnabled: true })
    const compute = opened.atelier.compute as Compute
    const by = { account: ada.id }
    const workspace = await createWorkspace(compute, by, { account: ada.id, name: 'W', description: '' })
    const options = { gpu_enabled: true }
    const wish = { kind: 'jupyter_lab', resource: 'cluster', options }
    const session = await startSession(compute, by, { workspace, ...wish })
    assert.equal(session.gpus, 1)
    assert.equal((await ada.get(API)).json().items[0].waiting, 1)
    assert.equal((await ada.get(`${API}?enabled=1`)).statusCode, 400)
    assert.equal((await admin.delete(url)).json().code, 'resource_in_use')
    await stopSession(compute, by, session)
    const look = () => opened.kernel.checks.find(({ name }) => name === 'clusters')?.look()
    assert.deepEqual(await look(), { level: 'ok', finding: 'Every cluster answers.' })
    const since = opened.clock.now()
    await admin.patch(url, { settings: settings({ commands: commands('exit 1') }) })
    assert.match((await look())?.finding ?? '', /^Cluster does not answer: /)
    opened.clock.advance(3_600_000)
    const said = (await look())?.finding ?? ''
    assert.ok(said.startsWith(`Cluster does not answer since ${new Date(since).toISOString()}: `), said)
    assert.equal((await admin.delete(url)).statusCode, 204)
    assert.equal(executions.backends.has('cluster'), false)
    const local = (await ada.get(API)).json().items[0]
    assert.equal((await admin.delete(`${API}/${local.id}`)).json().code, 'local_stays')
    assert.equal(
      (await admin.patch(`${API}/${local.id}`, { settings: settings() })).json().code,
      'no_cluster',
    )
    for (const answer of [
      await ada.get(url),
      await ada.post(API, wanted),
      await ada.post(`${API}/test`, wanted),
    ])
      assert.equal(answer.statusCode, 403)
    await waitFor(async () =>
      (await opened.kernel.journal.since(0, 500)).some(({ action }) => action === 'compute.resource.removed'),
    )
    const entries = await opened.kernel.journal.since(0, 500)
    assert.doesNotMatch(JSON.stringify(entries), new RegExp(KEY.slice(0, 20)))
  })
})

test('what only the machine’s operators should say, the console may not: programs, settings and keys that others can write', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-safe-'))
  after(() => rm(folder, { recursive: true }))
  const [fine, open, data] = ['fine', 'open', 'data'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  for (const each of [fine, open, data]) {
    mkdirSync(each)
    writeFileSync(join(each, 'slurm.conf'), '')
  }
  chmodSync(open, 0o777)
  symlinkSync(join(data, 'slurm.conf'), join(fine, 'link'))
  assert.equal(await isSafePath(join(fine, 'slurm.conf'), [data]), true)
  assert.equal(await isSafePath(join(open, 'slurm.conf'), [data]), false)
  assert.equal(await isSafePath(join(data, 'slurm.conf'), [data]), false)
  assert.equal(await isSafePath(join(fine, 'link'), [data]), false)
  assert.equal(await isSafePath(join(folder, 'missing'), []), false)
  chmodSync(join(fine, 'slurm.conf'), 0o666)
  assert.equal(await isSafePath(join(fine, 'slurm.conf'), []), false)
})
