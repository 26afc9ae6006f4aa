import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countTimes, faultsOf, nextTime, nextTimes, type Rule } from './rule.ts'
import { momentInWords, ruleInWords } from './rule-words.ts'

const cron = (text: string, timezone = 'UTC'): Rule => ({ cron: text, everySeconds: null, timezone })
const every = (seconds: number): Rule => ({ cron: null, everySeconds: seconds, timezone: 'UTC' })
const at = (text: string): number => Date.parse(text)
const after = (rule: Rule, from: string, count = 2): string[] =>
  nextTimes(rule, { from: at(from), count, until: null }).map((time) => new Date(time).toISOString())

test('R13: a time that the clock skips in spring comes right after, and one that it has twice in autumn comes once', () => {
  const daily = cron('30 2 * * *', 'Europe/Zurich')
  assert.deepEqual(after(daily, '2027-03-27T12:00:00Z'), [
    '2027-03-28T01:00:00.000Z',
    '2027-03-29T00:30:00.000Z',
  ])
  assert.deepEqual(after(daily, '2026-10-24T12:00:00Z'), [
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ])
  assert.deepEqual(after(cron('0 * * * *', 'Europe/Zurich'), '2026-10-24T23:30:00Z', 4), [
    '2026-10-25T00:00:00.000Z',
    '2026-10-25T01:00:00.000Z',
    '2026-10-25T02:00:00.000Z',
    '2026-10-25T03:00:00.000Z',
  ])
  assert.deepEqual(after(cron('30 6 * * *', 'America/New_York'), '2026-10-31T00:00:00Z'), [
    '2026-10-31T10:30:00.000Z',
    '2026-11-01T11:30:00.000Z',
  ])
})

test('an interval goes on from the time that it had, whenever that is looked at', () => {
  const first = at('2026-11-01T00:00:00Z')
  assert.equal(nextTime(every(3_600), at('2026-11-01T05:20:00Z'), first), at('2026-11-01T06:00:00Z'))
  assert.equal(nextTime(every(3_600), first, first), at('2026-11-01T01:00:00Z'))
  // A clock that was put back.
  assert.equal(nextTime(every(3_600), at('2026-10-01T00:00:00Z'), first), at('2026-11-01T01:00:00Z'))
  assert.equal(countTimes(every(60), first, first + 10 * 60_000), 11)
  assert.equal(countTimes(every(60), first, first + 86_400_000), 100)
})

test('a rule that is none, never comes, or has no such zone is refused with what to do', () => {
  const fields = (rule: Rule) => faultsOf(rule).map(({ field }) => field)
  assert.deepEqual(fields(cron('30 6 * * 1-5', 'Europe/Zurich')), [])
  assert.deepEqual(fields(cron('0 0 30 2 *')), ['cron'])
  assert.deepEqual(fields(cron('61 0 * * *')), ['cron'])
  assert.deepEqual(fields(cron('0 0 * * *', 'Mars/Olympus')), ['timezone'])
  assert.deepEqual(fields(cron('0 0 * * *', '+02:00')), ['timezone'])
  assert.deepEqual(fields({ cron: null, everySeconds: null, timezone: 'UTC' }), ['cron'])
  assert.deepEqual(fields({ cron: '0 0 * * *', everySeconds: 60, timezone: 'UTC' }), ['cron'])
})

test('rules and times are told in words', () => {
  const words = [
    ['30 6 * * *', 'Every day at 06:30, UTC'],
    ['0 22 * * 1-5', 'Monday to Friday at 22:00, UTC'],
    ['5 4 * * SUN', 'Every Sunday at 04:05, UTC'],
    ['5 4 * * 1,3,5', 'Every Monday, Wednesday and Friday at 04:05, UTC'],
    ['0 3 1 * *', 'On day 1 of every month at 03:00, UTC'],
    ['*/15 * * * *', 'Every 15 minutes, UTC'],
    ['*/7 * * * *', 'At the times of */7 * * * *, UTC'],
    ['0 * * * *', 'Every full hour, UTC'],
    ['0 3 1 2 *', 'At the times of 0 3 1 2 *, UTC'],
  ] as const
  for (const [text, said] of words) assert.equal(ruleInWords(cron(text)), said)
  assert.equal(ruleInWords(every(86_400)), 'Every day')
  assert.equal(ruleInWords(every(5_400)), 'Every 90 minutes')
  assert.equal(
    momentInWords(at('2026-11-27T05:30:00Z'), 'Europe/Zurich'),
    'Friday 27 November 2026 at 06:30 CET',
  )
})
