import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { leftovers, openBelow, temporaryArea } from './temporary.fixture.ts'

const LONG = process.env.ATELIER_TEST_LONG === '1'
const UPLOADS = LONG ? 1_000 : 150
const BODY = randomBytes(900_000)

test(`of ${UPLOADS} uploads that are cut at any byte, none leaves a file or a descriptor`, async (t) => {
  const { area } = await temporaryArea(t)
  let kept = 0
  let refused = 0
  const server = createServer((request, response) => {
    area
      .receive(request)
      .then(async (incoming) => {
        await area.keep(incoming, `whole/${kept}`)
        kept += 1
        response.end('kept')
      })
      .catch(() => {
        refused += 1
        response.destroy()
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo

  async function upload(index: number): Promise<void> {
    const head = Buffer.from(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${BODY.length}\r\n\r\n`)
    const bytes = Buffer.concat([head, BODY])
    const cutAt = head.length + randomInt(BODY.length)
    const socket = connect(port, '127.0.0.1')
    // The server's answer to a cut is a reset here and an end there.
    socket.on('error', () => undefined).resume()
    await once(socket, 'connect')
    const closed = once(socket, 'close')
    await new Promise<void>((resolve) => socket.write(bytes.subarray(0, cutAt), () => resolve()))
    if (index % 2 === 0) socket.end()
    else socket.resetAndDestroy()
    await closed
  }

  const waves = 10
  for (let index = 0; index < UPLOADS; index += waves) {
    await Promise.all(Array.from({ length: waves }, (_, offset) => upload(index + offset)))
  }
  // A reset may overtake its request: the server then never sees it, and has nothing to refuse.
  await t.waitFor(() => assert.deepEqual([leftovers(area), openBelow(area.root)], [[], []]), {
    timeout: 10_000,
  })
  assert.equal(kept, 0)
  assert.ok(refused > UPLOADS / 2, `${refused} uploads reached the server`)
  assert.deepEqual(await area.list(), [])
  assert.equal(await area.sweep({ olderThanMs: 0 }), 0)

  const whole = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: BODY })
  assert.equal(await whole.text(), 'kept')
  assert.deepEqual(await area.list(), [{ path: 'whole/0' }])
})
