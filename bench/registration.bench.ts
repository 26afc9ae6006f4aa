import { startPostgres } from '../test/support/postgres.ts'
import { ask, measure, type Request } from './support/load.ts'
import { LAUNCHER, productEnv } from './support/product.ts'
import { interleave, median, ratio } from './support/rounds.ts'
import { type BenchServer, startServer } from './support/server.ts'
import { type Row, rates } from './support/table.ts'

const MOUNT = '/training'
const PEOPLE = 1_000
const WORKSHOPS = 60
const MOMENTS = 3
const CONNECTIONS = 32

/** Somebody who is signed in. */
interface Person {
  id: number
  token: string
}

/** A change of choice at three moments, beside a server of Fastify and PostgreSQL that locks its rows. */
export async function registration(): Promise<Row[]> {
  const postgres = await startPostgres({ durable: true })
  const floor = await startServer('bench/floors/registration.ts', { args: [postgres.url] })
  const product = await startTraining()
  try {
    const made = await makeEvent(product, { workshops: WORKSHOPS, seats: 1_000_000, people: PEOPLE })
    const ours = choosing(MOUNT, made.people, made.workshops)
    const theirs = choosing(
      '',
      floor.words.map((token, i) => ({ id: i + 1, token })),
      Array.from({ length: WORKSHOPS }, (_, i) => i + 1),
    )
    const load = { connections: CONNECTIONS, seconds: 1 }
    const rounds = await interleave(
      {
        product: () => measure(product, { ...load, next: ours }),
        floor: () => measure(floor, { ...load, next: theirs }),
      },
      5,
    )
    const value = ratio(rounds.product, rounds.floor)
    return [
      {
        what: 'registration: 3 of 60 workshops chosen anew',
        ...rates(rounds.product, rounds.floor),
        result: { value, bar: 3, better: 'more', unit: '×' },
      },
      await crowd(product),
    ]
  } finally {
    await Promise.all([product.stop(), floor.stop()])
    await postgres.stop()
  }
}

/** 1,000 people press the button in the same moment, for 100 seats. */
async function crowd(product: BenchServer): Promise<Row> {
  const SEATS = 100
  const rounds: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const { people, workshops } = await makeEvent(product, { workshops: 1, seats: SEATS, people: PEOPLE })
    const times: number[] = []
    const answers = await Promise.all(
      people.map(async ({ id, token }) => {
        const sent = performance.now()
        const isIn = await ask(product, chooseAs(MOUNT, { id, token }, workshops)).then(
          () => true,
          (error: Error) => {
            if (!error.message.includes('Limit reached')) throw error
            return false
          },
        )
        times.push(performance.now() - sent)
        return isIn
      }),
    )
    const got = answers.filter(Boolean).length
    if (got !== SEATS) throw new Error(`${got} people got one of ${SEATS} seats.`)
    rounds.push(Math.max(...times))
  }
  const slowest = median(rounds)
  return {
    what: '1,000 people at once for 100 seats: the slowest answer',
    product: `${slowest.toFixed(0)} ms`,
    result: { value: slowest, bar: 2_000, better: 'less', unit: 'ms' },
  }
}

/** Requests of all in turn; each time somebody chooses, it is something else. */
function choosing(mount: string, people: readonly Person[], workshops: readonly number[]): () => Request {
  let asked = 0
  const perMoment = workshops.length / MOMENTS
  return () => {
    const person = people[asked % people.length] as Person
    const turn = Math.floor(asked / people.length) + asked
    asked += 1
    const ids = Array.from(
      { length: MOMENTS },
      (_, moment) => workshops[((turn * 7 + moment) % perMoment) * MOMENTS + moment] as number,
    )
    return chooseAs(mount, person, ids)
  }
}

const chooseAs = (mount: string, { id, token }: Person, workshop_ids: readonly number[]): Request =>
  requestOf('PUT', `${mount}/registrations/user/${id}`, { token, body: { workshop_ids } })

function requestOf(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Request {
  const bytes = [Buffer.from(body === undefined ? '' : JSON.stringify(body))]
  return {
    path,
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: () => bytes,
  }
}

function startTraining(): Promise<BenchServer> {
  const { file, command } = LAUNCHER
  return startServer(file, { command, args: ['serve'], env: productEnv })
}

/** An open event, made and joined as the protocol's clients do. */
async function makeEvent(
  product: BenchServer,
  { workshops, seats, people }: { workshops: number; seats: number; people: number },
): Promise<{ people: Person[]; workshops: number[] }> {
  const call = async <T>(request: Request) => JSON.parse((await ask(product, request)) || '{}') as T
  const login = async (credential: string, admin_login: 0 | 1) =>
    (
      await call<{ token: string }>(
        requestOf('POST', `${MOUNT}/auth/login`, { body: { credential, admin_login } }),
      )
    ).token
  const token = await login(productEnv.ATELIER_ADMIN_PASSWORD, 1)
  const { id } = await call<{ id: number }>(
    requestOf('POST', `${MOUNT}/events`, { token, body: { name: `bench ${performance.now()}` } }),
  )
  const path = `${MOUNT}/events/${id}`
  const event = await call<{ workshops: { id: number }[] }>(
    requestOf('PUT', path, {
      token,
      body: {
        available: true,
        workshops: Array.from({ length: workshops }, (_, i) => ({
          title: `Workshop ${i}`,
          moment: String(i % MOMENTS),
          limit: seats,
        })),
      },
    }),
  )
  const list = Array.from({ length: people }, (_, i) => ({ full_name: `Person ${i}` }))
  await ask(product, requestOf('PUT', `${path}/users`, { token, body: list }))
  const { users } = await call<{ users: { id: number; identity: string }[] }>(
    requestOf('GET', `${path}/users`, { token }),
  )
  const joined: Person[] = []
  for (const user of users) joined.push({ id: user.id, token: await login(user.identity, 0) })
  return { people: joined, workshops: event.workshops.map((each) => each.id) }
}
