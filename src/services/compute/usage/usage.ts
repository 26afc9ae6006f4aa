import { fullName } from '../../../kernel/identity/people.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { coreHoursOf } from '../quotas/figures.ts'
import type { Span } from '../quotas/use.ts'
import { reportIn } from '../sessions/report.ts'
import type { Db } from '../tables.ts'

const PAGE = 2_000
/** A start that takes longer is counted apart, as the original's operators do. */
const SLOW_START_MS = 300_000
/** Longer times are told by month. */
const MOST_DAYS = 92

/** Core hours that were asked for and CPU hours that were used, in 1/100,000. */
interface Hours {
  coreHours: number
  cpuHours: number
}

interface Share extends Hours {
  sessions: number
  failed: number
}

export interface PersonShare extends Share {
  account: number | null
  name: string
  workspaces: number
  diskBytes: number
}

export interface KindShare extends Share {
  kind: string
  name: string
  meanMinutes: number
}

export interface Usage extends Share {
  by: 'day' | 'month'
  course: (Hours & { at: number })[]
  people: PersonShare[]
  kinds: KindShare[]
  /** From being asked for until it answered, in milliseconds. */
  starts: { count: number; median: number | null; slowest5: number | null; over5Minutes: number }
  workspacesMade: number
}

/**
 * What was used in a time, by everybody or by one person. A session counts on the days on which it ran; times are those of the
 * machine. Reads page by page, so that a year of a whole lab holds nobody up.
 */
export async function readUsage(db: Db, span: Span, now: number, account?: number): Promise<Usage> {
  const by = span.to - span.from > MOST_DAYS * DAY_MS ? 'month' : 'day'
  const course = stretchesOf(span, by).map(({ from, to }) => ({ at: from, to, coreHours: 0, cpuHours: 0 }))
  const whole = emptyShare()
  const people = new Map<number | null, Share>()
  const kinds = new Map<string, Share & { ms: number }>()
  const starts: number[] = []
  for await (const row of sessionsIn(db, span, account)) {
    const end = row.ended_at ?? now
    const start = row.started_at ?? end
    const person = getOrMake(people, row.account_id, emptyShare)
    const kind = getOrMake(kinds, row.kind_key, () => ({ ...emptyShare(), ms: 0 }))
    const shares = [whole, person, kind]
    const busySeconds = Number(row.cpu_seconds ?? reportIn(row)?.cpuSeconds ?? 0)
    const isFailed = row.status === 'failed' ? 1 : 0
    for (const share of shares) {
      share.sessions += 1
      share.failed += isFailed
    }
    kind.ms += Math.max(0, end - start)
    if (row.ready_at !== null) starts.push(row.ready_at - row.created_at)
    for (const stretch of course) {
      const ms = Math.min(end, stretch.to) - Math.max(start, stretch.at)
      if (ms <= 0) continue
      const coreHours = coreHoursOf(row.cpus, ms)
      const cpuHours = coreHoursOf(1, (busySeconds * 1_000 * ms) / Math.max(1, end - start))
      for (const share of [stretch, ...shares]) {
        share.coreHours += coreHours
        share.cpuHours += cpuHours
      }
    }
  }
  const workspaces = await workspacesIn(db, span, account)
  const names = await namesOfKinds(db)
  return {
    ...whole,
    by,
    course: course.map(({ to: _, ...stretch }) => stretch),
    people: await withNames(db, people, account),
    kinds: [...kinds]
      .map(([kind, { ms, ...share }]) => ({
        kind,
        name: names.get(kind) ?? kind,
        ...share,
        meanMinutes: ms / share.sessions / 60_000,
      }))
      .sort((a, b) => b.coreHours - a.coreHours),
    starts: startsOf(starts),
    workspacesMade: workspaces,
  }
}

/** Sessions that ran, or were asked for, in a time; by id, page by page. */
async function* sessionsIn(db: Db, { from, to }: Span, account: number | undefined) {
  let after = 0
  for (;;) {
    let query = db
      .selectFrom('compute_session as s')
      .leftJoin('kernel_execution as e', 'e.id', 's.execution_id')
      .select(['s.id', 's.account_id', 's.kind_key', 's.status', 's.cpus', 's.created_at', 's.started_at'])
      .select(['s.ready_at', 's.ended_at', 's.report', 'e.cpu_seconds'])
      .where('s.id', '>', after)
      .where('s.created_at', '<', to)
      .where((is) => is.or([is('s.ended_at', 'is', null), is('s.ended_at', '>', from)]))
    if (account !== undefined) query = query.where('s.account_id', '=', account)
    const rows = await query.orderBy('s.id').limit(PAGE).execute()
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}

async function workspacesIn(db: Db, { from, to }: Span, account: number | undefined): Promise<number> {
  let query = db
    .selectFrom('compute_workspace')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('created_at', '>=', from)
    .where('created_at', '<', to)
  if (account !== undefined) query = query.where('account_id', '=', account)
  return Number((await query.executeTakeFirstOrThrow()).count)
}

/** What people call the kinds now. */
async function namesOfKinds(db: Db): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('compute_kind as k')
    .innerJoin('compute_kind_version as v', (join) =>
      join.onRef('v.kind_id', '=', 'k.id').onRef('v.version', '=', 'k.current'),
    )
    .select(['k.key', 'v.definition'])
    .limit(PAGE)
    .execute()
  return new Map(rows.map(({ key, definition }) => [key, (JSON.parse(definition) as { name: string }).name]))
}

/** People with what they hold right now; who holds something and ran nothing is among them. */
async function withNames(db: Db, used: ReadonlyMap<number | null, Share>, account: number | undefined) {
  let query = db
    .selectFrom('compute_workspace as w')
    .innerJoin('kernel_account as a', 'a.id', 'w.account_id')
    .select((is) => [
      'a.id',
      'a.name',
      'a.first_name',
      'a.last_name',
      is.fn.countAll<number>().as('workspaces'),
      is.fn.sum<number | null>('w.disk_bytes').as('bytes'),
    ])
    .groupBy(['a.id', 'a.name', 'a.first_name', 'a.last_name'])
  if (account !== undefined) query = query.where('a.id', '=', account)
  const held = new Map((await query.limit(PAGE).execute()).map((row) => [row.id, row]))
  const others = [...used.keys()].filter((id) => id !== null && !held.has(id)) as number[]
  const names = others.length
    ? await db
        .selectFrom('kernel_account')
        .select(['id', 'name', 'first_name', 'last_name'])
        .where('id', 'in', others)
        .execute()
    : []
  const people = [
    ...[...held.values()].map(({ id, workspaces, bytes, ...person }) => ({
      ...{
        account: id,
        name: fullName(person),
        workspaces: Number(workspaces),
        diskBytes: Number(bytes ?? 0),
      },
    })),
    ...names.map(({ id, ...person }) => ({
      account: id,
      name: fullName(person),
      workspaces: 0,
      diskBytes: 0,
    })),
    ...(used.has(null) ? [{ account: null, name: 'Erased people', workspaces: 0, diskBytes: 0 }] : []),
  ]
  return people
    .map((person) => ({ ...person, ...(used.get(person.account) ?? emptyShare()) }))
    .sort((a, b) => b.coreHours - a.coreHours || b.diskBytes - a.diskBytes || (a.name < b.name ? -1 : 1))
}

/** The days or months of a time, in the time of the machine. */
function stretchesOf({ from, to }: Span, by: 'day' | 'month'): Span[] {
  const stretches: Span[] = []
  for (let at = from; at < to; ) {
    const day = new Date(at)
    const next =
      by === 'day'
        ? new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1)
        : new Date(day.getFullYear(), day.getMonth() + 1, 1)
    const end = Math.min(next.getTime(), to)
    stretches.push({ from: at, to: end })
    at = end
  }
  return stretches
}

function startsOf(times: number[]): Usage['starts'] {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null
  return {
    count: sorted.length,
    median: at(0.5),
    slowest5: at(0.95),
    over5Minutes: sorted.filter((ms) => ms > SLOW_START_MS).length,
  }
}

const emptyShare = (): Share => ({ sessions: 0, failed: 0, coreHours: 0, cpuHours: 0 })

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make()
  map.set(key, found)
  return found
}
