import { mkdir } from 'node:fs/promises'
import { Type } from 'typebox'
import { keepBackups } from './backup/keeper.ts'
import type { Tree } from './backup/trees.ts'
import { type Clock, systemClock } from './clock.ts'
import { publicAddress } from './config/address.ts'
import { type KernelConfig, kernelSettingsOf, type SettingInForce } from './config/config.ts'
import { type Database, openDatabase } from './db/database.ts'
import type { KernelDb } from './db/db.ts'
import { type Applied, migrate, type Room } from './db/migrate.ts'
import { type Holder, type ServerLock, takeServerLock } from './db/server-lock.ts'
import type { Check } from './doctor/doctor.ts'
import { watchHealth } from './doctor/health.ts'
import type { Executions } from './execution/execution.ts'
import { createExecutions } from './execution/executions.ts'
import { registerOsAccounts } from './execution/os-mapping.ts'
import { type Area, openArea } from './files/area.ts'
import { recoverArea } from './files/recover.ts'
import { createRemovals, type Removals } from './files/removals.ts'
import { removeBytes } from './files/remove.ts'
import { createSpace, type Space } from './files/space.ts'
import { Services } from './home/services.ts'
import { sweepAnswers } from './http/idempotent.ts'
import { FACTOR_SECRET } from './identity/factor.ts'
import { createIdentity, type Identity } from './identity/identity.ts'
import { defineAccountNotices } from './identity/notices.ts'
import { Outside } from './identity/outside.ts'
import { type Links, recover, sweepLinks } from './identity/recovery.ts'
import type { Ladders } from './identity/role.ts'
import { sweepSessions } from './identity/session.ts'
import { sweepTokens } from './identity/token.ts'
import { Installation } from './installation/installation.ts'
import { defineJob, Jobs } from './jobs/jobs.ts'
import { watchChain } from './journal/chain.ts'
import { Journal } from './journal/journal.ts'
import type { Log } from './log.ts'
import { Mail } from './mail/mail.ts'
import { Notices } from './notices/notices.ts'
import { kernelRooms } from './rooms.ts'
import { registerSample } from './sample/sample.ts'
import { checkSecrets } from './secrets/check.ts'
import { openSecrets, type Secrets } from './secrets/secrets.ts'
import { HOUR_MS } from './span.ts'
import { Webhooks } from './webhooks/webhooks.ts'

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
  readonly installation: Installation
  /** Those that are switched on. */
  readonly services: Services
  readonly identity: Identity
  readonly links: Links
  readonly outside: Outside
  readonly jobs: Jobs
  readonly mail: Mail
  readonly notices: Notices
  readonly webhooks: Webhooks
  readonly secrets: Secrets
  readonly space: Space
  readonly removals: Removals
  readonly executions: Executions
  /** By name; services open theirs with `addArea`. */
  readonly areas: ReadonlyMap<string, Area>
  /** Folders that backups copy as they lie; services put theirs here when they open. */
  readonly trees: Map<string, Tree>
  /** What services look at besides the kernel's own, for `doctor` and the page Health. */
  readonly checks: Check[]
  /** What was seen on the way that an operator should know. */
  readonly sightings: { forwarder?: string }
  /** The clock, and the time since the process began, when this was opened: they go on together. */
  readonly started: { wallMs: number; runMs: number }
  /** The program that this process is, for those that it starts beside itself. */
  readonly program?: string
  addArea(name: string, root: string): Promise<Area>
  close(): Promise<void>
}

export interface KernelOptions {
  config: KernelConfig
  /** Every setting of the product, with where it came from. */
  settings?: readonly SettingInForce[]
  log: Log
  /** Who takes the data folder, for the sentence that a second server says. */
  holder: Holder
  /** Tables of the services, after the kernel's. */
  rooms: readonly Room[]
  clock?: Clock
  /** Path of the program's first file, such as `src/main.ts`. */
  program?: string
  /** Watches transactions; for tests. */
  strict?: boolean
}

/** Forgets what has ended by itself: sign-ins, kept answers, leftovers of uploads. */
const sweep = defineJob({
  name: 'kernel.sweep',
  payload: Type.Object({}),
  async run(
    _payload,
    kernel: Pick<Kernel, 'areas' | 'db' | 'clock' | 'executions' | 'identity' | 'notices'>,
  ) {
    await sweepSessions(kernel.identity)
    await sweepTokens(kernel.identity)
    await sweepLinks(kernel.identity)
    await sweepAnswers(kernel.db, kernel.clock.now())
    await kernel.notices.sweep()
    await kernel.executions.sweep()
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
  const { log, clock } = options
  const { lock, secrets, database, space } = parts
  const rooms = [...kernelRooms, ...options.rooms]
  const applied = await migrate(database, rooms, clock.now())
  await checkSecrets(database, secrets, clock.now())
  const journal = new Journal({ database, clock, log })
  const { settings = kernelSettingsOf(options.config) } = options
  const installation = await Installation.open({ database, clock, journal, log, secrets, settings })
  const config = installation.applyTo(options.config)
  const jobs = new Jobs({ database, clock, log })
  await jobs.prepare()
  const mail = new Mail({
    database,
    jobs,
    clock,
    get smtpUrl() {
      return installation.smtpUrl
    },
    get from() {
      return installation.mailFrom
    },
    templates: `${config.data}/mail`,
  })
  const ladders: Ladders = new Map()
  const address = publicAddress(config)
  const { db } = database
  const notices = new Notices({ db, clock, journal, jobs, mail, ladders, address })
  defineAccountNotices(notices)
  const identity = createIdentity({ db, clock, journal, notices, secrets, ladders })
  const links = { identity, mail, address }
  const areas = new Map<string, Area>()
  const removals = createRemovals()
  const checks: Check[] = []
  const executions = createExecutions({
    config,
    db,
    clock,
    log,
    secrets,
    checks,
    hidden: () => [
      config.secretKeyFile,
      config.backup.folder,
      ...[...areas.values()].map(({ root }) => root),
    ],
  })
  const kernel: Kernel = {
    config,
    clock,
    log,
    database,
    db,
    rooms,
    applied,
    journal,
    installation,
    services: new Services(),
    identity,
    links,
    outside: new Outside(identity, config.oidc, address),
    jobs,
    mail,
    notices,
    webhooks: new Webhooks({ db, clock, journal, jobs, notices, secrets, allow: config.webhooks.allow }),
    secrets,
    space,
    removals,
    executions,
    areas,
    trees: new Map(),
    checks,
    sightings: {},
    started: { wallMs: clock.now(), runMs: performance.now() },
    program: options.program,
    async addArea(name, root) {
      const area = await openArea({ name, root })
      // With a root of its own nobody else can be in the middle of an upload there.
      if (database.dialect === 'sqlite') await recoverArea(area, database.db, { olderThanMs: 0 })
      areas.set(name, area)
      return area
    },
    async close() {
      installation.close()
      await executions.close()
      await journal.stop()
      await kernel.mail.close()
      await database.close()
      lock.release()
    },
  }
  secrets.registerColumn(FACTOR_SECRET)
  registerOsAccounts(identity)
  jobs.register(removeBytes, { database, areas, removals })
  jobs.register(recover, links)
  jobs.register(sweep, kernel)
  watchChain(kernel)
  keepBackups(kernel)
  registerSample(kernel)
  watchHealth(kernel)
  jobs.schedule({ name: 'kernel.sweep', cron: '17 * * * *', job: sweep, payload: {} })
  journal.start()
  return kernel
}
