import { once } from 'node:events'
import { type Atelier, type AtelierConfig, buildApp, openAtelier } from '../app.ts'
import { kernelConfig } from '../kernel/config/config.ts'
import { serveControl } from '../kernel/control/server.ts'
import { inTransaction } from '../kernel/db/db.ts'
import { type Alone, serveAlone } from '../kernel/http/alone.ts'
import { type App, stopApp } from '../kernel/http/app.ts'
import { ensureFirstAdministrator } from '../kernel/identity/first.ts'
import { createLog, type Log } from '../kernel/log.ts'
import { askForSample } from '../kernel/sample/sample.ts'
import { actsOf, type Command } from './command.ts'
import { socketPath } from './local.ts'
import { giveBackMemory } from './memory.ts'
import type { Io } from './program.ts'

/** Running jobs get so long to end before they are given back. */
const JOBS_MS = 10_000

/** Serves until `io.signal` says stop, then ends in order: requests, jobs, commands, journal, database (promises.md, R7). */
export async function serve(
  config: AtelierConfig,
  commands: readonly Command[],
  io: Io,
  { demo = false }: { demo?: boolean } = {},
): Promise<void> {
  const { host, port, logLevel, data } = kernelConfig(config.values)
  const log = createLog(logLevel)
  for (const warning of config.warnings) log.warn(warning)
  const holder = { pid: process.pid, address: `http://${host}:${port}` }
  const atelier = await openAtelier({ config, log, holder })
  const { kernel } = atelier
  const ends: End[] = [['database', () => kernel.close()]]
  let password: string | undefined
  const tellPassword = (address?: string) => {
    if (password === undefined) return
    // Behind the #, so that no log of a proxy or server sees it.
    if (address !== undefined) io.out(`Set it up at ${address}/#first=${password}`)
    const or = address === undefined ? 'Sign' : 'Or sign'
    io.out(`${or} in as admin with the password ${password} (shown this once)`)
    password = undefined
  }
  try {
    const first = await ensureFirstAdministrator(kernel.identity, config.values.adminPassword)
    password = first?.password
    if (demo) await fillWithSample(atelier, first !== undefined)
    const app = buildApp(atelier, io.version)
    const acts = actsOf(commands)
    const control = await serveControl({ path: socketPath(data), acts, ground: atelier, log })
    ends.push(['commands', () => control.close()])
    ends.push(['jobs', () => kernel.jobs.stop(JOBS_MS)])
    await kernel.jobs.start()
    kernel.executions.begin()
    await atelier.compute?.sessions.begin()
    await atelier.pipelines?.begin()
    await atelier.automation?.begin()
    ends.push(['server', () => stopApp(app)])
    await app.ready()
    giveBackMemory()
    await listen(app, host, port)
    const alone = await listenOnLoopback(app, atelier)
    if (alone) ends.push(['second port', () => alone.close()])
    io.out(`Atelier ${io.version} serves on ${addressOf(app, host)}, with its data in ${data}`)
    if (alone) io.out(`The protocol of pipelines alone is at http://localhost:${alone.port}`)
    if (demo) io.out('Sample data are being made: people, groups, and a study with a month of submissions')
    tellPassword(kernel.config.publicUrl ?? addressOf(app, isEverywhere(host) ? 'localhost' : host))
    // Only now: a large file takes minutes, and what a damaged one still holds can be read.
    void kernel.database.check().catch((error) => {
      log.error({ err: error }, 'The database could not be looked at for damage.')
    })
    await stopped(io.signal)
    log.info('Stopping: requests under way are answered first.')
  } finally {
    // Also when it could not be served: the account is made, and nobody could learn the password later.
    tellPassword()
    await endAll(ends, log)
  }
}

/** Sample data go into an empty installation only; later the console offers them, and takes them away again. */
async function fillWithSample({ kernel }: Atelier, isNew: boolean): Promise<void> {
  if (!isNew)
    throw new Error(
      'serve --demo fills an empty data folder. This one is in use: Settings in the console can fill it with sample data.',
    )
  await inTransaction(kernel.db, (tx) => askForSample(kernel, tx, { via: 'system' }))
}

/** What is ended, and how. */
type End = [what: string, end: () => Promise<void>]

/** Ends in the other order than it was begun. What cannot end keeps nothing else from ending; the first failure is told. */
async function endAll(ends: readonly End[], log: Log): Promise<void> {
  let failure: unknown
  for (const [what, end] of ends.toReversed()) {
    try {
      await end()
    } catch (error) {
      log.error({ err: error }, `The ${what} did not end as it should.`)
      failure ??= error
    }
  }
  if (failure !== undefined) throw failure
}

/** Runs background jobs beside other nodes until `io.signal` says stop. */
export async function work(config: AtelierConfig, io: Io): Promise<void> {
  const { databaseUrl, logLevel } = kernelConfig(config.values)
  if (databaseUrl === undefined)
    throw new Error(
      'A worker of its own needs PostgreSQL (ATELIER_DATABASE_URL); on SQLite serve runs the jobs.',
    )
  const atelier: Atelier = await openAtelier({
    config,
    log: createLog(logLevel),
    holder: { pid: process.pid, address: 'a worker, which listens nowhere' },
  })
  const { kernel } = atelier
  try {
    await kernel.jobs.start()
    kernel.executions.begin()
    await atelier.compute?.sessions.begin()
    await atelier.pipelines?.begin({ worker: true })
    await atelier.automation?.begin({ worker: true })
    io.out(`Atelier ${io.version} works on the jobs of ${new URL(databaseUrl).host}`)
    await stopped(io.signal)
    await kernel.jobs.stop(JOBS_MS)
  } finally {
    await kernel.close()
  }
}

async function listen(app: App, host: string, port: number): Promise<void> {
  await app.listen({ host, port }).catch(explain({ host, port, variable: 'ATELIER_PORT' }))
}

/** Where an unmodified backend of pipelines looks for its server, if the settings say so. */
async function listenOnLoopback(app: App, { pipelines }: Atelier): Promise<Alone | undefined> {
  const { loopbackPort: port, mount } = pipelines?.settings ?? {}
  if (port === undefined || mount === undefined) return undefined
  const variable = 'ATELIER_PIPELINES_LOOPBACK_PORT'
  return serveAlone(app, { mount, port }).catch(explain({ host: 'localhost', port, variable }))
}

const explain =
  ({ host, port, variable }: { host: string; port: number; variable: string }) =>
  (error: NodeJS.ErrnoException): never => {
    if (error.code === 'EADDRINUSE')
      throw new Error(`Another program listens on ${host}:${port}. Set ${variable} to a free port.`, {
        cause: error,
      })
    if (error.code === 'EACCES')
      throw new Error(`This user may not listen on port ${port}. Set ${variable} to one above 1023.`, {
        cause: error,
      })
    throw error
  }

/** Listening there is on all addresses of the machine, and a browser cannot go to it. */
const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'

function addressOf(app: App, host: string): string {
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
