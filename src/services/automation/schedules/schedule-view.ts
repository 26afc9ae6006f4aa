import { type Static, Type } from 'typebox'
import { Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { RUN_STATUSES } from '../run-tables.ts'
import { CRON_PATTERN, MAX_EVERY_SECONDS, MIN_EVERY_SECONDS, nextTimes, type Rule } from './rule.ts'
import { momentInWords, ruleInWords } from './rule-words.ts'
import type { ScheduleItem } from './schedule.store.ts'
import { ruleOf } from './schedule.ts'

const SHOWN_TIMES = 3

export const Cron = Type.String({
  pattern: CRON_PATTERN,
  maxLength: 204,
  description: 'Minute, hour, day, month, weekday, such as 30 6 * * 1-5',
})
export const EverySeconds = Type.Integer({ minimum: MIN_EVERY_SECONDS, maximum: MAX_EVERY_SECONDS })
export const Missed = Type.Enum(['once', 'skip'], {
  description: 'A time that the server was not there for: made up for once, or left out',
})
export const Overlap = Type.Enum(['skip', 'wait'], {
  description: 'A time that comes before the last run is over: left out, or put behind it',
})

const Moment = Type.Object({ at: Time, words: Type.String() })

export const PreviewView = Type.Object({
  words: Type.String(),
  next: Type.Array(Moment, { description: 'The next three times' }),
})

export const ScheduleView = Type.Object({
  id: Id,
  name: Type.String(),
  presetId: Id,
  preset: Type.Union([Type.String(), Type.Null()], { description: 'Its name; null when it is gone' }),
  templateId: Type.Union([Id, Type.Null()]),
  template: Nullable,
  inventory: Nullable,
  cron: Nullable,
  everySeconds: Type.Union([EverySeconds, Type.Null()]),
  timezone: Type.String(),
  ...PreviewView.properties,
  missed: Missed,
  overlap: Overlap,
  isEnabled: Type.Boolean(),
  endsAt: OptionalTime,
  nextAt: OptionalTime,
  isWaiting: Type.Boolean({ description: 'Its time has come, and the run before is not over' }),
  lastAt: OptionalTime,
  lastRunId: Type.Union([Id, Type.Null()]),
  lastStatus: Type.Union([Type.Enum([...RUN_STATUSES]), Type.Null()]),
  missedAt: OptionalTime,
  message: Type.String({ description: 'What became of its last time, where that needs to be told' }),
  owner: Type.Union([Type.String(), Type.Null()], {
    description: 'Who answers for it: whoever made it, or changed last what it does',
  }),
  orphanedAt: Type.Union([Time, Type.Null()], {
    description: 'Since when it is paused because that person may not start runs any more',
  }),
  createdAt: Time,
})

/** A rule in words, with its next times. */
export const previewOf = (rule: Rule, from: number, until: number | null): Static<typeof PreviewView> => ({
  words: ruleInWords(rule),
  next: nextTimes(rule, { from, count: SHOWN_TIMES, until }).map((at) => ({
    at: time(at),
    words: momentInWords(at, rule.timezone),
  })),
})

/** A schedule as it is shown. */
export function scheduleView(row: ScheduleItem, now: number): Static<typeof ScheduleView> {
  const rule = ruleOf(row)
  // From its next time on, which for an interval is not counted from now.
  const from =
    row.next_at === null ? now : row.next_at - (rule.everySeconds === null ? 1 : rule.everySeconds * 1_000)
  const preview = previewOf(rule, from, row.ends_at)
  return {
    id: row.id,
    name: row.name,
    presetId: row.run_id,
    preset: row.preset,
    templateId: row.template_id,
    template: row.template,
    inventory: row.inventory,
    cron: row.cron,
    everySeconds: row.every_seconds,
    timezone: row.timezone,
    words: preview.words,
    next: row.next_at === null ? [] : preview.next,
    missed: row.missed,
    overlap: row.overlap,
    isEnabled: row.enabled === 1,
    endsAt: optionalTime(row.ends_at),
    nextAt: optionalTime(row.next_at),
    isWaiting: row.waits === 1,
    lastAt: optionalTime(row.last_at),
    lastRunId: row.last_run_id,
    lastStatus: row.last_status,
    missedAt: optionalTime(row.missed_at),
    message: row.message,
    owner: row.owner,
    orphanedAt: optionalTime(row.orphaned_at),
    createdAt: time(row.created_at),
  }
}
