import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isoOf, localOf, saySpan } from '../console/src/pages/training/local-time.ts'

test('a time that an organiser types is one of the event’s zone, on both sides of a change of the clocks', () => {
  for (const [zone, local, iso] of [
    ['Europe/Brussels', '2027-03-27T09:00', '2027-03-27T08:00:00.000Z'],
    ['Europe/Brussels', '2027-03-28T09:00', '2027-03-28T07:00:00.000Z'],
    ['Europe/Brussels', '2027-03-28T01:30', '2027-03-28T00:30:00.000Z'],
    ['Europe/Brussels', '2027-10-31T04:00', '2027-10-31T03:00:00.000Z'],
    ['America/New_York', '2027-07-01T23:30', '2027-07-02T03:30:00.000Z'],
    ['Asia/Kathmandu', '2027-01-01T00:15', '2026-12-31T18:30:00.000Z'],
    ['UTC', '2027-01-01T00:00', '2027-01-01T00:00:00.000Z'],
  ] as const) {
    assert.equal(isoOf(zone, local), iso)
    assert.equal(localOf(zone, iso), local)
  }
  assert.deepEqual(
    [isoOf('UTC', ''), localOf('UTC', null), localOf('Mars/Olympus', '2027-01-01T00:00:00Z')],
    [null, '', ''],
  )
})

test('a time slot is said by its day and its hours', () => {
  const [from, to] = ['2027-12-01T08:00:00Z', '2027-12-01T11:00:00Z']
  assert.equal(saySpan('Europe/Oslo', from, to), 'Wed 1 Dec 09:00 to 12:00')
  assert.equal(saySpan('Pacific/Auckland', from, to), 'Wed 1 Dec 21:00 to Thu 2 Dec 00:00')
  assert.equal(saySpan('Europe/Oslo', null, to), null)
})
