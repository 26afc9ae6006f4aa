import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { needsRoot, smallVolume } from '../../support/volume.ts'
import { waitFor } from '../../support/wait.ts'
import { eachStudy, field, filePart, MULTIPART, multipart, refusal, type Study } from './study.ts'

const MB = 1_000_000

/** The beginning of a form whose end does not come. */
function begun(parts: Parameters<typeof multipart>[0]): Buffer {
  const head = `POST /collection/submit HTTP/1.1\r\nhost: x\r\ncontent-type: ${MULTIPART['content-type']}\r\n`
  const body = multipart(parts)
  const sent = body.subarray(0, body.length - '\r\n--edge--\r\n'.length)
  return Buffer.concat([
    Buffer.from(`${head}transfer-encoding: chunked\r\n\r\n${sent.length.toString(16)}\r\n`),
    sent,
    Buffer.from('\r\n'),
  ])
}

/** Opens connections that send these bytes and then nothing, and gathers what they are answered. */
function hold(t: TestContext, study: Study, options: { count: number; bytes: Buffer; from?: string }) {
  const { hostname, port } = new URL(study.base)
  const answers: string[] = []
  const sockets = Array.from({ length: options.count }, (): Socket => {
    const socket = connect({ port: Number(port), host: hostname, localAddress: options.from })
    socket.once('data', (chunk) => answers.push(chunk.toString())).on('error', () => undefined)
    socket.write(options.bytes)
    return socket
  })
  const leave = () => sockets.forEach((socket) => void socket.destroy())
  t.after(leave)
  return { answers, leave }
}

const BUSY = /^HTTP\/1\.1 503 [\s\S]*retry-after: 5[\s\S]*"status":"busy"/i

eachStudy((open, database) =>
  describe(`collection: crowds without a token (${database})`, () => {
    for (const [what, part] of [
      ['fields', field('responses', 'x'.repeat(5 * MB))],
      ['a file', filePart('responses', 'blob', Buffer.alloc(5 * MB, 'x'))],
    ] as const) {
      test(`responses that come as ${what} and stall before their token make way for those who go on`, async (t) => {
        const study = await open()
        const auth_token = await study.issue()
        const stalled = hold(t, study, { count: 16, bytes: begun([part]) })
        // 64 MB of it may be held: at least four are sent away.
        await waitFor(() => stalled.answers.length >= 4)
        for (const answer of stalled.answers) assert.match(answer, BUSY)
        const late = multipart([
          field('responses', JSON.stringify('x'.repeat(4 * MB))),
          field('auth_token', auth_token),
        ])
        for (const body of [late, study.form({ auth_token, responses: '1' })])
          assert.equal((await fetch(`${study.base}/submit`, formOf(body))).status, 200)
        assert.equal(study.files().length, 2)
      })
    }

    test('a JSON body that stalls before its token makes way too', async (t) => {
      const study = await open()
      const head = 'POST /collection/submit HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
      const bytes = Buffer.from(`${head}content-length: ${6 * MB}\r\n\r\n{"responses":"${'x'.repeat(5 * MB)}`)
      const stalled = hold(t, study, { count: 16, bytes })
      await waitFor(() => stalled.answers.length >= 4)
      for (const answer of stalled.answers) assert.match(answer, BUSY)
      const body = JSON.stringify({ responses: 1, auth_token: await study.issue() })
      assert.equal((await study.submit(body, { 'content-type': 'application/json' })).status, 200)
    })

    test('600 connections of one address without a token leave room for those of another', async (t) => {
      const study = await open()
      const bytes = begun([filePart('file', 'slow.bin', 'x')])
      const slow = hold(t, study, { count: 600, bytes, from: '127.0.0.2' })
      await waitFor(() => slow.answers.length === 400)
      for (const answer of slow.answers) assert.match(answer, BUSY)
      const form = study.form({ auth_token: await study.issue(), responses: '1' })
      assert.equal((await study.submit(form)).status, 200)
    })

    test('I4: a JSON body of a million members is judged like any other', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const post = (last: string) =>
        study.submit(`{${'"":0,'.repeat(1_000_000)}${last}}`, { 'content-type': 'application/json' })
      assert.deepEqual(await refusal(await post('"a":1')), [403, 'Unauthorized'])
      assert.deepEqual(await refusal(await post(`"auth_token":"${auth_token}"`)), [400, 'invalid_responses'])
      assert.equal((await post(`"auth_token":"${auth_token}","responses":[1]`)).status, 200)
      assert.deepEqual(
        study.files().map((name) => study.read(name).toString()),
        ['[1]'],
      )
    })
  }),
)

const formOf = (body: Buffer | FormData) =>
  body instanceof FormData ? { method: 'POST', body } : { method: 'POST', body, headers: MULTIPART }

eachStudy((open, database) =>
  test(`R4: an upload without a length ends where the reserve begins, not where the disk ends (${database})`, {
    skip: needsRoot,
  }, async (t) => {
    const folder = smallVolume(96)
    const study = await open({
      folder: join(folder, 'data'),
      env: { ATELIER_RESERVE_BYTES: String(40 * MB) },
    })
    // An eighth of the volume is kept, 12 MB: these would fit on the disk, but not beside that.
    const bytes = begun([filePart('file', 'endless.bin', Buffer.alloc(84 * MB))])
    const { answers } = hold(t, study, { count: 1, bytes })
    await waitFor(() => answers.length === 1)
    assert.match(answers[0] ?? '', /^HTTP\/1\.1 507 [\s\S]*"status":"storage_full"/)
    const form = study.form({ auth_token: await study.issue(), responses: '1' })
    assert.equal((await study.submit(form)).status, 200)
    assert.deepEqual(study.everything().length, 1)
  }),
)
