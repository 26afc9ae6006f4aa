import assert from 'node:assert/strict'
import { test } from 'node:test'
import ssh2 from 'ssh2'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { startSshAgent } from '../../../../test/support/ssh-agent.ts'
import { makeSshKey } from '../../../../test/support/ssh-key.ts'
import type { Automation } from '../index.ts'
import { answerAsk } from './agent.ts'
import { openKeyring } from './keyring.ts'

const API = '/api/automation'

const field = (content: string | Buffer): Buffer => {
  const bytes = Buffer.from(content as string)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** What a client of SSH signs to sign in, as RFC 4252 has it. */
const signIn = (user: string, key: Buffer, service = 'ssh-connection'): Buffer =>
  Buffer.concat([
    ...[field('session'), Buffer.from([50]), field(user), field(service), field('publickey')],
    ...[Buffer.from([1]), field('ssh-ed25519'), field(key)],
  ])

test('F9: the agent signs for a run what signs in by its credential, and nothing else', async (t) => {
  const pair = makeSshKey({ comment: 'robot' })
  const socket = await startSshAgent(t, pair.privateKey)
  const opened = await testApp({ env: { ATELIER_AUTOMATION_AGENT: socket } })
  const automation = opened.atelier.automation as Automation
  const keeper = await opened.as('sue', { roles: ['automation:superuser'] })
  const { items } = (await keeper.get(`${API}/agent-keys`)).json()
  assert.equal(items.length, 1)
  assert.deepEqual([items[0].comment, items[0].type], ['robot', 'ssh-ed25519'])
  const files = { hostsFile: 'agent/hosts.yaml', groupsFile: 'agent/groups.yaml' }
  const { id: inventoryId } = (await keeper.post(`${API}/inventories`, { name: 'Lab', ...files })).json()
  const made = await keeper.post(`${API}/credentials`, {
    ...{ name: 'Robot', kind: 'agent', username: 'net', secret: { publicKey: items[0].publicKey } },
    uses: [{ inventoryId }],
  })
  assert.equal(made.statusCode, 201)

  const given = (await openKeyring(automation, inventoryId)).credentialFor({ name: 'a', groups: [] })
  assert.ok(given)
  const key = ssh2.utils.parseKey(pair.publicKey)
  assert.ok(!(key instanceof Error))
  const blob = key.getPublicSSH()
  const ask = (data: Buffer, publicKey = blob.toString('base64')) =>
    answerAsk(automation, [given], { id: 1, sign: { publicKey, data: data.toString('base64') } })
  const { signature = '' } = await ask(signIn('net', blob))
  assert.equal(key.verify(signIn('net', blob), Buffer.from(signature, 'base64')), true)
  const other = ssh2.utils.parseKey(makeSshKey().publicKey)
  assert.ok(!(other instanceof Error))
  for (const refused of [
    ask(signIn('root', blob)),
    ask(signIn('net', blob, 'other-service')),
    ask(Buffer.from('a certificate, say')),
    ask(Buffer.concat([signIn('net', blob), Buffer.from('more')])),
    ask(signIn('net', other.getPublicSSH()), other.getPublicSSH().toString('base64')),
  ])
    assert.deepEqual(await refused, { id: 1, error: 'The agent signs nothing but sign-ins of this run.' })
})
