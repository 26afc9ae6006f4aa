import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { inTransaction } from '../src/kernel/db/db.ts'
import { createToken } from '../src/kernel/identity/token.ts'
import { eachApp, type TestApp } from './support/app.ts'
import { type Operation, operationsOf } from './support/document.ts'
import { type Fuzzed, requestsOf } from './support/requests.ts'

const LONG = process.env.ATELIER_TEST_LONG === '1'
const SEEDS = LONG ? [1, 2, 3, 4, 5] : [1]
const REQUESTS = LONG ? 100_000 : 2_500
const SLOWEST_MS = 10_000
/** What an answer must never tell of the inside. */
const INSIDE =
  /node_modules|\.ts:\d|\bat (async )?\w+ \(|SQLITE|ERR_[A-Z_]+|FST_|sqlite|postgres|kysely|select .* from/i

const PLACES = [process.cwd(), tmpdir()]
const tellsOfInside = (body: string): boolean =>
  INSIDE.test(body) || PLACES.some((place) => body.includes(place))

type Rights = 'administrator' | 'person' | 'nobody' | 'a broken token'

/** The fuzzer takes rights from itself: both of its accounts get them again. */
async function rightsAnew({ kernel }: TestApp, ids: { admin: number; person: number }) {
  const { identity, db } = kernel
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable('kernel_account')
      .set({ disabled_at: null })
      .where('id', 'in', [ids.admin, ids.person])
      .execute()
    await tx.updateTable('kernel_account').set({ administrator: 1 }).where('id', '=', ids.admin).execute()
    await tx.updateTable('kernel_account').set({ administrator: 0 }).where('id', '=', ids.person).execute()
  })
  identity.cache.clear()
  const tokenOf = async (id: number) =>
    (await createToken(identity, { via: 'system' }, id, { name: 'fuzz', scopes: ['*'] })).token
  const credentials: Record<Rights, string | undefined> = {
    administrator: `Bearer ${await tokenOf(ids.admin)}`,
    person: `Bearer ${await tokenOf(ids.person)}`,
    nobody: undefined,
    'a broken token': 'Bearer atl_nonsense',
  }
  return credentials
}

function judge(operation: Operation, answer: LightMyRequestResponse, ms: number): string | undefined {
  const { statusCode: status, body } = answer
  if (status >= 500) return `a fault: ${body}`
  if (ms > SLOWEST_MS) return `it took ${ms} ms`
  if (status >= 400 && tellsOfInside(body)) return `it tells of the inside: ${body}`
  // A path with an empty parameter, or one too long, is another address or none.
  if (status === 404 || status === 405) return undefined
  return operation.statuses.includes(status) ? undefined : `the document does not name ${status}: ${body}`
}

eachApp((open, name) => {
  test(`I1: whatever is sent to any operation, nothing breaks, hangs or tells of the inside (${name})`, async (t) => {
    const opened = await open()
    const { app } = opened
    const ids = { admin: (await opened.as('admin')).id, person: (await opened.as('fuzz')).id }
    const operations = (await operationsOf(app)).filter(({ isStream }) => !isStream)
    const each = Math.ceil(REQUESTS / operations.length / SEEDS.length)
    const seen = { requests: 0, statuses: {} as Record<number, number> }
    for (const seed of SEEDS) {
      for (const operation of operations) {
        const credentials = await rightsAnew(opened, ids)
        for (const [i, request] of requestsOf(operation, seed, each).entries()) {
          // Most of them by one who may: what comes after the door is longer than the door.
          const rights =
            (
              [
                'administrator',
                'administrator',
                'administrator',
                'person',
                'nobody',
                'a broken token',
              ] as const
            )[i % 6] ?? 'nobody'
          const since = performance.now()
          const answer = await send(opened, operation, request, credentials[rights])
          const fault = judge(operation, answer, performance.now() - since)
          const told = `seed ${seed}, ${operation.key} ${JSON.stringify(request).slice(0, 2_000)} by ${rights}`
          assert.equal(fault, undefined, told)
          seen.requests += 1
          seen.statuses[answer.statusCode] = (seen.statuses[answer.statusCode] ?? 0) + 1
          if (answer.statusCode === 401 && rights === 'administrator')
            Object.assign(credentials, await rightsAnew(opened, ids))
        }
      }
    }
    t.diagnostic(`seeds ${SEEDS.join(', ')}: ${JSON.stringify(seen)}`)
    // Neither refused at the door alone, nor let through with everything.
    assert.ok((seen.statuses[200] ?? 0) > 20 && (seen.statuses[400] ?? 0) > 200)
    assert.equal((await app.inject('/readyz')).statusCode, 200)
    assert.equal((await opened.kernel.journal.verify()).ok, true)
  })
})

function send(
  { app }: TestApp,
  operation: Operation,
  { url, headers, body }: Fuzzed,
  authorization: string | undefined,
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: operation.method as 'POST',
    url,
    headers: {
      host: 'atelier.test',
      origin: 'http://atelier.test',
      ...headers,
      // A protocol of ours carries the same token in a header of its own.
      ...(authorization && { authorization, 'uws-authorization': authorization.replace('Bearer', 'Token') }),
    },
    ...(body !== undefined && operation.method !== 'GET' && { payload: body }),
  })
}
