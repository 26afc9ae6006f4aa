import { inTransaction, lockSharing } from '../../../kernel/db/db.ts'
import { changeStatus } from '../experiments/status.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, HostRow, Tx } from '../tables.ts'
import { type Ground, readGround, type Waiting } from './ground.ts'
import { Places } from './places.ts'
import { listWaiting } from './waiting.ts'

const PAGE = 500
/** Of one round; the next one follows at once. */
export const MOST_AT_ONCE = 32
/** A claim whose server has been silent for so long is another's. */
const LEASE_MS = 60_000

export interface Claimed {
  experiment: ExperimentRow
  host: HostRow
}

/** Takes those that may begin now, the oldest first: each is taken by one node, and never more than there are places. */
export async function claimNext(pipelines: Pipelines, node: string): Promise<Claimed[]> {
  const ground = await readGround(pipelines)
  if (!ground) return []
  return inTransaction(pipelines.db, async (tx) => {
    // Two nodes that count places at once would both find the last one free.
    await lockSharing(tx, 'pipelines_runner', [1], 'alone')
    const claimed: Claimed[] = []
    for (const { waiting, host } of await choose(pipelines, tx, ground)) {
      const experiment = await claim(pipelines, tx, { waiting, host, node })
      if (experiment) claimed.push({ experiment, host })
    }
    return claimed
  })
}

async function choose(
  pipelines: Pipelines,
  tx: Tx,
  ground: Ground,
): Promise<{ waiting: Waiting; host: HostRow }[]> {
  const places = await Places.read(pipelines, tx, ground)
  const now = pipelines.kernel.clock.now()
  const chosen: { waiting: Waiting; host: HostRow }[] = []
  for (let after = 0; !places.isFull && chosen.length < MOST_AT_ONCE; ) {
    const rows = await listWaiting(tx, { after, limit: PAGE, except: places.fullAccounts() })
    for (const waiting of rows) {
      if (chosen.length === MOST_AT_ONCE) break
      const taken = await places.take(waiting, now)
      if ('host' in taken) chosen.push({ waiting, host: taken.host })
    }
    after = rows.at(-1)?.id ?? after
    if (rows.length < PAGE) break
  }
  return chosen
}

async function claim(
  pipelines: Pipelines,
  tx: Tx,
  { waiting, host, node }: { waiting: Waiting; host: HostRow; node: string },
): Promise<ExperimentRow | undefined> {
  const now = pipelines.kernel.clock.now()
  const row = await changeStatus(pipelines, tx, waiting.id, {
    from: ['submitted'],
    to: 'claimed',
    by: { via: 'system' },
    action: 'claimed',
    set: {
      claimed_at: now,
      lease_until: now + LEASE_MS,
      claimed_by: node,
      due_at: null,
      host_key: host.key,
      execution_id: null,
      message: 'Its files are copied to where it runs.',
    },
    text: `It has a place of ${host.name}.`,
  })
  if (!row) return undefined
  const attempts = row.attempts + 1
  await tx.updateTable('pipelines_experiment').set({ attempts }).where('id', '=', row.id).execute()
  return { ...row, attempts }
}

/** Says that this node is still at what it has claimed. */
export async function holdClaims(pipelines: Pipelines, ids: readonly number[], node: string): Promise<void> {
  if (ids.length === 0) return
  await inTransaction(pipelines.db, (tx) =>
    tx
      .updateTable('pipelines_experiment')
      .set({ lease_until: pipelines.kernel.clock.now() + LEASE_MS })
      .where('id', 'in', ids)
      .where('status', '=', 'claimed')
      .where('claimed_by', '=', node)
      .execute(),
  )
}
