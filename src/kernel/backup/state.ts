import type { Kernel } from '../kernel.ts'
import { DAY_MS, HOUR_MS } from '../span.ts'
import * as store from './backup.store.ts'
import type { BackupRow } from './tables.ts'

/** How the backups stand, for the banner, the page and `doctor`. */
export interface BackupState {
  enabled: boolean
  lastGood: BackupRow | null
  /** Nothing good within the hours of the settings. */
  overdue: boolean
  /** All of that in words. */
  sentence: string
  running: BackupRow | null
  /** Why the newest try failed, when nothing good came after it. */
  lastFailure: string | null
  rehearsal: { at: number; ok: boolean; words: string } | null
  nextAt: number | null
}

export async function backupState(
  kernel: Pick<Kernel, 'clock' | 'config' | 'db' | 'jobs'>,
): Promise<BackupState> {
  const { clock, config, db, jobs } = kernel
  const { enabled, warnAfterHours } = config.backup
  const lastGood = (await store.findLastGood(db)) ?? null
  const failed = await store.findLastOf(db, ['failed', 'damaged'])
  const rehearsed = await store.findLastRehearsed(db)
  const since = lastGood?.started_at ?? (await beginning(db)) ?? clock.now()
  const age = clock.now() - since
  const overdue = enabled && age > warnAfterHours * HOUR_MS
  const schedule = (await jobs.schedules()).find(({ name }) => name === 'backup.make')
  return {
    enabled,
    lastGood,
    overdue,
    sentence: lastGood ? `The last good backup is ${wordsOf(age)} old.` : 'There is no good backup yet.',
    running: (await store.findLastOf(db, ['running', 'waiting'])) ?? null,
    lastFailure: failed && failed.id > (lastGood?.id ?? 0) ? (failed.error ?? 'It failed.') : null,
    rehearsal: rehearsed?.rehearsed_at
      ? { at: rehearsed.rehearsed_at, ok: rehearsed.rehearsed_ok === 1, words: rehearsed.rehearsal ?? '' }
      : null,
    nextAt: enabled ? (schedule?.nextAt ?? null) : null,
  }
}

/** When the installation was begun: a new one is not late. */
async function beginning(db: Kernel['db']): Promise<number | undefined> {
  const row = await db
    .selectFrom('kernel_journal')
    .select('at')
    .where('seq', 'is not', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row?.at
}

function wordsOf(ms: number): string {
  if (ms < HOUR_MS) return 'less than an hour'
  const [count, unit] = ms < 2 * DAY_MS ? [ms / HOUR_MS, 'hour'] : [ms / DAY_MS, 'day']
  const whole = Math.floor(count)
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`
}
