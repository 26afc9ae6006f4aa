import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { type Atelier, buildApp, openAtelier, settingsSchema } from '../../src/app.ts'
import { readConfig } from '../../src/kernel/config/config.ts'
import { type App, stopApp } from '../../src/kernel/http/app.ts'
import { createAccount, getAccountByName } from '../../src/kernel/identity/account.ts'
import { setRoles } from '../../src/kernel/identity/group.ts'
import { createToken } from '../../src/kernel/identity/token.ts'
import type { Jobs } from '../../src/kernel/jobs/jobs.ts'
import { hasUnsealed } from '../../src/kernel/journal/journal.store.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { type Log, silentLog } from '../../src/kernel/log.ts'
import { handClock } from './clock.ts'
import { removeDataFolder } from './data-folder.ts'
import { createPostgresDatabase, dropPostgresDatabase } from './database.ts'
import { SPARED } from './spared.ts'
import { waitFor } from './wait.ts'

export interface TestAppOptions {
  /** Uses the runner's PostgreSQL in place of SQLite. */
  postgres?: boolean
  /** Settings by their variables' names. */
  env?: Record<string, string>
  /** Those alone are on; all otherwise. */
  services?: readonly ServiceName[]
  /** An existing data folder, to open it again; a new one otherwise. */
  folder?: string
  start?: number
  log?: Log
}

const SERVICES = ['compute', 'pipelines', 'training', 'collection', 'automation'] as const
type ServiceName = (typeof SERVICES)[number]

function without(services: readonly ServiceName[]): Record<string, string> {
  const off = SERVICES.filter((each) => !services.includes(each))
  return Object.fromEntries(off.map((name) => [`ATELIER_${name.toUpperCase()}_ENABLED`, 'false']))
}

/** A person's calls, with a token of theirs. */
export interface Caller {
  id: number
  token: string
  get(url: string): Promise<LightMyRequestResponse>
  post(url: string, body?: object): Promise<LightMyRequestResponse>
  put(url: string, body?: object): Promise<LightMyRequestResponse>
  patch(url: string, body?: object): Promise<LightMyRequestResponse>
  delete(url: string): Promise<LightMyRequestResponse>
}

export interface TestApp {
  app: App
  atelier: Atelier
  kernel: Kernel
  jobs: Jobs
  clock: ReturnType<typeof handClock>
  folder: string
  /** An account of that name, made at its first use; `admin` and whom `administrator` says are administrators. */
  as(name: string, rights?: { administrator?: boolean; roles?: string[]; scopes?: string[] }): Promise<Caller>
  inject(options: InjectOptions): Promise<LightMyRequestResponse>
  /** Listens on a free port of loopback and gives the address. */
  listen(): Promise<string>
  close(): Promise<void>
}

/** The server that people run, on a data folder of its own, with a clock that is moved by hand. It ends with the test file. */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'atelier-app-'))
  const {
    ATELIER_TEST_POSTGRES_URL: server,
    ATELIER_TEST_POSTGRES_TEMPLATE: template,
    ATELIER_TEST_SQLITE_TEMPLATE: file,
  } = process.env
  const database =
    options.postgres && server
      ? {
          ATELIER_DATABASE_URL: await createPostgresDatabase(server, template),
          ATELIER_DATABASE_POOL_SIZE: '10',
        }
      : {}
  // A copy of one with its tables made: that is quicker than making them.
  if (file && !('ATELIER_DATABASE_URL' in database) && !existsSync(join(folder, 'atelier.db'))) {
    mkdirSync(folder, { recursive: true })
    copyFileSync(file, join(folder, 'atelier.db'))
  }
  const env = {
    ATELIER_DATA: folder,
    ...SPARED,
    // One for each day that passes, where the clock is moved by hand.
    ATELIER_BACKUP_ENABLED: 'false',
    ...(options.services && without(options.services)),
    ...database,
    ...options.env,
  }
  const clock = handClock(options.start)
  const atelier = await openAtelier({
    config: readConfig(settingsSchema, { env }),
    log: options.log ?? silentLog,
    holder: { pid: process.pid, address: 'a test' },
    clock,
    strict: true,
  })
  const { kernel } = atelier
  if (kernel.database.dialect === 'postgres') listWhatIsSealed(kernel)
  const app = buildApp(atelier, '0.0.0-test')
  await app.ready()
  const close = endWithTest({ app, kernel }, { folder, server, url: database.ATELIER_DATABASE_URL })
  return {
    app,
    atelier,
    kernel,
    jobs: kernel.jobs,
    clock,
    folder,
    as: (name, rights) => callerOf(app, kernel, name, rights),
    inject: (request) => app.inject(request),
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    close,
  }
}

/** The runner keeps every hook until its end: this one lets go of the server (15 MB) once that is closed. */
function endWithTest(
  opened: { app: App; kernel: Kernel },
  { folder, server, url }: { folder: string; server: string | undefined; url: string | undefined },
): () => Promise<void> {
  let open: typeof opened | undefined = opened
  let closed: Promise<void> | undefined
  const close = async () => {
    if (open) closed = closeBoth(open)
    open = undefined
    await closed
  }
  after(async () => {
    await close()
    removeDataFolder(folder)
    if (server && url) await dropPostgresDatabase(server, url)
  })
  return close
}

async function closeBoth({ app, kernel }: { app: App; kernel: Kernel }): Promise<void> {
  await stopApp(app, 2_000)
  await kernel.close()
}

/**
 * On PostgreSQL an entry has its place once all older transactions of the whole server are over, also those that make the
 * databases of other tests. What has just been done is waited for.
 */
function listWhatIsSealed({ journal, db }: Kernel): void {
  const list = journal.list.bind(journal)
  journal.list = async (filter) => {
    await waitFor(async () => {
      await journal.seal()
      return !(await hasUnsealed(db))
    }, 20_000)
    return list(filter)
  }
}

async function callerOf(
  app: App,
  { identity, journal }: Kernel,
  name: string,
  rights: { administrator?: boolean; roles?: string[]; scopes?: string[] } = {},
): Promise<Caller> {
  const by = { via: 'system' } as const
  const account = await createAccount(identity, by, {
    name,
    administrator: rights.administrator ?? name === 'admin',
  }).catch(() => getAccountByName(identity, name))
  if (rights.roles) await setRoles(identity, by, { account: account.id }, rights.roles)
  const { token } = await createToken(identity, by, account.id, {
    name: 'test',
    scopes: rights.scopes ?? ['*'],
  })
  const call = (method: InjectOptions['method'], url: string, payload?: object) =>
    app.inject({ method, url, headers: { authorization: `Bearer ${token}` }, ...(payload && { payload }) })
  return {
    id: account.id,
    token,
    async get(url) {
      if (url.startsWith('/api/journal')) await journal.list({ limit: 1 })
      return call('GET', url)
    },
    post: (url, body) => call('POST', url, body),
    put: (url, body) => call('PUT', url, body),
    patch: (url, body) => call('PATCH', url, body),
    delete: (url) => call('DELETE', url),
  }
}

/** Runs `define` on SQLite and, when the runner has started one, on PostgreSQL. */
export function eachApp(
  define: (open: (options?: TestAppOptions) => Promise<TestApp>, name: string) => void,
): void {
  define((options) => testApp(options), 'SQLite')
  if (process.env.ATELIER_TEST_POSTGRES_URL)
    define((options) => testApp({ ...options, postgres: true }), 'PostgreSQL')
}

/** The same with these services alone: a server with one begins in a third of the processor's time of the whole. */
export function appsWith(services: readonly ServiceName[]): {
  testApp: typeof testApp
  eachApp: typeof eachApp
} {
  return {
    testApp: (options) => testApp({ services, ...options }),
    eachApp: (define) => eachApp((open, name) => define((options) => open({ services, ...options }), name)),
  }
}
