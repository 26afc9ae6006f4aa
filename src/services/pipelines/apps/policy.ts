import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Pipelines } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { recomputeDates } from '../retention/recompute.ts'
import type { Tx } from '../tables.ts'
import { listApps } from './app.store.ts'
import { problems } from './app-problems.ts'
import type { Policy } from './apps.ts'

export type PolicyFields = Omit<Policy, 'version'>

/** Sets what operators say about an app; 412 where `version` is not its newest any more. What has ended gets its new dates. */
export function setPolicy(
  pipelines: Pipelines,
  by: By,
  { key, version, fields }: { key: string; version?: number; fields: PolicyFields },
): Promise<void> {
  const { kernel, db } = pipelines
  return inTransaction(db, async (tx) => {
    const found = (await listApps(tx, { key }))[0]
    if (!found) throw common.notFound()
    await lock(tx, 'pipelines_app', [found.row.id])
    const before = (await listApps(tx, { key }))[0]?.policy
    if (version !== undefined && version !== (before?.version ?? 0)) throw common.changed()
    if (fields.host !== null) await requireHost(tx, fields.host)
    const next = { app_id: found.row.id, ...fields, version: (before?.version ?? 0) + 1 }
    await tx
      .insertInto('pipelines_policy')
      .values(next)
      .onConflict((on) => on.column('app_id').doUpdateSet({ ...fields, version: next.version }))
      .execute()
    await recomputeDates(pipelines, tx, key)
    await kernel.journal.record(tx, {
      by,
      service: 'pipelines',
      action: 'pipelines.policy.changed',
      object: `pipelines.app:${key}`,
      ...(before && { old: { ...before } }),
      new: { key, ...fields },
      audience: 'pipelines:admin',
    })
  })
}

async function requireHost(tx: Tx, key: string): Promise<void> {
  const host = await tx.selectFrom('pipelines_host').select('id').where('key', '=', key).executeTakeFirst()
  if (!host) throw problems.unknownHost(key)
}
