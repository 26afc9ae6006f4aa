import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { closeSync, mkdirSync, mkdtempSync, openSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { waitFor } from '../../../../test/support/wait.ts'
import { openControl } from './control.ts'

/** Comes as a runner does, from within the folder: its path is too long for a socket. */
function come(folder: string, nonce: string) {
  const fd = openSync(folder, 'r')
  const socket = createConnection(`/proc/self/fd/${fd}/control.sock`)
  closeSync(fd)
  const seen = { text: '', isGone: false, socket }
  socket.on('connect', () => socket.write(`${nonce}\n`))
  socket.on('data', (part) => (seen.text += part))
  socket.on('close', () => (seen.isGone = true))
  socket.on('error', () => undefined)
  return seen
}

test('F9: an order is given once, to whom knows the word, and again only where it did not arrive', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'atelier-control-')), 'x'.repeat(120))
  mkdirSync(folder)
  let isTaken = false
  const hints: number[] = []
  const control = await openControl(folder, {
    nonceHash: hash('sha256', 'the word'),
    user: undefined,
    order: async () => (isTaken ? undefined : '{"secret":1}'),
    ask: async ({ id }) => ({ id, signature: 'c2ln' }),
    hint: () => hints.push(1),
    fault: (error) => assert.fail(String(error)),
  })
  const wrong = come(folder, 'another word')
  await waitFor(() => wrong.isGone)
  assert.equal(wrong.text, '')
  const first = come(folder, 'the word')
  await waitFor(() => first.text === '{"secret":1}\n')
  const second = come(folder, 'the word\nsomething new')
  await waitFor(() => hints.length === 1)
  assert.equal(second.text, '')
  first.socket.write('{"id":7,"sign":{"publicKey":"AAAA","data":"AAAA"}}\n{"id":8}\n')
  await waitFor(() => first.text.includes('"id":7,"signature":"c2ln"'))

  // It broke off before its runner had it.
  first.socket.destroy()
  await waitFor(() => first.isGone)
  const again = come(folder, 'the word')
  await waitFor(() => again.text === '{"secret":1}\n')
  again.socket.destroy()
  await waitFor(() => again.isGone)
  isTaken = true
  const late = come(folder, 'the word\nsomething new')
  await waitFor(() => hints.length === 2)
  assert.equal(late.text, '')
  await control.close()
  await waitFor(() => late.isGone && second.isGone)
})
