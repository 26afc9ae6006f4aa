import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import { sealText, versionText } from '../sealing/sealed-text.ts'
import type { ConfigRow, Tx } from '../tables.ts'
import { findConfig, findNewest, findVersion } from './config.store.ts'
import { problems } from './config-problems.ts'
import { driftColumns, driftOf, intentionOf } from './drift.ts'
import { tidy } from './volatile.ts'

export interface Intended {
  /** What it should be, or a version that is as it should be; null takes it back. */
  text?: string | null | undefined
  number?: number | undefined
  ignored?: string[] | undefined
}

/** Says what the configuration of a host should be, or which of its lines may differ. */
export async function setIntended(
  automation: Automation,
  by: By,
  { id, version, ...wanted }: Intended & { id: number; version?: number | undefined },
): Promise<void> {
  const { db, kernel } = automation
  if (wanted.text !== undefined && wanted.number !== undefined) throw problems.oneOfTwo()
  const old = await findConfig(db, id)
  if (!old) throw common.notFound()
  const { secrets } = kernel
  const before = intentionOf(secrets, old)
  const intended = await intendedOf(automation, old, { before: before.intended, wanted })
  const ignored = wanted.ignored === undefined ? old.ignored : JSON.stringify(wanted.ignored)
  const newest = await findNewest(db, old)
  // Outside of the transaction: comparing and sealing take their time.
  const drift = newest ? driftOf({ ...before, intended, ignored }, versionText(secrets, newest)) : null
  const sealed = intended === null ? UNSAID : sealText(secrets, 'automation_config', intended)
  const now = kernel.clock.now()
  await inTransaction(db, async (tx) => {
    await lock(tx, 'automation_config', [id])
    const row = await findConfig(tx, id)
    if (!row) throw common.notFound()
    // Somebody was quicker, or it was read meanwhile.
    if (row.version !== (version ?? old.version) || row.version_id !== old.version_id) throw common.changed()
    const isSaid = intended !== null
    await tx
      .updateTable('automation_config')
      .set({
        ...{ ignored, ...driftColumns(row, drift, now), version: row.version + 1 },
        ...(intended !== before.intended && {
          ...{ intended: null, ...sealed },
          intended_by: isSaid ? (by.account ?? null) : null,
          intended_at: isSaid ? now : null,
        }),
      })
      .where('id', '=', id)
      .execute()
    await record(automation, tx, by, row, {
      isSaid,
      drift,
      ...(wanted.number !== undefined && { number: wanted.number }),
    })
  })
}

const UNSAID = { seal_key: null, sealed: null }

async function intendedOf(
  { db, kernel }: Automation,
  old: ConfigRow,
  { before, wanted: { text, number } }: { before: string | null; wanted: Intended },
): Promise<string | null> {
  if (text === null) return null
  if (text !== undefined) return tidy(text)
  if (number === undefined) return before
  const version = await findVersion(db, old.id, number)
  if (!version) throw common.notFound()
  return versionText(kernel.secrets, version)
}

const record = (
  { kernel }: Automation,
  tx: Tx,
  by: By,
  row: ConfigRow,
  details: { isSaid: boolean; drift: number | null; number?: number },
): Promise<void> =>
  kernel.journal.record(tx, {
    by,
    action: 'automation.config.intended',
    object: `automation.config:${row.id}`,
    service: SERVICE,
    details: { host: row.host, ...details },
    audience: SUPPORT_ROLE,
  })
