import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { listHosts, placeOf } from '../hosts/host.ts'
import type { PipelinesSettings } from '../settings.ts'
import type { AppRow, AppVersionRow, Db, PolicyRow, Tx } from '../tables.ts'
import { adopt } from './adopt.ts'
import { definitionsOf, listApps } from './app.store.ts'
import { type AppDefinition, definitionIn } from './definition.ts'
import { closedTo, listFolder, type Reading, readDefinitions, readFolder } from './folder.ts'
import { Follower } from './follower.ts'
import { Looks, type Readiness } from './readiness.ts'

/** An app that is installed, in its newest version, with what its operators say about it. */
export interface InstalledApp {
  row: AppRow
  version: Omit<AppVersionRow, 'definition'>
  definition: AppDefinition
  policy: Policy
  readiness: Readiness
}

/** What operators say about an app; its version is 0 as long as nobody has said anything. */
export type Policy = Omit<PolicyRow, 'app_id'>

/** The definitions that are installed: looked at when they change, with what is wrong with each. */
export interface Apps {
  /** Where operators put definitions. */
  readonly folder: string
  /** The files of it as they were last read, and those that come with the product. */
  readonly reading: Reading
  readonly product: Reading
  /** Does `work` on the folder, and looks at it then; what has changed is recorded as done by whom it is called for. */
  change(by: By, work: () => Promise<unknown>): Promise<void>
  /** Looks by itself from now on whenever something changes. */
  watch(): void
  readinessOf(definition: AppDefinition): Promise<Readiness>
  /** Names of the groups that an app is for by its categories, also one without a definition; none is everybody. */
  closedTo(app: string): string[]
  /** What the versions with these ids say. */
  definitionsOf(ids: readonly number[]): Promise<Map<number, AppDefinition>>
  close(): Promise<void>
}

interface Parts {
  kernel: Pick<Kernel, 'journal' | 'clock' | 'log'>
  settings: PipelinesSettings
  db: Db
  folder: string
}

const PRODUCT = join(import.meta.dirname, '../product')
const SYSTEM: By = { via: 'system' }
const MOST_KEPT = 500

/** Reads the definitions that come with the product and those of the folder, and makes what is new the newest version. */
export async function openApps(parts: Parts): Promise<Apps> {
  const { folder, kernel, db } = parts
  await mkdir(folder, { recursive: true, mode: 0o750 })
  const product = readDefinitions(await readFolder(PRODUCT), 'product')
  const looks = new Looks()
  const kept = new Map<number, AppDefinition>()
  /** What this node has made of its files: another node with other files is left alone. */
  const known = new Map<string, string>()
  let reading = readDefinitions([])
  let categories = reading.categories
  let seen = ''
  let round: Promise<void> = Promise.resolve()
  const read = async (by: By) => {
    seen = JSON.stringify(await listFolder(folder))
    reading = readDefinitions(await readFolder(folder))
    if (!reading.isHeld) categories = reading.categories
    await adopt(parts, { product, reading, known, by })
  }
  const inTurn = (work: () => Promise<void>) => {
    const next = round.then(work)
    round = next.catch(() => undefined)
    return next
  }
  const lookFor = () =>
    inTurn(async () => {
      if (JSON.stringify(await listFolder(folder)) !== seen) await read(SYSTEM)
    })
  await inTurn(() => read(SYSTEM))
  const follower = new Follower(folder, lookFor, (error) =>
    kernel.log.error({ err: error }, 'The folder of definitions cannot be read.'),
  )
  return {
    folder,
    product,
    get reading() {
      return reading
    },
    change: (by, work) =>
      inTurn(async () => {
        // Where it fails half-way, what was done is done by whom it was done for.
        try {
          await work()
        } finally {
          looks.forget()
          await read(by)
        }
      }),
    watch: () => follower.begin(),
    readinessOf: (definition) => looks.readinessOf(definition),
    closedTo: (app) => closedTo(categories, app),
    async definitionsOf(ids) {
      const missing = ids.filter((id) => !kept.has(id))
      if (kept.size + missing.length > MOST_KEPT) kept.clear()
      const wanted = ids.filter((id) => !kept.has(id))
      const rows = wanted.length > 0 ? await definitionsOf(db, wanted) : []
      for (const row of rows) kept.set(row.id, definitionIn(row))
      return new Map(
        ids.flatMap((id) => (kept.has(id) ? [[id, kept.get(id) as AppDefinition] as const] : [])),
      )
    },
    async close() {
      await follower.close()
      await round
    },
  }
}

const UNSAID: Policy = {
  enabled: 1,
  input_days: null,
  output_days: null,
  cpus: null,
  memory_mb: null,
  minutes: null,
  slots: null,
  host: null,
  version: 0,
}

export interface Asking {
  db: Db
  apps: Apps
}

/** Installed apps, or the one with a key; `db` may be a transaction. */
export async function listInstalled({ db, apps }: Asking, key?: string): Promise<InstalledApp[]> {
  const rows = await listApps(db, key === undefined ? {} : { key })
  const definitions = await apps.definitionsOf(rows.map(({ version }) => version.id))
  const installed = await Promise.all(
    rows.map(async (app) => {
      const definition = definitions.get(app.version.id)
      if (!definition) return []
      return [
        { ...app, definition, policy: app.policy ?? UNSAID, readiness: await apps.readinessOf(definition) },
      ]
    }),
  )
  return installed.flat()
}

/** Why nobody can hand in what an operator has switched off. */
export const SWITCHED_OFF = 'It is switched off here. Ask an administrator.'

/** The app that an experiment names; undefined where none of this key is installed. */
export const findApp = async (parts: Asking, key: string): Promise<InstalledApp | undefined> =>
  (await listInstalled(parts, key))[0]

/** What an app lacks where an experiment of it would run; nothing where nobody can look, as on a cluster. */
export async function missingAt(
  { db }: { db: Db | Tx },
  { readiness, policy }: Pick<InstalledApp, 'readiness' | 'policy'>,
  host = '',
): Promise<string> {
  if (readiness.ready) return ''
  const place = placeOf(await listHosts(db), { host, policy: policy.host })
  return place === undefined || place.backend === 'local' ? readiness.message : ''
}

/** Whether somebody may use an app: it is for everybody, or for a group of theirs. */
export async function mayUseApp(
  { db }: { db: Db | Tx },
  account: number,
  { definition: { groups } }: { definition: Pick<AppDefinition, 'groups'> },
): Promise<boolean> {
  if (groups.length === 0) return true
  const its = await groupsOf({ db }, account)
  return groups.some((name) => its.has(name))
}

/** Names of somebody's groups. */
export async function groupsOf({ db }: { db: Db | Tx }, account: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('kernel_group_member as m')
    .innerJoin('kernel_group as g', 'g.id', 'm.group_id')
    .select('g.name')
    .where('m.account_id', '=', account)
    .limit(10_000)
    .execute()
  return new Set(rows.map(({ name }) => name))
}
