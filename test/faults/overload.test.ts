import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { dataFolder, run } from '../support/program.ts'
import { startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

const PASSWORD = 'a long way round'
const FEW = 20

test('L5: overload is refused within a second, nothing that was acknowledged is lost, and afterwards nothing is refused', async () => {
  const folder = dataFolder()
  const env = { ATELIER_DATA: folder, ATELIER_OVERLOAD_MS: '100', ATELIER_ADMIN_PASSWORD: PASSWORD }
  const server = await startStudyServer(folder, env)
  const auth_token = await server.issue()
  const admin = { authorization: `Bearer ${(await run(['tokens', 'add', 'admin'], env)).out}` }
  const cookie = await signIn(server.url)
  const read = () => fetch(`${server.url}/api/installation`)
  assert.equal((await read()).status, 200)

  let taken = 0
  let refused = 0
  let isOver = false
  const study = (async () => {
    for (let n = 0; !isOver; n += 1) {
      const file = new File([`recording ${n}`], `recording-${n}.txt`)
      const { status, body } = await server.submit({ auth_token, file })
      if (status === 200) taken += 1
      else {
        assert.equal(status, 503, body)
        refused += 1
      }
    }
  })()
  const load = new Worker(new URL('overload.fixture.ts', import.meta.url), {
    workerData: { url: server.url, clients: 50 },
  })
  try {
    const answer = await quickRefusal(read)
    assert.match(answer.headers.get('retry-after') ?? '', /^[2-6]$/)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    const { code, detail } = (await answer.json()) as Record<string, string>
    assert.equal(code, 'overloaded')
    assert.match(detail ?? '', /try again in a few seconds/)
    // Each mount in its own words.
    const wire = await quickRefusal(() => fetch(`${server.base}/submit`, { method: 'POST' }))
    assert.match(wire.headers.get('retry-after') ?? '', /^[2-6]$/)
    assert.deepEqual(Object.keys((await wire.json()) as object), ['status', 'message'])
    await waitFor(() => refused > 0, 20_000)
    // What is always served, and whom.
    for (let n = 0; n < 3; n += 1) {
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
      assert.equal((await fetch(`${server.url}/api/accounts`, { headers: admin })).status, 200)
    }
    const own = { cookie, origin: server.url, 'x-atelier': '1' }
    assert.equal((await fetch(`${server.url}/api/session`, { method: 'DELETE', headers: own })).status, 204)
  } finally {
    await load.terminate()
    isOver = true
    await study
  }
  await waitFor(async () => (await read()).status === 200, 5_000)
  // How long they take then is measured by the bench.
  for (let n = 0; n < FEW; n += 1) assert.equal((await read()).status, 200)

  const figures = await (await fetch(`${server.url}/metrics`)).text()
  assert.match(figures, /^atelier_http_overloaded 0$/m)
  assert.match(figures, /^atelier_http_refused_total [1-9]/m)
  const { out } = await run(['collection', 'projects'], env)
  assert.equal(Number(out.split('\t')[2]), taken, out)
})

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'admin', password: PASSWORD }),
  })
  assert.equal(answer.status, 201)
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}

/** Asks until it is refused within a second. */
async function quickRefusal(ask: () => Promise<Response>): Promise<Response> {
  let found: Response | undefined
  await waitFor(async () => {
    const since = performance.now()
    const answer = await ask()
    if (answer.status === 503 && performance.now() - since < 1_000) found = answer
    else await answer.arrayBuffer()
    return found !== undefined
  }, 20_000)
  assert.ok(found)
  return found
}
