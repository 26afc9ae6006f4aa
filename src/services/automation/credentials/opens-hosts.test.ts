import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { everythingIn } from '../../../../test/support/data-folder.ts'
import { startSshAgent } from '../../../../test/support/ssh-agent.ts'
import { needsSshd, startSshd } from '../../../../test/support/sshd.ts'
import { runBench } from '../runs/runs.fixture.ts'

const API = '/api/automation'

test('F9, S1: a password, a key with a passphrase and an agent open a real host whose key was compared, and leave nothing on the disk', {
  skip: needsSshd,
}, async (t) => {
  const sshd = await startSshd()
  t.after(() => sshd.stop())
  const socket = await startSshAgent(t, sshd.privateKey)
  const bench = await runBench(testApp, { env: { ATELIER_AUTOMATION_AGENT: socket } })
  const { test: opened } = bench
  const keeper = await opened.as('sue', { roles: ['automation:superuser'] })
  const host = (name: string, group: string) =>
    `${name}: { hostname: 127.0.0.1, port: ${sshd.port}, platform: linux, groups: [${group}] }\n`
  const inventoryId = await bench.inventory(host('edge1', 'a') + host('edge2', 'b') + host('edge3', 'a'))
  const keep = async (name: string, kind: string, secret: object, use: object) => {
    const uses = [{ inventoryId, ...use }]
    const made = await keeper.post(`${API}/credentials`, { name, kind, username: sshd.user, secret, uses })
    assert.equal(made.statusCode, 201, made.body)
  }
  const [{ publicKey }] = (await keeper.get(`${API}/agent-keys`)).json().items
  await keep('Password', 'password', { password: sshd.password }, { group: 'a' })
  await keep('Key', 'key', { privateKey: sshd.lockedKey, passphrase: sshd.passphrase }, { group: 'b' })
  await keep('Agent', 'agent', { publicKey }, { host: 'edge3' })

  const templateId = await bench.template(
    `import { createConnection } from 'node:net'
export async function job_function(task) {
  const agent = await new Promise((tell) =>
    createConnection(${JSON.stringify(socket)}).on('connect', () => tell('agent, ')).on('error', () => tell('')))
  return agent + (await task.ssh().exec('whoami')).stdout.trim()
}`,
  )
  const goes = async () => {
    const { id } = await bench.start({ templateId, inventoryId })
    await bench.ended(id)
    return bench.hosts(id)
  }
  const kinds = async () => (await goes()).map(({ state, error_kind }) => error_kind ?? state)
  const accept = async () => {
    const { items } = (await keeper.get(`${API}/host-keys?state=offered`)).json()
    assert.equal(items.length, 1)
    const [{ id, fingerprint }] = items
    const answer = await keeper.post(`${API}/host-keys/${id}/accept`, { fingerprint })
    assert.equal(answer.statusCode, 200)
    return fingerprint
  }
  const unknown = 'host-key-unknown'
  assert.deepEqual(await kinds(), [unknown, unknown, unknown])
  const first = await accept()
  const hosts = await goes()
  assert.deepEqual(
    hosts.map(({ name, state }) => [name, state]),
    [
      ['edge1', 'ok'],
      ['edge2', 'ok'],
      ['edge3', 'ok'],
    ],
  )
  for (const { entries } of hosts) assert.equal(JSON.parse(entries ?? '')[0].result, sshd.user)

  await sshd.changeKeys()
  const changed = 'host-key-changed'
  assert.deepEqual(await kinds(), [changed, changed, changed])
  assert.notEqual(await accept(), first)

  const { items } = (await keeper.get(`${API}/credentials`)).json()
  const tried = await keeper.post(`${API}/credentials/${items[0].id}/try`, { inventoryId, host: 'edge1' })
  assert.equal(tried.statusCode, 201, tried.body)
  assert.equal((await bench.ended(tried.json().run)).status, 'finished')
  const nearer = await keeper.post(`${API}/credentials/${items[0].id}/try`, { inventoryId, host: 'edge3' })
  assert.equal(nearer.json().code, 'not_nearest')
  for (const { usedAt } of items) assert.notEqual(usedAt, null)
  const disk = everythingIn(opened.folder)
  for (const secret of [sshd.password, sshd.passphrase, sshd.lockedKey.split('\n')[3] as string])
    assert.equal(disk.includes(secret), false)
})
