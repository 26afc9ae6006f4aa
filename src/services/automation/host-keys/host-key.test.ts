import assert from 'node:assert/strict'
import { test } from 'node:test'
import ssh2 from 'ssh2'
import { testApp } from '../../../../test/support/apps/automation.ts'
import type { Automation } from '../index.ts'
import { type HostKeyEvent, keysFor, noteHostKey } from './host-key.ts'

const API = '/api/automation/host-keys'
const opened = await testApp()
const automation = opened.atelier.automation as Automation
const keeper = await opened.as('sue', { roles: ['automation:superuser'] })

const newKey = (): string => ssh2.utils.generateKeyPairSync('ed25519').public.split(' ')[1] as string

const met = (address: string, key: string, verdict: HostKeyEvent['verdict']): HostKeyEvent => ({
  ...{ event: 'host-key', at: 0, host: 'edge1', address, port: 22, type: 'ssh-ed25519', key, verdict },
})

const trusted = async (hostname: string, port = 22) =>
  (await keysFor(automation, [{ hostname, port }])).map(({ key }) => key)
const listed = async (query: string) => (await keeper.get(`${API}?${query}`)).json().items
const actions = async (object: string): Promise<string[]> => {
  const { items } = (await (await opened.as('admin')).get(`/api/journal?object=${object}`)).json()
  return items.map(({ action }: { action: string }) => action)
}

test('F9: an unknown key is believed only where that is set, and a changed one only once somebody has compared it', async () => {
  const [first, second, third] = [newKey(), newKey(), newKey()]
  await noteHostKey(automation, met('10.0.0.1', first, 'refused'), 'refuse')
  // A runner that says it took the key takes nothing for an inventory that refuses unknown ones.
  await noteHostKey(automation, met('10.0.0.1', first, 'taken'), 'refuse')
  assert.deepEqual(await trusted('10.0.0.1'), [])
  await noteHostKey(automation, met('10.0.0.2', first, 'taken'), 'accept')
  assert.deepEqual(await trusted('10.0.0.2'), [first])
  await noteHostKey(automation, met('10.0.0.2', second, 'changed'), 'accept')
  await noteHostKey(automation, met('10.0.0.2', third, 'taken'), 'accept')
  assert.deepEqual(await trusted('10.0.0.2'), [first])

  const offered = (await listed('state=offered&search=10.0.0.2')) as {
    id: number
    fingerprint: string
    believed: { fingerprint: string }[]
  }[]
  assert.equal(offered.length, 1)
  const [{ id, fingerprint, believed }] = offered as [(typeof offered)[number]]
  const [{ fingerprint: old }] = await listed('state=trusted&search=10.0.0.2')
  assert.deepEqual(
    believed.map((each) => each.fingerprint),
    [old],
  )
  const unlike = await keeper.post(`${API}/${id}/accept`, { fingerprint: old })
  assert.equal(unlike.statusCode, 409)
  assert.deepEqual(await trusted('10.0.0.2'), [first])
  const accepted = await keeper.post(`${API}/${id}/accept`, { fingerprint })
  assert.deepEqual([accepted.json().state, accepted.json().acceptedBy], ['trusted', 'sue'])
  assert.deepEqual(await trusted('10.0.0.2'), [third])
  assert.equal((await keeper.post(`${API}/${id}/accept`, { fingerprint })).statusCode, 409)
  assert.deepEqual((await actions('automation.host-key:10.0.0.2:22')).sort(), [
    'automation.host-key.accepted',
    'automation.host-key.accepted',
    'automation.host-key.changed',
    'automation.host-key.changed',
  ])
  assert.deepEqual(await actions('automation.host-key:10.0.0.1:22'), ['automation.host-key.offered'])

  const runner = await opened.as('ned', { roles: ['automation:netadmin'] })
  assert.equal((await runner.get(API)).statusCode, 200)
  assert.equal((await runner.post(`${API}/${id}/accept`, { fingerprint })).statusCode, 403)
  assert.equal((await runner.delete(`${API}/${id}`)).statusCode, 403)
  assert.equal((await keeper.delete(`${API}/${id}`)).statusCode, 204)
  assert.deepEqual(await trusted('10.0.0.2'), [])
})

test('known hosts are taken over from a file, and lines that say nothing usable are told', async () => {
  const [key, other] = [newKey(), newKey()]
  const text = [
    '# routers',
    `Core1,[Core1]:2222,192.0.2.7 ssh-ed25519 ${key} a comment`,
    `|1|aaaa=|bbbb= ssh-ed25519 ${key}`,
    `*.lab ssh-ed25519 ${key}`,
    `@cert-authority *.lab ssh-ed25519 ${key}`,
    'broken ssh-ed25519 AAAA',
    'alone',
    '',
  ].join('\n')
  const came = (await keeper.post(`${API}/import`, { text })).json()
  assert.deepEqual([came.added, came.same, came.other], [3, 0, 0])
  assert.deepEqual(
    came.unusable.map(({ line }: { line: number }) => line),
    [3, 4, 5, 6, 7],
  )
  assert.match(came.unusable[0].reason, /hashed/)
  assert.deepEqual(await trusted('core1'), [key])
  assert.deepEqual(await trusted('CORE1', 2_222), [key])
  const again = (
    await keeper.post(`${API}/import`, { text: `core1 ssh-ed25519 ${key}\n192.0.2.7 ssh-ed25519 ${other}` })
  ).json()
  assert.deepEqual([again.added, again.same, again.other], [0, 1, 1])
  assert.deepEqual(await trusted('192.0.2.7'), [key])
  assert.equal((await listed('state=offered&search=192.0.2.7')).length, 1)
})
