import { createRequire } from 'node:module'
import { WebSocket } from 'ws'
import { openAtelier, settingsSchema } from '../src/app.ts'
import { readConfig } from '../src/kernel/config/config.ts'
import { createAccount } from '../src/kernel/identity/account.ts'
import { silentLog } from '../src/kernel/log.ts'
import { freePort } from '../test/support/postgres.ts'
import { placeSession } from '../test/support/session.ts'
import { newFolder } from './support/folder.ts'
import { measure } from './support/load.ts'
import { LAUNCHER, productEnv } from './support/product.ts'
import { interleave, median, ratio } from './support/rounds.ts'
import { type BenchServer, startServer } from './support/server.ts'
import { type Row, rates } from './support/table.ts'

const ROUNDS = 5
/** Three programs share the machine here, and a single download swings by a third. */
const LARGE_ROUNDS = 11
const SECONDS = 1
const SOCKETS = 16
const MEGABYTES = 100

/** A way to the program in the session: through the product, or through configurable-http-proxy. */
interface Way {
  server: BenchServer
  path: string
  headers: Record<string, string>
}

/** What people reach their sessions through, beside the proxy that JupyterHub uses. */
export async function proxy(): Promise<Row[]> {
  const program = await startServer('bench/floors/session.ts')
  const target = new URL(program.url)
  const ways = { product: await throughProduct(Number(target.port)), floor: await throughPeer(program.url) }
  try {
    return [...(await small(ways)), ...(await large(ways)), ...(await roundTrips(ways))]
  } finally {
    await Promise.all([ways.product.server.stop(), ways.floor.server.stop(), program.stop()])
  }
}

type Ways = Record<'product' | 'floor', Way>

async function throughProduct(port: number): Promise<Way> {
  const folder = newFolder()
  const { path, door } = await preparedSession(folder, port)
  const { file, command } = LAUNCHER
  const server = await startServer(file, { folder, command, args: ['serve'], env: productEnv })
  const answer = await fetch(`${server.url}${path}/?token=${door}`)
  const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  if (!answer.ok) throw new Error(`The session was refused: ${answer.status}`)
  await answer.arrayBuffer()
  return { server, path, headers: { cookie } }
}

/** A data folder in which a session of somebody runs at that port. */
async function preparedSession(folder: string, port: number) {
  const atelier = await openAtelier({
    config: readConfig(settingsSchema, { env: { ATELIER_DATA: folder } }),
    log: silentLog,
    holder: { pid: process.pid, address: 'a bench' },
  })
  try {
    const by = { via: 'system' } as const
    const account = await createAccount(atelier.kernel.identity, by, { name: 'bench', administrator: true })
    return await placeSession(atelier, account.id, { port })
  } finally {
    await atelier.kernel.close()
  }
}

async function throughPeer(target: string): Promise<Way> {
  const port = await freePort()
  const file = createRequire(import.meta.url).resolve('configurable-http-proxy/bin/configurable-http-proxy')
  const args = ['--ip', '127.0.0.1', '--port', String(port), '--default-target', target]
  const rest = ['--api-ip', '127.0.0.1', '--api-port', String(await freePort())]
  const server = await startServer(file, { args: [...args, ...rest] })
  return { server: { ...server, url: `http://127.0.0.1:${port}` }, path: '', headers: {} }
}

async function small({ product, floor }: Ways): Promise<Row[]> {
  const load = ({ server, path, headers }: Way) =>
    measure(server, { path: `${path}/api`, headers, connections: 16, seconds: SECONDS })
  const rounds = await interleave({ product: () => load(product), floor: () => load(floor) }, ROUNDS)
  return [
    {
      what: 'small JSON of a session, beside configurable-http-proxy',
      ...rates(rounds.product, rounds.floor),
      result: { value: ratio(rounds.product, rounds.floor), bar: 1.5, better: 'more', unit: '×' },
    },
  ]
}

async function large({ product, floor }: Ways): Promise<Row[]> {
  const rounds = await interleave(
    { product: () => download(product), floor: () => download(floor) },
    LARGE_ROUNDS,
  )
  return [row(`${MEGABYTES} MB from a session, beside configurable-http-proxy`, 'MB/s', 0.9, rounds)]
}

async function download({ server, path, headers }: Way): Promise<number> {
  const start = performance.now()
  const answer = await fetch(`${server.url}${path}/large`, { headers })
  let bytes = 0
  for await (const piece of answer.body ?? []) bytes += piece.length
  if (bytes !== MEGABYTES * 1_048_576) throw new Error(`Only ${bytes} bytes came.`)
  return MEGABYTES / ((performance.now() - start) / 1_000)
}

async function roundTrips({ product, floor }: Ways): Promise<Row[]> {
  const rounds = await interleave({ product: () => talk(product), floor: () => talk(floor) }, ROUNDS)
  return [row('WebSocket round trips, beside configurable-http-proxy', '/s', 0.8, rounds)]
}

/** Many who each wait for an answer before they say more. */
async function talk(way: Way): Promise<number> {
  const start = performance.now()
  const until = start + SECONDS * 1_000
  const counts = await Promise.all(Array.from({ length: SOCKETS }, () => converse(way, until)))
  return counts.reduce((sum, each) => sum + each, 0) / ((performance.now() - start) / 1_000)
}

function converse({ server, path, headers }: Way, until: number): Promise<number> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}/socket`, {
    headers: { ...headers, origin: server.url },
    perMessageDeflate: false,
  })
  let count = 0
  return new Promise((resolve, reject) => {
    const say = () => socket.send('x'.repeat(200))
    socket.once('open', say).once('error', reject)
    socket.on('message', () => {
      count += 1
      if (performance.now() < until) return say()
      socket.close()
      return resolve(count)
    })
  })
}

function row(
  what: string,
  unit: string,
  bar: number,
  { product, floor }: Record<'product' | 'floor', number[]>,
): Row {
  const ratios = product.map((each, round) => each / (floor[round] ?? Number.NaN))
  const shown = (values: number[]) => `${Math.round(median(values)).toLocaleString('en')} ${unit}`
  return {
    what,
    product: shown(product),
    floor: shown(floor),
    result: { value: median(ratios), bar, better: 'more', unit: '×' },
  }
}
