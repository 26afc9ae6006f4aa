import { mkdir } from 'node:fs/promises'
import { Type } from 'typebox'
import { type Clock, systemClock } from './clock.ts'
import type { KernelConfig } from './config/config.ts'
import { type Database, openDatabase } from './db/database.ts'
import type { KernelDb } from './db/db.ts'
import { type Applied, migrate, type Room } from './db/migrate.ts'
import { type Holder, type ServerLock, takeServerLock } from './db/server-lock.ts'
import { type Area, openArea } from './files/area.ts'
import { recoverArea } from './files/recover.ts'
import { createRemovals, type Removals } from './files/removals.ts'
import { removeBytes } from './files/remove.ts'
import { createSpace, type Space } from './files/space.ts'
import { sweepAnswers } from './http/idempotent.ts'
import { createIdentity, type Identity } from './identity/identity.ts'
import { sweepSessions } from './identity/session.ts'
import { defineJob, Jobs } from './jobs/jobs.ts'
import { Journal } from './journal/journal.ts'
import type { Log } from './log.ts'
import { Mail } from './mail/mail.ts'
import { kernelRooms } from './rooms.ts'
import { checkSecrets } from './secrets/check.ts'
import { openSecrets, type Secrets } from './secrets/secrets.ts'

/** What every service stands on. One is opened for each data folder. */
export interface Kernel {
  readonly config: KernelConfig
  readonly clock: Clock
  readonly log: Log
  readonly database: Database
  readonly db: KernelDb
  readonly rooms: readonly Room[]
  /** The migrations that its tables have. */
  readonly applied: Applied
  readonly journal: Journal
  readonly identity: Identity
  readonly jobs: Jobs
  readonly mail: Mail
  readonly secrets: Secrets
  readonly space: Space
  readonly removals: Removals
  /** By name; services open theirs with `addArea`. */
  readonly areas: ReadonlyMap<string, Area>
  addArea(name: string, root: string): Promise<Area>
  close(): Promise<void>
}

export interface KernelOptions {
  config: KernelConfig
  log: Log
  /** Who takes the data folder, for the sentence that a second server says. */
  holder: Holder
  /** Tables of the services, after the kernel's. */
  rooms: readonly Room[]
  clock?: Clock
  /** Watches transactions; for tests. */
  strict?: boolean
}

const HOUR_MS = 3_600_000

/** Forgets what has ended by itself: sign-ins, kept answers, leftovers of uploads. */
const sweep = defineJob({
  name: 'kernel.sweep',
  payload: Type.Object({}),
  async run(_payload, kernel: Pick<Kernel, 'areas' | 'db' | 'clock' | 'identity'>) {
    await sweepSessions(kernel.identity)
    await sweepAnswers(kernel.db, kernel.clock.now())
    for (const area of kernel.areas.values()) await recoverArea(area, kernel.db, { olderThanMs: HOUR_MS })
  },
})

/** Takes the data folder, opens and migrates its database, and builds the kernel on it. Nothing runs until it is started. */
export async function openKernel(options: KernelOptions): Promise<Kernel> {
  const { config, log, clock = systemClock } = options
  await mkdir(config.data, { recursive: true, mode: 0o750 })
  const lock = takeServerLock(config.data, options.holder)
  try {
    const secrets = await openSecrets({ file: config.secretKeyFile, value: config.secretKey })
    const { data: folder, databaseUrl: url, databasePoolSize: poolSize, reserveBytes } = config
    const space = createSpace({ folder, clock, reserveBytes })
    const makeRoom = () => space.releaseBallast()
    const database = await openDatabase({ url, folder, log, strict: options.strict, makeRoom, poolSize })
    try {
      return await build({ ...options, clock }, { lock, secrets, database, space })
    } catch (error) {
      await database.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function build(
  options: KernelOptions & { clock: Clock },
  parts: { lock: ServerLock; secrets: Secrets; database: Database; space: Space },
): Promise<Kernel> {
  const { config, log, clock } = options
  const { lock, secrets, database, space } = parts
  const rooms = [...kernelRooms, ...options.rooms]
  const applied = await migrate(database, rooms, clock.now())
  await checkSecrets(database, secrets, clock.now())
  const journal = new Journal({ database, clock, log })
  const jobs = new Jobs({ database, clock, log })
  await jobs.prepare()
  const areas = new Map<string, Area>()
  const removals = createRemovals()
  const kernel: Kernel = {
    config,
    clock,
    log,
    database,
    db: database.db,
    rooms,
    applied,
    journal,
    identity: createIdentity({ db: database.db, clock, journal }),
    jobs,
    mail: new Mail({
      database,
      jobs,
      clock,
      smtpUrl: config.smtpUrl,
      from: config.mailFrom,
      templates: `${config.data}/mail`,
    }),
    secrets,
    space,
    removals,
    areas,
    async addArea(name, root) {
      const area = await openArea({ name, root })
      // With a root of its own nobody else can be in the middle of an upload there.
      if (database.dialect === 'sqlite') await recoverArea(area, database.db, { olderThanMs: 0 })
      areas.set(name, area)
      return area
    },
    async close() {
      await journal.stop()
      await kernel.mail.close()
      await database.close()
      lock.release()
    },
  }
  jobs.register(removeBytes, { database, areas, removals })
  jobs.register(sweep, kernel)
  jobs.schedule({ name: 'kernel.sweep', cron: '17 * * * *', job: sweep, payload: {} })
  journal.start()
  return kernel
}
