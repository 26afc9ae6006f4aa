import { Value } from 'typebox/value'
import type { Clock } from '../clock.ts'
import type { KernelConfig, Origin, SettingInForce } from '../config/config.ts'
import type { Database } from '../db/database.ts'
import { inTransaction, type KernelTx } from '../db/db.ts'
import type { By, Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import type { FieldError } from '../problem.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { problems } from './problems.ts'
import { countVersion, putSetting, readStored, SETTING_SECRET, type Stored } from './setting.store.ts'

/** Other nodes see what was set on one of them within this time. */
const ROUND_MS = 5_000

/** What the console may set. */
const STORABLE = ['name', 'contact', 'language', 'publicUrl', 'smtpUrl', 'mailFrom'] as const
type Storable = (typeof STORABLE)[number]
/** What is left out stays; null takes away what the console has set. */
export type SettingChanges = Partial<Record<Storable, string | null>>

export interface ShownSetting extends Omit<SettingInForce, 'origin'> {
  origin: Origin | 'console'
  /** It can be set in the console: the console may, and nothing that wins does. */
  editable: boolean
  /** What was set counts from the next start. */
  waiting: boolean
}

export interface InstallationParts {
  database: Database
  clock: Clock
  journal: Journal
  log: Log
  secrets: Secrets
  /** Every setting of the product, as variables and the file have them. */
  settings: readonly SettingInForce[]
}

/** The settings of this installation: what its operator has set outside wins over what administrators store in the console. */
export class Installation {
  readonly #parts: InstallationParts
  readonly #byName: ReadonlyMap<string, SettingInForce>
  /** As the server has started with them. */
  readonly #started: Stored
  #stored: Stored
  #timer: NodeJS.Timeout | undefined

  private constructor(parts: InstallationParts, stored: Stored) {
    this.#parts = parts
    this.#byName = new Map(parts.settings.map((setting) => [setting.path.join('.'), setting]))
    this.#stored = stored
    this.#started = stored
    parts.secrets.registerColumn(SETTING_SECRET)
    if (parts.database.dialect === 'postgres') {
      const round = () => {
        this.reload().catch((error) =>
          parts.log.warn({ err: error }, 'The settings of the console could not be read.'),
        )
      }
      this.#timer = setInterval(round, ROUND_MS).unref()
    }
  }

  static async open(parts: InstallationParts): Promise<Installation> {
    return new Installation(parts, await readStored(parts.database.db, parts.secrets))
  }

  /** The configuration with what the console has stored, as it is at the start. */
  applyTo(config: KernelConfig): KernelConfig {
    const stored = STORABLE.filter((name) => this.#isStored(name, this.#started))
    return { ...config, ...Object.fromEntries(stored.map((name) => [name, this.#started.values[name]])) }
  }

  get name(): string {
    return this.#valueOf('name') as string
  }

  get contact(): string | undefined {
    return this.#valueOf('contact') as string | undefined
  }

  get language(): 'en' | 'nl' {
    return this.#valueOf('language') as 'en' | 'nl'
  }

  get smtpUrl(): string | undefined {
    return this.#valueOf('smtpUrl') as string | undefined
  }

  get mailFrom(): string {
    return this.#valueOf('mailFrom') as string
  }

  /** Counts changes: the tag of all of them. */
  get version(): number {
    return this.#stored.version
  }

  /** Every setting in force. Values of secret ones are in it: who shows it leaves them out. */
  list(): ShownSetting[] {
    return [...this.#byName].map(([name, setting]) => {
      const { stored } = setting.schema
      const isStored = this.#isStored(name, this.#stored)
      const waits =
        stored === 'after a restart' &&
        this.#valueAt(name, this.#started) !== this.#valueAt(name, this.#stored)
      return {
        ...setting,
        value: this.#valueOf(name),
        origin: isStored ? 'console' : setting.origin,
        editable: stored !== undefined && setting.origin === 'default',
        waiting: waits,
      }
    })
  }

  /** Stores what administrators set. All of it can be used, or nothing is changed. */
  async change(by: By, changes: SettingChanges, version?: number): Promise<void> {
    this.check(changes)
    await inTransaction(this.#parts.database.db, (tx) => this.put(tx, by, changes, version))
    await this.reload()
  }

  /** Throws what is wrong with them, by field. */
  check(changes: SettingChanges): void {
    const named = Object.entries(changes).filter(([, value]) => value !== undefined)
    const fixed = named.flatMap(([field]) => this.#fixedBy(field))
    if (fixed.length > 0) throw problems.fixed(fixed)
    const wrong = named.flatMap(([field, value]) => (value === null ? [] : this.#mistakeIn(field, value)))
    if (wrong.length > 0) throw problems.invalid(wrong)
  }

  /** The same in the caller's transaction, of changes that were checked; call `reload` after it. */
  async put(tx: KernelTx, by: By, changes: SettingChanges, version?: number): Promise<void> {
    const now = this.#parts.clock.now()
    if (!(await countVersion(tx, { seen: version, now }))) throw problems.changed()
    const old: Record<string, string | null> = {}
    const fresh: Record<string, string | null> = {}
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) continue
      const isSecret = this.#byName.get(name)?.schema.secret === true
      await putSetting(tx, { name, value, now, ...(isSecret && { sealed: this.#parts.secrets }) })
      const shown = (text: string | null | undefined) => (isSecret && text ? 'set' : (text ?? null))
      old[name] = shown(this.#stored.values[name])
      fresh[name] = shown(value)
    }
    await this.#parts.journal.record(tx, {
      by,
      action: 'settings.changed',
      object: 'settings',
      old,
      new: fresh,
    })
  }

  /** Reads again what is stored. */
  async reload(): Promise<void> {
    this.#stored = await readStored(this.#parts.database.db, this.#parts.secrets)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #isStored(name: string, { values }: Stored): boolean {
    const setting = this.#byName.get(name)
    return setting?.origin === 'default' && setting.schema.stored !== undefined && values[name] !== undefined
  }

  #valueAt(name: string, stored: Stored): unknown {
    return this.#isStored(name, stored) ? stored.values[name] : this.#byName.get(name)?.value
  }

  /** Those that wait for a restart are in force as they were at the start. */
  #valueOf(name: string): unknown {
    return this.#valueAt(name, this.#stored)
  }

  #fixedBy(field: string): FieldError[] {
    const setting = this.#byName.get(field)
    if (!setting || setting.origin === 'default') return []
    const place = setting.origin === 'environment' ? `the variable ${setting.env}` : 'atelier.yaml'
    return [{ field, message: `This is set in ${place}. Change it there, and restart.` }]
  }

  #mistakeIn(field: string, value: string): FieldError[] {
    const wrong = (message: string) => [{ field, message }]
    const setting = this.#byName.get(field)
    if (field === 'publicUrl' && !isAddress(value))
      return wrong('Write the whole address, such as https://atelier.example.org.')
    if (field === 'smtpUrl' && !/^smtps?:\/\/[^/\s]+/.test(value))
      return wrong('Write it as smtp://user:password@mail.example.org:587.')
    if (field === 'smtpUrl' && !URL.canParse(value))
      return wrong('This is no address of a mail server. Are the host and the port right?')
    if (field === 'mailFrom' && !/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(value))
      return wrong('Write an address, or a name with one: The lab <lab@example.org>.')
    if (setting && !Value.Check(setting.schema, value)) return wrong('This cannot be used.')
    return []
  }
}

function isAddress(text: string): boolean {
  if (!/^https?:\/\/[^\s/?#]+\/*$/.test(text) || !URL.canParse(text)) return false
  return new URL(text).username === ''
}
