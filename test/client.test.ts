import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createClient, type FeedEntry, Refusal, Unreachable } from '../client/index.ts'
import { generateSchema, SCHEMA_FILE } from '../tools/client/generate.ts'
import { testApp } from './support/app.ts'

const opened = await testApp({ services: ['compute', 'pipelines', 'training', 'collection'] })
const baseUrl = await opened.listen()
const { token } = await opened.as('admin')
const client = createClient({ baseUrl, token })

/** A connection that fails as it is told, and then works. */
function unsteady(...failures: (Response | Error | 'answer is lost' | undefined)[]): {
  fetch: typeof fetch
  sent: Request[]
} {
  const sent: Request[] = []
  return {
    sent,
    async fetch(...args) {
      sent.push(new Request(...(args as ConstructorParameters<typeof Request>)))
      const failure = failures.shift()
      if (failure instanceof Error) throw failure
      if (failure instanceof Response) return failure
      const answer = await fetch(...args)
      if (failure) throw new TypeError('fetch failed')
      return answer
    },
  }
}

const notNow = () => new Response('{}', { status: 503, headers: { 'retry-after': '0' } })

test('the types of the client are those of the document; `npm run client` makes them again', async () => {
  assert.equal(readFileSync(SCHEMA_FILE, 'utf8'), await generateSchema())
})

test('a list is read to its end, page by page, whichever way it goes', async () => {
  for (let i = 0; i < 5; i += 1) await client.post('/api/groups', { body: { name: `g${i}` } })
  const names: string[] = []
  for await (const group of client.items('/api/groups', { query: { limit: 2 } })) names.push(group.name)
  assert.deepEqual(names, ['g0', 'g1', 'g2', 'g3', 'g4'])
  const seen: number[] = []
  for await (const entry of client.items('/api/journal', { query: { limit: 2, action: 'group.created' } })) {
    seen.push(entry.seq)
  }
  assert.equal(seen.length, 5)
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => b - a),
  )
})

test('what the server refuses is thrown with its code, its sentence and the number of the request', async () => {
  await client.post('/api/groups', { body: { name: 'Twice' } })
  await assert.rejects(client.post('/api/groups', { body: { name: 'twice' } }), (error: unknown) => {
    assert.ok(error instanceof Refusal)
    assert.deepEqual([error.status, error.code], [409, 'name_taken'])
    assert.match(error.message, /twice/)
    assert.match(error.requestId ?? '', /^[0-9a-f-]{36}$/)
    return true
  })
})

test('R10: something that is made is made once, also when its answer is lost and the request is sent again', async () => {
  const line = unsteady('answer is lost', notNow())
  const shaky = createClient({ baseUrl, token, fetch: line.fetch })
  const made = await shaky.post('/api/groups', { body: { name: 'Once' } })
  const keys = line.sent.map((request) => request.headers.get('idempotency-key'))
  assert.equal(keys.length, 3)
  assert.equal(new Set(keys).size, 1)
  const all = await client.get('/api/groups', { query: { limit: 200 } })
  assert.deepEqual(
    all.items.filter(({ name }) => name === 'Once').map(({ id }) => id),
    [made.id],
  )
})

test('what must not be done twice is sent once', async () => {
  const { id } = await opened.as('ada')
  const line = unsteady(new TypeError('fetch failed'))
  const shaky = createClient({ baseUrl, token, fetch: line.fetch })
  await assert.rejects(
    shaky.patch('/api/accounts/{id}', { path: { id }, body: { firstName: 'Ada' } }),
    Unreachable,
  )
  assert.equal(line.sent.length, 1)
})

test('a change is based on the version that was read, and is refused when that is old', async () => {
  const { id } = await opened.as('ben')
  const { etag, data, seq } = await client.read('/api/accounts/{id}', { path: { id } })
  assert.equal(data.name, 'ben')
  assert.equal(typeof seq, 'number')
  const change = (firstName: string) =>
    client.patch('/api/accounts/{id}', { path: { id }, body: { firstName }, ifMatch: etag })
  assert.equal((await change('Ben')).firstName, 'Ben')
  await assert.rejects(change('Benno'), { code: 'changed' })
})

test('the feed goes on behind what was seen when its connection breaks off: nothing is missed, nothing comes twice', async () => {
  const ended = new AbortController()
  const seen: FeedEntry[] = []
  const states: boolean[] = []
  let cut: (() => void) | undefined
  const breaking: typeof fetch = async (...args) => {
    const answer = await fetch(...args)
    const { readable, writable } = new TransformStream()
    const broken = new AbortController()
    cut = () => broken.abort(new TypeError('cut'))
    answer.body?.pipeTo(writable, { signal: broken.signal }).catch(() => undefined)
    return new Response(readable, answer)
  }
  const { promise: live, resolve: isLive } = Promise.withResolvers<void>()
  const feeding = createClient({ baseUrl, token, fetch: breaking }).feed({
    since: (await client.read('/api/groups')).seq,
    signal: ended.signal,
    onEntry: (entry) => {
      seen.push(entry)
      // In the middle of what comes.
      if (seen.length === 2) cut?.()
      if (seen.length === 6) ended.abort()
    },
    onState: (state) => {
      states.push(state)
      isLive()
    },
  })
  await live
  for (let i = 0; i < 6; i += 1) await client.post('/api/groups', { body: { name: `live ${i}` } })
  await feeding
  const places = seen.map(({ seq }) => seq)
  assert.equal(new Set(places).size, 6)
  assert.ok(seen.every(({ action }) => action === 'group.created'))
  assert.deepEqual(states, [true, false, true])
})

test('an upload goes on where the server stands: after a lost answer, and after a pause', async () => {
  const { id: workspace } = await client.post('/api/compute/workspaces', { body: { name: 'Uploads' } })
  const bytes = Buffer.alloc(9_000_000, 'piece')
  const file = new Blob([bytes])
  const begun = Promise.withResolvers<string>()
  const pause = new AbortController()
  const call = { to: `/api/compute/workspaces/${workspace}/uploads`, path: 'raw/scan.bin', file }
  const first = client.upload({
    ...call,
    signal: pause.signal,
    onBegin: begun.resolve,
    onProgress: (sent) => sent > 0 && pause.abort(),
  })
  await assert.rejects(first)
  const { fetch, sent } = unsteady(undefined, 'answer is lost')
  const seen: number[] = []
  await createClient({ baseUrl, token, fetch }).upload({
    ...call,
    at: await begun.promise,
    signal: new AbortController().signal,
    onProgress: (offset) => void seen.push(offset),
  })
  assert.deepEqual(
    sent.map(({ method }) => method),
    ['HEAD', 'PATCH', 'HEAD'],
  )
  assert.deepEqual(seen, [8 * 1024 * 1024, 9_000_000])
  const got = await client.blob('/api/compute/workspaces/{id}/files/content', {
    path: { id: workspace },
    query: { path: 'raw/scan.bin' },
  })
  assert.ok(Buffer.from(await got.arrayBuffer()).equals(bytes))
})

test('the feed ends when the right to listen is gone', async () => {
  const gone = createClient({ baseUrl, token: 'atl_no-such-token' })
  await assert.rejects(gone.feed({ signal: new AbortController().signal, onEntry: () => undefined }), {
    status: 401,
  })
})
