import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Problem, problem } from '../problem.ts'
import { type Form, type FormOptions, readForm, readText } from './form.ts'

type Options = Partial<FormOptions<string>>
type Body = NonNullable<RequestInit['body']>

async function addressOf(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** A server that reads each request as a form, and says what it found. */
async function formServer(options: Options = {}) {
  const seen: Form<string>[] = []
  const server = createServer(async (request, response) => {
    const form = await readForm<string>(request, {
      maxBytes: 50_000_000,
      maxFieldBytes: 1_000_000,
      async onFile({ field, filename, stream }) {
        const hash = createHash('sha256')
        for await (const chunk of stream) hash.update(chunk as Buffer)
        return `${field} ${filename} ${hash.digest('hex')}`
      },
      ...options,
    })
    seen.push(form)
    const fault = form.fault as Problem | undefined
    response.writeHead(fault?.status ?? 200).end(fault?.code ?? 'ok')
  })
  const address = await addressOf(server)
  const post = async (body: Body, headers: Record<string, string> = {}) => {
    const answer = await fetch(address, { method: 'POST', body, headers })
    return { status: answer.status, text: await answer.text(), form: seen.at(-1) as Form<string> }
  }
  return { post }
}

const formOf = (entries: Record<string, string | Blob>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(entries)) form.append(name, value)
  return form
}

test('fields come as text in their order, files as streams with the names that were sent', async () => {
  const { post } = await formServer()
  const bytes = randomBytes(3_000_000)
  const { form } = await post(formOf({ a: '1', file: new File([bytes], '../é "x".bin'), b: 'é\u0000' }))
  assert.equal(form.fault, undefined)
  assert.deepEqual(form.fields, [
    { name: 'a', value: '1' },
    { name: 'b', value: 'é\u0000' },
  ])
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  assert.deepEqual(form.files, [`file ../é %22x%22.bin ${sha256}`])
  assert.equal(form.first('b'), 'é\u0000')
  assert.equal(form.first('c'), undefined)
})

test('a field that the caller refuses ends the reading, and what was being taken is cut', async () => {
  let cut = false
  const { post } = await formServer({
    async onField(name) {
      if (name === 'stop') throw problem('stopped', 403, 'Stop.')
    },
    async onFile({ stream }) {
      try {
        for await (const _chunk of stream);
      } catch (error) {
        cut = true
        throw error
      }
      return 'whole'
    },
  })
  const { status, form } = await post(formOf({ stop: '', file: new Blob([randomBytes(40_000_000)]) }))
  assert.equal(status, 403)
  assert.deepEqual(form.files, [])
  assert.equal(cut, true)
})

test('who takes a file slowly holds the sender back, and nothing is lost', async () => {
  const { post } = await formServer({
    async onFile({ stream }) {
      let size = 0
      for await (const chunk of stream) {
        size += (chunk as Buffer).length
        await pause(1)
      }
      return String(size)
    },
  })
  const { form } = await post(
    formOf({ a: new Blob([randomBytes(9_000_000)]), b: new Blob([randomBytes(5)]) }),
  )
  assert.deepEqual(form.files, ['9000000', '5'])
})

test('a file that its taker refuses does not hold up the answer', async () => {
  const { post } = await formServer({
    async onFile() {
      throw problem('storage_full', 507, 'Full.')
    },
  })
  assert.deepEqual((await post(formOf({ file: new Blob([randomBytes(30_000_000)]) }))).text, 'storage_full')
})

test('text is held up to a limit in all, whatever the number of fields, and the caller hears how much', async () => {
  let most = 0
  const { post } = await formServer({
    onHeld(bytes) {
      most = Math.max(most, bytes)
    },
  })
  const half = 'x'.repeat(500_000)
  assert.equal((await post(formOf({ a: half, b: half }))).status, 200)
  assert.ok(most >= 1_000_000 && most < 1_200_000, String(most))
  assert.equal((await post(formOf({ a: half, b: half, c: 'x' }))).status, 413)
  assert.equal((await post(new URLSearchParams({ a: half, b: half, c: 'x' }))).status, 413)
  const { post: refuse } = await formServer({
    onHeld(bytes) {
      if (bytes > 100_000) throw problem('busy', 503, 'Later.')
    },
  })
  assert.equal((await refuse(formOf({ a: half }))).text, 'busy')
})

test('what stands before the first part of a form is not counted as text that is held', async () => {
  let most = 0
  const { post } = await formServer({
    onHeld(bytes) {
      most = Math.max(most, bytes)
    },
  })
  const part = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n'
  const body = `${'y'.repeat(20_000_000)}\r\n${part}`
  assert.equal((await post(body, { 'content-type': 'multipart/form-data; boundary=b' })).status, 200)
  assert.ok(most <= 1_000_000, String(most))
})

test('a type that is no form, or has no boundary, is a fault of the form', async () => {
  const { post } = await formServer()
  for (const type of ['multipart/form-data', 'text/plain', 'multipart/form-data; boundary="']) {
    assert.equal((await post('x', { 'content-type': type })).status, 400, type)
  }
})

test('text is read whole, and refused past its limit', async () => {
  const server = createServer(async (request, response) => {
    const text = await readText(request, { maxBytes: 10 }).catch((error) => error as Problem)
    response.writeHead(text instanceof Problem ? text.status : 200).end(text instanceof Problem ? '' : text)
  })
  const address = await addressOf(server)
  const post = (body: string) => fetch(address, { method: 'POST', body })
  assert.equal(await (await post('é'.repeat(5))).text(), 'é'.repeat(5))
  assert.equal((await post('x'.repeat(11))).status, 413)
})
