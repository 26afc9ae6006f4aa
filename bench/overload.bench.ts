import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { answers, submission } from './support/form.ts'
import { measure, type Request } from './support/load.ts'
import { startProduct } from './support/product.ts'
import type { Row } from './support/table.ts'

/** Ten times the clients of promise L1, of each kind. */
const CLIENTS = 160
const SECONDS = 60
const REST_MS = 5_000
const ORDINARY = { connections: 4, seconds: 5 }

/** What an answer or a refusal takes while there are far too many clients, none of which waits as it is told to, and what is left of it. */
export async function overload(): Promise<Row[]> {
  const product = await startProduct()
  try {
    const read: Request = { path: '/api/installation' }
    const before = await measure(product, { ...read, ...ORDINARY })
    const send = submission(product.submitPath, { auth_token: product.grant, responses: answers })
    const seen = { taken: 0, refused: 0, times: [] as number[] }
    const until = performance.now() + SECONDS * 1_000
    const agent = new Agent({ keepAlive: true, maxSockets: 2 * CLIENTS })
    const client = async (each: Request) => {
      while (performance.now() < until) {
        const { status, ms } = await answerTo(product.url, each, agent)
        if (status === 200) seen.taken += 1
        else if (status === 503) seen.refused += 1
        else throw new Error(`An answer of ${status}.`)
        seen.times.push(ms)
      }
    }
    await Promise.all(Array.from({ length: CLIENTS }, () => [client(read), client(send)]).flat())
    agent.destroy()
    await pause(REST_MS)
    const after = await measure(product, { ...read, ...ORDINARY })
    const times = seen.times.sort((a, b) => a - b)
    const counts = `${Math.round(seen.taken / SECONDS)}/s taken, ${Math.round(seen.refused / SECONDS)}/s refused`
    const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN
    return [
      {
        what: `an answer or a refusal while ${2 * CLIENTS} clients ask for ${SECONDS} s, p99`,
        product: counts,
        result: { value: p99, bar: 1_000, better: 'less', unit: 'ms' },
      },
      {
        what: 'a small read 5 s afterwards, half of the time, beside before',
        product: `${after.p50.toFixed(2)} ms, p99 ${after.p99.toFixed(2)} ms`,
        floor: `${before.p50.toFixed(2)} ms, p99 ${before.p99.toFixed(2)} ms`,
        result: { value: after.p50 / before.p50, bar: 2, better: 'less', unit: '×' },
      },
    ]
  } finally {
    await product.stop()
  }
}

function answerTo(url: string, each: Request, agent: Agent): Promise<{ status: number; ms: number }> {
  const { path, method = 'GET', headers = {} } = each
  const body = Buffer.concat([...(each.body?.() ?? [])])
  const since = performance.now()
  return new Promise((resolve, reject) => {
    request(new URL(path, url), { method, agent, headers: { ...headers, 'content-length': body.length } })
      .once('response', (answer) => {
        const status = answer.statusCode ?? 0
        answer.resume().once('end', () => resolve({ status, ms: performance.now() - since }))
      })
      .once('error', reject)
      .end(body)
  })
}
