import type { Clock } from '../../../kernel/clock.ts'
import type { Db } from '../tables.ts'

/** How often an app was used, how that ended, and how long it usually takes. */
export interface Figures {
  uses: number
  completed: number
  failed: number
  /** Half of the last ones took between the two; null with too few. */
  usualMs: { from: number; to: number } | null
}

const NONE: Figures = { uses: 0, completed: 0, failed: 0, usualMs: null }
const MOST_APPS = 5_000
const LAST = 50
/** Fewer say nothing about the next one. */
const ENOUGH = 3
const FRESH_MS = 10_000

/** Figures of apps, counted at most every few seconds. */
export function createFigures({ db, clock }: { db: Db; clock: Clock }) {
  let counted: { at: number; of: Map<string, Omit<Figures, 'usualMs'>> } | undefined
  const usual = new Map<string, { at: number; of: Figures['usualMs'] }>()

  async function counts() {
    const now = clock.now()
    if (!counted || now - counted.at > FRESH_MS || now < counted.at)
      counted = { at: now, of: await countUses(db) }
    return counted.of
  }

  async function usualOf(key: string): Promise<Figures['usualMs']> {
    const now = clock.now()
    const known = usual.get(key)
    if (known && now - known.at <= FRESH_MS && now >= known.at) return known.of
    if (usual.size > MOST_APPS) usual.clear()
    const of = quarters(await lastTook(db, key))
    usual.set(key, { at: now, of })
    return of
  }

  return async (keys: readonly string[]): Promise<Map<string, Figures>> => {
    const all = await counts()
    return new Map(
      await Promise.all(
        keys.map(async (key) => {
          const found = all.get(key)
          const usualMs = found && found.completed >= ENOUGH ? await usualOf(key) : null
          return [key, { ...NONE, ...found, usualMs }] as const
        }),
      ),
    )
  }
}

async function countUses(db: Db) {
  const rows = await db
    .selectFrom('pipelines_experiment')
    .select(['app', 'status', (is) => is.fn.countAll<number>().as('count')])
    .groupBy(['app', 'status'])
    .orderBy('app')
    .limit(MOST_APPS)
    .execute()
  const found = new Map<string, Omit<Figures, 'usualMs'>>()
  for (const { app, status, count } of rows) {
    const before = found.get(app) ?? NONE
    found.set(app, {
      uses: before.uses + Number(count),
      completed: before.completed + (status === 'completed' ? Number(count) : 0),
      failed: before.failed + (status === 'failed' ? Number(count) : 0),
    })
  }
  return found
}

async function lastTook(db: Db, app: string): Promise<number[]> {
  const rows = await db
    .selectFrom('pipelines_experiment')
    .select(['started_at', 'ended_at'])
    .where('app', '=', app)
    .where('status', '=', 'completed')
    .orderBy('id', 'desc')
    .limit(LAST)
    .execute()
  return rows.flatMap(({ started_at, ended_at }) =>
    started_at === null || ended_at === null ? [] : [Math.max(0, ended_at - started_at)],
  )
}

function quarters(took: readonly number[]): Figures['usualMs'] {
  if (took.length < ENOUGH) return null
  const sorted = [...took].sort((one, other) => one - other)
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] as number
  return { from: at(0.25), to: at(0.75) }
}
