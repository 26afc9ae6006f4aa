import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '../span.ts'
import { outlived } from './retention.ts'
import type { BackupRow } from './tables.ts'

const KEEP = { daily: 7, weekly: 4, monthly: 6, timezone: 'UTC' }
type Kept = Pick<BackupRow, 'id' | 'origin' | 'state' | 'started_at'>

/** One each night at half past two for so many days, the oldest with the smallest id. */
const nights = (count: number, last = Date.UTC(2027, 2, 1, 2, 30)): Kept[] =>
  Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    origin: 'scheduled',
    state: 'good',
    started_at: last - (count - 1 - i) * DAY_MS,
  }))

const left = (backups: readonly Kept[], keep = KEEP): string[] => {
  const gone = new Set(outlived(backups, keep))
  return backups
    .filter(({ id }) => !gone.has(id))
    .map(({ started_at }) => new Date(started_at).toISOString().slice(0, 10))
}

test('of a year of nights 7 days, 4 weeks and 6 months are left, each by its last backup', () => {
  assert.deepEqual(left(nights(365)), [
    '2026-10-31',
    '2026-11-30',
    '2026-12-31',
    '2027-01-31',
    '2027-02-14',
    '2027-02-21',
    '2027-02-23',
    '2027-02-24',
    '2027-02-25',
    '2027-02-26',
    '2027-02-27',
    '2027-02-28',
    '2027-03-01',
  ])
})

test('the last good backup stays though nothing is to be kept', () => {
  assert.deepEqual(left(nights(5), { ...KEEP, daily: 0, weekly: 0, monthly: 0 }), ['2027-03-01'])
})

test('nothing goes while the newest one is being made, or is damaged', () => {
  for (const state of ['running', 'damaged'] as const) {
    const backups = nights(40)
    backups.push({ id: 99, origin: 'scheduled', state, started_at: Date.UTC(2027, 2, 2, 2, 30) })
    assert.deepEqual(outlived(backups, KEEP), [])
  }
})

test('a backup that a person asked for stays, and damaged ones go once a good one came after them', () => {
  const backups = nights(3)
  backups.push({ id: 50, origin: 'asked', state: 'good', started_at: Date.UTC(2020, 0, 1) })
  backups.push({ id: 51, origin: 'scheduled', state: 'damaged', started_at: Date.UTC(2027, 1, 28, 12) })
  assert.deepEqual(outlived(backups, KEEP), [51])
})

test('days end at midnight of the zone', () => {
  const at = (hour: number, id: number): Kept => ({
    id,
    origin: 'scheduled',
    state: 'good',
    started_at: Date.UTC(2027, 1, 27, hour),
  })
  // 23:30 and 00:30 in Brussels are one day apart, and one day in UTC.
  const backups = [at(22, 1), at(23, 2)]
  assert.deepEqual(outlived(backups, { ...KEEP, timezone: 'UTC' }), [1])
  assert.deepEqual(outlived(backups, { ...KEEP, timezone: 'Europe/Brussels' }), [])
})
