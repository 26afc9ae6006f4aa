import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { startReceiver } from '../../../test/support/receiver.ts'
import { createOutgoing } from './outgoing.ts'

const message = { headers: { 'content-type': 'application/json' }, body: '{}' }
const closed = createOutgoing({ allow: [] })
const open = createOutgoing({ allow: ['127.0.0.1'] })

test('F6: no spelling of an address of this machine or its network is reached', async () => {
  const canary = await startReceiver()
  const spellings = [
    '127.0.0.1',
    'localhost',
    '127.1',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[::127.0.0.1]',
    '①②⑦.0.0.1',
    'localhost.',
  ]
  for (const host of spellings) {
    const sent = closed.post(`http://${host}:${canary.port}/`, message)
    await assert.rejects(sent, { name: 'NoAnswer' }, host)
  }
  assert.deepEqual(canary.received, [])
})

test('F6: private, shared, link-local and reserved networks are refused before a connection, the internet is not', () => {
  const inner = ['10.0.0.1', '100.64.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1', '198.18.0.1']
  const inner6 = [
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '::',
    '2001::1',
    '2001:db8::1',
    '64:ff9b::808:808',
  ]
  for (const address of [...inner, ...inner6, '224.0.0.1', '255.255.255.255', '0.1.2.3'])
    assert.equal(closed.mayName(address), false, address)
  for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '192.0.3.1'])
    assert.equal(closed.mayName(address), true, address)
})

test('F6: what the operator has listed is reached, its neighbour is not', async () => {
  const receiver = await startReceiver()
  assert.equal((await open.post(receiver.url, message)).status, 204)
  await assert.rejects(open.post(`http://127.0.0.2:${receiver.port}/`, message), /webhooks\.allow/)
  const network = createOutgoing({ allow: ['127.0.0.0/8', 'fd00::/8'] })
  assert.deepEqual([network.mayName('127.3.2.1'), network.mayName('[fd00::1]')], [true, true])
  assert.throws(() => createOutgoing({ allow: ['intranet'] }), /"intranet" in webhooks\.allow/)
})

test('F6: a redirect is not followed', async () => {
  const canary = await startReceiver()
  const receiver = await startReceiver()
  receiver.answer = (response) => void response.writeHead(307, { location: canary.url }).end()
  assert.equal((await open.post(receiver.url, message)).status, 307)
  assert.deepEqual(canary.received, [])
})

test('F6: a name is asked for once, and what was judged is where it connects to', async () => {
  const receiver = await startReceiver()
  const answers = ['127.0.0.1', '127.0.0.2']
  let asked = 0
  const resolve = async () => {
    const address = answers[Math.min(asked, 1)] as string
    asked += 1
    return [{ address, family: 4 }]
  }
  const changing = createOutgoing({ allow: ['127.0.0.1'], resolve })
  const sent = await changing.post(`http://study.example.org:${receiver.port}/`, message)
  assert.deepEqual([sent.status, asked, receiver.received.length], [204, 1, 1])
  assert.equal(receiver.received[0]?.headers.host, `study.example.org:${receiver.port}`)
  await assert.rejects(changing.post(`http://study.example.org:${receiver.port}/`, message), /inside/)
})

test('F6: one inner address among those of a name is enough to refuse it', async () => {
  const receiver = await startReceiver()
  const both = ['127.0.0.1', '127.0.0.9'].map((address) => ({ address, family: 4 }))
  const mixed = createOutgoing({ allow: ['127.0.0.1'], resolve: async () => both })
  await assert.rejects(mixed.post(`http://study.example.org:${receiver.port}/`, message), /inside/)
})

test('F6: 64 kB of an answer are read, and no more is waited for', async () => {
  const receiver = await startReceiver()
  receiver.answer = (response) => {
    response.on('error', () => undefined).writeHead(200)
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    }
    response.on('drain', pour)
    pour()
  }
  const { status, text } = await open.post(receiver.url, message)
  assert.deepEqual([status, text.length], [200, 65_536])
})

test('F6: who does not answer within five seconds is given up, and so is who does not listen', async (t) => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  after(() => silent.close())
  const { port } = silent.address() as AddressInfo
  await t.test('silence', async () => {
    await assert.rejects(open.post(`http://127.0.0.1:${port}/`, message), /within 5 seconds/)
  })
  await t.test('a closed port', async () => {
    await assert.rejects(open.post('http://127.0.0.1:1/', message), /Nothing listens/)
  })
})
