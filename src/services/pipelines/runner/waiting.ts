import type { Pipelines } from '../pipelines.ts'
import type { Db, ExperimentRow, Tx } from '../tables.ts'
import { readGround, type Waiting } from './ground.ts'
import { Places } from './places.ts'

const PAGE = 500
/** Reasons are found for so many; whoever is further behind knows that others are ahead. */
const MOST = 5_000
const FRESH_MS = 500

/** Those that wait for the own runner, the oldest first. */
export function listWaiting(
  db: Db | Tx,
  { after, limit, except = [] }: { after: number; limit: number; except?: readonly number[] },
): Promise<Waiting[]> {
  return db
    .selectFrom('pipelines_experiment')
    .select(['id', 'account_id', 'app', 'app_version_id', 'host', 'due_at'])
    .where('runner', '=', 'own')
    .where('status', '=', 'submitted')
    .where('id', '>', after)
    .$if(except.length > 0, (query) =>
      query.where((is) => is.or([is('account_id', 'is', null), is('account_id', 'not in', except)])),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
}

export interface Wait {
  /** How many are ahead of it. */
  ahead: number
  /** Why it has not begun: a sentence. */
  reason: string
}

export const OUTSIDE_WAITS = 'It waits for a program outside that takes such experiments.'
const BEGINS = 'It begins in a moment.'

const known = new WeakMap<Pipelines, { at: number; waits: Promise<Map<number, Wait>> }>()

/** Why experiments wait that this server runs itself, by id; many who look at once cause one look. */
export function readWaits(pipelines: Pipelines): Promise<ReadonlyMap<number, Wait>> {
  const before = known.get(pipelines)
  if (before && performance.now() - before.at < FRESH_MS) return before.waits
  const waits = findWaits(pipelines)
  known.set(pipelines, { at: performance.now(), waits })
  return waits
}

/** Why this one has not begun; undefined where it does not wait. */
export async function waitOf(
  pipelines: Pipelines,
  { id, status, runner, message }: Pick<ExperimentRow, 'id' | 'status' | 'runner' | 'message'>,
): Promise<Wait | undefined> {
  if (status !== 'submitted') return undefined
  if (runner === 'outside') return { ahead: 0, reason: message || OUTSIDE_WAITS }
  const wait = (await readWaits(pipelines)).get(id) ?? { ahead: 0, reason: BEGINS }
  // After a fault of the machinery its own message says which.
  return message === '' ? wait : { ...wait, reason: `${message} ${wait.reason}` }
}

async function findWaits(pipelines: Pipelines): Promise<Map<number, Wait>> {
  const { db, kernel } = pipelines
  const waits = new Map<number, Wait>()
  const ground = await readGround(pipelines)
  if (!ground) return waits
  const places = await Places.read(pipelines, db, ground)
  const now = kernel.clock.now()
  for (let after = 0; waits.size < MOST; ) {
    const rows = await listWaiting(db, { after, limit: PAGE })
    for (const row of rows) {
      const taken = await places.take(row, now)
      const ahead = waits.size
      if ('host' in taken) waits.set(row.id, { ahead, reason: BEGINS })
      else waits.set(row.id, { ahead, reason: withAhead(taken.reason, ahead) })
    }
    after = rows.at(-1)?.id ?? after
    if (rows.length < PAGE) break
  }
  return waits
}

function withAhead(reason: string, ahead: number): string {
  if (ahead === 0) return reason
  return `${reason} ${ahead === 1 ? 'One experiment is' : `${ahead} experiments are`} ahead of it.`
}
