import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataFolder } from '../support/program.ts'
import { openRaw } from '../support/raw.ts'
import { startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

test('R7: at SIGTERM under load every request that was begun is answered whole, and the process ends with 0', async () => {
  const folder = dataFolder()
  const server = await startStudyServer(folder)
  const auth_token = await server.issue()
  let accepted = 0
  let neverBegun = 0
  let stopping = false
  const clients = Array.from({ length: 16 }, async (_, client) => {
    for (let i = 0; ; i += 1) {
      try {
        const file = new File([`bytes ${client} ${i}`], `${client}-${i}.bin`)
        const { status, body } = await server.submit({ auth_token, file })
        if (status === 200) {
          assert.match(body, /"accepted"/)
          accepted += 1
        } else assert.equal(status, 503, body)
      } catch (error) {
        assert.ok(stopping, `${error}`)
        neverBegun += 1
        return
      }
    }
  })
  // One whose body is still on its way when the signal comes.
  const slow = await openRaw(
    server.url,
    `POST /collection/submit HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${auth_token.length + 33}\r\n\r\nauth_token=${auth_token}&responses=`,
  )
  await waitFor(() => accepted > 100)
  stopping = true
  const ended = server.end('SIGTERM')
  await waitFor(async () => {
    try {
      return (await fetch(`${server.url}/readyz`)).status === 503
    } catch {
      return true
    }
  })
  slow.socket.write('{"slow":1}\n')
  await slow.closed
  assert.match(slow.read(), /^HTTP\/1.1 200 /)
  assert.match(slow.read(), /"status":"accepted"/)
  assert.equal(await ended, 0)
  await Promise.all(clients)
  assert.equal(neverBegun, 16)
  assert.equal(readdirSync(join(folder, 'collection/uploads/responses/study')).length, accepted + 1)
  assert.equal(existsSync(join(folder, 'atelier.sock')), false)
})
