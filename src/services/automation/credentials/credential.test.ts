import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import ssh2 from 'ssh2'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { everythingIn } from '../../../../test/support/data-folder.ts'
import { makeSshKey } from '../../../../test/support/ssh-key.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { rotateSecrets } from '../../../kernel/secrets/rotate.ts'
import type { Automation } from '../index.ts'
import { openKeyring } from './keyring.ts'

const API = '/api/automation'
const PLANTED = 'planted-canary-7391'

const opened = await testApp()
const automation = opened.atelier.automation as Automation
const keeper = await opened.as('sue', { roles: ['automation:superuser'] })

let made = 0

/** An inventory whose host edge1 is of the groups leaf and site, in this order. */
async function inventory(): Promise<number> {
  made += 1
  const folder = `credentials/${made}`
  const files = { hostsFile: `${folder}/hosts.yaml`, groupsFile: `${folder}/groups.yaml` }
  const { id } = (await keeper.post(`${API}/inventories`, { name: `Lab ${made}`, ...files })).json()
  return id
}

const create = (body: object) => keeper.post(`${API}/credentials`, body)
const password = (name: string, secret: string, uses: object[] = []) =>
  create({
    name,
    kind: 'password',
    username: 'net',
    secret: { password: secret, enable: `${secret}-e` },
    uses,
  })

test('S1, S2: a credential is sealed, opens the nearest host, group or inventory, and is never given back', async () => {
  const id = await inventory()
  const whole = await password('Whole lab', `${PLANTED}-whole`, [{ inventoryId: id }])
  assert.equal(whole.statusCode, 201)
  const site = await password('Site', `${PLANTED}-site`, [{ inventoryId: id, group: 'site' }])
  const edge = await password('Edge', `${PLANTED}-edge`, [{ inventoryId: id, host: 'edge1' }])
  const token = await create({
    ...{ name: 'Token', kind: 'token', secret: { token: `${PLANTED}-token` } },
    uses: [{ inventoryId: id, group: 'leaf' }],
  })
  assert.deepEqual([site.statusCode, edge.statusCode, token.statusCode], [201, 201, 201])

  const keyring = await openKeyring(automation, id)
  const opens = (name: string, ...groups: string[]) => keyring.credentialFor({ name, groups })
  assert.equal(opens('edge1', 'leaf', 'site')?.password, `${PLANTED}-edge`)
  assert.equal(opens('edge1', 'leaf', 'site')?.token, `${PLANTED}-token`)
  assert.equal(opens('edge2', 'leaf', 'site')?.password, `${PLANTED}-site`)
  assert.equal(opens('edge2', 'leaf', 'site')?.enable, `${PLANTED}-site-e`)
  assert.equal(opens('other', 'office')?.password, `${PLANTED}-whole`)
  assert.equal(opens('other', 'office')?.token, undefined)
  assert.equal(keyring.used.size, 4)
  assert.equal(
    (await openKeyring(automation, await inventory())).credentialFor({ name: 'edge1', groups: [] }),
    undefined,
  )

  const taken = await password('Second', 'x', [{ inventoryId: id, group: 'site' }])
  assert.equal(taken.statusCode, 409)
  assert.match(taken.json().detail, /“Site”/)
  const again = await password('edge', 'x')
  assert.equal(again.json().code, 'name_taken')

  const { id: siteId } = site.json()
  const stale = await opened.inject({
    ...{ method: 'PATCH', url: `${API}/credentials/${siteId}`, payload: { note: 'late' } },
    headers: { authorization: `Bearer ${keeper.token}`, 'if-match': '"9"' },
  })
  assert.equal(stale.statusCode, 412)
  const changed = await keeper.patch(`${API}/credentials/${siteId}`, {
    secret: { password: `${PLANTED}-new` },
    uses: [{ inventoryId: id, group: 'core' }],
  })
  assert.equal(changed.json().hasEnable, false)
  const later = await openKeyring(automation, id)
  assert.equal(later.credentialFor({ name: 'x', groups: ['core'] })?.password, `${PLANTED}-new`)
  assert.equal(later.credentialFor({ name: 'edge2', groups: ['leaf', 'site'] })?.password, `${PLANTED}-whole`)

  const answers = await Promise.all([
    keeper.get(`${API}/credentials?search=EDGE`),
    keeper.get(`${API}/credentials?inventory=${id}`),
    keeper.get(`${API}/credentials/${siteId}`),
    (await opened.as('admin')).get('/api/journal?limit=200'),
  ])
  assert.deepEqual(
    answers.map((answer) => answer.statusCode),
    [200, 200, 200, 200],
  )
  assert.equal(answers[0].json().items.length, 1)
  assert.equal(answers[1].json().items.length, 4)
  for (const answer of [whole, site, edge, token, changed, ...answers])
    assert.equal(answer.body.includes(PLANTED), false)
  assert.equal(everythingIn(opened.folder).includes(PLANTED), false)

  const { kernel } = opened
  await rotateSecrets({ ...kernel, settle: async () => {} })
  const rotated = await openKeyring(automation, id)
  assert.equal(rotated.credentialFor({ name: 'edge1', groups: [] })?.password, `${PLANTED}-edge`)

  // What is sealed opens in its own row alone.
  await inTransaction(automation.db, async (tx) => {
    const { secret_cipher } = await tx
      .selectFrom('automation_credential')
      .select('secret_cipher')
      .where('id', '=', edge.json().id)
      .executeTakeFirstOrThrow()
    await tx.updateTable('automation_credential').set({ secret_cipher }).where('id', '=', siteId).execute()
  })
  await assert.rejects(openKeyring(automation, id), /was changed, or was encrypted for another place/)

  assert.equal((await keeper.delete(`${API}/credentials/${siteId}`)).statusCode, 204)
  assert.equal((await keeper.get(`${API}/credentials/${siteId}`)).statusCode, 404)
  assert.equal(
    (await openKeyring(automation, id)).credentialFor({ name: 'x', groups: ['core'] })?.password,
    `${PLANTED}-whole`,
  )
})

test('A1: everybody of automation sees that a credential is there, and superusers alone keep them', async () => {
  const { id } = (await password('Of superusers', 'secret')).json()
  const url = `${API}/credentials/${id}`
  const runner = await opened.as('ned', { roles: ['automation:netadmin'] })
  assert.equal((await runner.get(url)).statusCode, 200)
  assert.equal((await (await opened.as('sam', { roles: ['automation:support'] })).get(url)).statusCode, 200)
  assert.equal((await (await opened.as('nobody')).get(url)).statusCode, 403)
  const refused = await Promise.all([
    runner.patch(url, { note: 'mine' }),
    runner.delete(url),
    runner.post(`${API}/credentials`, { name: 'n', kind: 'token', secret: { token: 't' } }),
    runner.get(`${API}/agent-keys`),
    runner.post(`${API}/host-keys/import`, { text: 'a ssh-rsa AAAA' }),
  ])
  assert.deepEqual(
    refused.map(({ statusCode }) => statusCode),
    [403, 403, 403, 403, 403],
  )
  assert.equal((await keeper.get(`${API}/agent-keys`)).json().code, 'no_agent')
})

const pem = { type: 'pkcs8', format: 'pem' } as const

test('a private key is opened when it is saved: its passphrase is tried, and its fingerprint and weakness are told', async () => {
  const pair = makeSshKey({
    ...{ passphrase: 'open sesame', cipher: 'aes256-ctr', rounds: 1, comment: 'ada@lab' },
  })
  const key = (name: string, secret: object) => create({ name, kind: 'key', username: 'net', secret })
  const closed = await key('Closed', { privateKey: pair.privateKey })
  assert.match(closed.json().detail, /has a passphrase/)
  assert.equal(closed.json().errors[0].field, 'secret.passphrase')
  const wrong = await key('Wrong', { privateKey: pair.privateKey, passphrase: 'guess' })
  assert.match(wrong.json().detail, /does not open/)
  const right = await key('Right', { privateKey: pair.privateKey, passphrase: 'open sesame' })
  assert.equal(right.statusCode, 201)
  const { key: told } = right.json()
  assert.deepEqual([told.type, told.comment, told.warning], ['ssh-ed25519', 'ada@lab', null])
  assert.match(told.fingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/)

  const weak = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  const rsa = await key('Weak', { privateKey: weak.export(pem) })
  assert.deepEqual([rsa.json().key.type, rsa.json().key.bits], ['ssh-rsa', 2_048])
  assert.match(rsa.json().key.warning, /2048 bits is weak/)
  const short = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey
  assert.match((await key('Short', { privateKey: short.export(pem) })).json().detail, /less than 2,048/)
  for (const [name, secret] of [
    ['Ed', generateKeyPairSync('ed25519').privateKey.export(pem)],
    ['Ec', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem)],
  ] as const)
    assert.equal((await key(name, { privateKey: secret })).statusCode, 201)

  const id = await inventory()
  await keeper.patch(`${API}/credentials/${right.json().id}`, { uses: [{ inventoryId: id }] })
  const given = (await openKeyring(automation, id)).credentialFor({ name: 'a', groups: [] })
  const usable = ssh2.utils.parseKey(given?.privateKey ?? '')
  assert.ok(!(usable instanceof Error) && usable.isPrivateKey())
  assert.equal(usable.getPublicSSH().toString('base64'), pair.publicKey.split(' ')[1])

  for (const privateKey of [
    'no key',
    pair.publicKey,
    '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
  ])
    assert.equal((await key('No key', { privateKey })).json().code, 'invalid_key')
  const slow = await key('Slow', { privateKey: withRounds(2 ** 31), passphrase: 'x' })
  assert.match(slow.json().detail, /stirred too often/)
  const mixed = await create({ name: 'Mixed', kind: 'token', username: 'net', secret: { password: 'x' } })
  assert.equal(mixed.statusCode, 400)
})

/** The header of a key that would keep whoever tries its passphrase busy for a year. */
function withRounds(rounds: number): string {
  const field = (content: string | Buffer) => {
    const bytes = Buffer.from(content as string)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const count = Buffer.alloc(4)
  count.writeUInt32BE(rounds)
  const options = Buffer.concat([field('0123456789abcdef'), count])
  const body = [Buffer.from('openssh-key-v1\0'), field('aes256-ctr'), field('bcrypt'), field(options)]
  const text = Buffer.concat(body).toString('base64')
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${text}\n-----END OPENSSH PRIVATE KEY-----\n`
}
