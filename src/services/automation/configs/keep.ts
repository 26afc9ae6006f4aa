import { hash } from 'node:crypto'
import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { sealText, versionText } from '../sealing/sealed-text.ts'
import type { ConfigRow, Tx } from '../tables.ts'
import { findConfig, findConfigOf, findNewest } from './config.store.ts'
import { driftColumns, driftOf, intentionOf } from './drift.ts'
import { diffTexts } from './text-diff.ts'
import { decidedOf, tidy } from './volatile.ts'

/** More is no configuration. */
const MOST_LETTERS = 5_000_000
const SYSTEM = { via: 'system' } as const

/** What a host of a run said. */
export interface Reading {
  inventory: number
  host: string
  platform: string | null
  at: number
  attempt: number | null
  /** Or why there is none. */
  text: string | undefined
  failure: string
}

/**
 * Keeps what a host said: as a new version where it differs from the one before, else only that it was read. The same
 * reading may come twice, and an older one after a newer. Gives the row where its drift is new.
 */
export async function keepReading(automation: Automation, reading: Reading): Promise<ConfigRow | undefined> {
  const id = await ensureConfig(automation, reading)
  const text = reading.text === undefined ? undefined : tidy(reading.text)
  if (text === undefined || text === '' || text.length > MOST_LETTERS) {
    const failure =
      text === undefined
        ? reading.failure
        : text === ''
          ? 'The configuration is empty.'
          : 'The configuration is too large to be kept.'
    await inTransaction(automation.db, (tx) => keepFailure(tx, { ...reading, id, failure }))
    return undefined
  }
  for (;;) {
    const done = await tryToKeep(automation, { ...reading, id, text })
    if (done !== 'again') return done
  }
}

async function ensureConfig({ db }: Automation, { inventory, host }: Reading): Promise<number> {
  const known = await findConfigOf(db, { inventory, host })
  if (known) return known.id
  return inTransaction(db, async (tx) => {
    await tx
      .insertInto('automation_config')
      .values({
        ...{
          inventory_id: inventory,
          host,
          words_folded: fold(host),
          platform: null,
          version_id: null,
          versions: 0,
        },
        ...{
          read_at: null,
          failed_at: null,
          failure: '',
          intended: null,
          seal_key: null,
          sealed: null,
          intended_by: null,
          intended_at: null,
        },
        ...{ ignored: '[]', drift: null, drift_since: null, version: 1 },
      })
      .onConflict((on) => on.columns(['inventory_id', 'host']).doNothing())
      .execute()
    return ((await findConfigOf(tx, { inventory, host })) as ConfigRow).id
  })
}

async function keepFailure(
  tx: Tx,
  { id, at, failure }: { id: number; at: number; failure: string },
): Promise<void> {
  await tx
    .updateTable('automation_config')
    .set({ failed_at: at, failure: failure.slice(0, 1_000) })
    .where('id', '=', id)
    .where((is) => is.or([is('read_at', 'is', null), is('read_at', '<', at)]))
    .execute()
}

/** Comparing takes its time and is done outside; a reading that came between lets it be done again. */
async function tryToKeep(
  automation: Automation,
  reading: Reading & { id: number; text: string },
): Promise<ConfigRow | undefined | 'again'> {
  const { db, kernel } = automation
  const { id, text, platform, at, attempt } = reading
  const config = (await findConfig(db, id)) as ConfigRow
  if (config.read_at !== null && config.read_at >= at) return undefined
  const before = await findNewest(db, config)
  const decided = decidedOf(text, platform)
  const sha256 = hash('sha256', decided)
  const isSame = before?.sha256 === sha256
  // Of one that stays as it was and is to be nothing in particular, nothing is compared.
  const isCompared = !isSame || config.intended_at !== null
  const old = before && isCompared ? versionText(kernel.secrets, before) : undefined
  const diff = isSame || old === undefined ? undefined : diffTexts(decidedOf(old, platform), decided)
  const intention = { ...intentionOf(kernel.secrets, config), platform }
  const drift = driftOf(intention, isSame && old !== undefined ? old : text)
  const sealed = isSame ? undefined : sealText(kernel.secrets, 'automation_config_version', text)
  return inTransaction(db, async (tx) => {
    await lock(tx, 'automation_config', [id])
    const now = (await findConfig(tx, id)) as ConfigRow
    if (
      now.version_id !== config.version_id ||
      now.intended_at !== config.intended_at ||
      now.ignored !== config.ignored
    )
      return 'again'
    if (now.read_at !== null && now.read_at >= at) return undefined
    const version =
      sealed &&
      (await tx
        .insertInto('automation_config_version')
        .values({
          ...{
            config_id: id,
            number: now.versions + 1,
            sha256,
            content: '',
            ...sealed,
            size: Buffer.byteLength(text),
            at,
          },
          ...{ attempt_id: attempt, added: diff?.added ?? 0, removed: diff?.removed ?? 0 },
        })
        .returning(['id', 'number'])
        .executeTakeFirstOrThrow())
    const row = await tx
      .updateTable('automation_config')
      .set({
        ...{ read_at: at, failed_at: null, failure: '', platform, ...driftColumns(now, drift, at) },
        ...(version && { version_id: version.id, versions: version.number }),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    // The first one is no change.
    if (version && before)
      await recordChange(automation, tx, row, {
        number: version.number,
        added: diff?.added ?? 0,
        removed: diff?.removed ?? 0,
      })
    return (drift ?? 0) > 0 && (now.drift ?? 0) === 0 ? row : undefined
  })
}

const recordChange = (
  { kernel }: Automation,
  tx: Tx,
  row: ConfigRow,
  details: { number: number; added: number; removed: number },
): Promise<void> =>
  kernel.journal.record(tx, {
    by: SYSTEM,
    action: 'automation.config.changed',
    object: `automation.config:${row.id}`,
    service: SERVICE,
    details: { host: row.host, ...details },
    audience: SUPPORT_ROLE,
  })
