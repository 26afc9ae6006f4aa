import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { book } from '../../../../test/support/booked.ts'
import type { Compute } from '../compute.ts'

const HOUR = 3_600_000
/** Noon of the 20th, so that the month has a past and a rest wherever the machine is. */
const NOW = new Date(2027, 2, 20, 12).getTime()

async function open() {
  const app = await testApp({ start: NOW })
  const compute = app.atelier.compute as Compute
  const admin = await app.as('admin')
  const kim = await app.as('kim', { roles: ['compute:user'] })
  return { app, compute, admin, kim }
}

test('usage tells core hours by day, person and kind, against what was used of them', async () => {
  const { app, compute, admin, kim } = await open()
  const lee = await app.as('lee')
  const midnight = new Date(2027, 2, 18).getTime()
  await book(compute, [
    { account: kim.id, from: midnight - 3 * HOUR, to: midnight + 3 * HOUR, cpus: 2 },
    { account: kim.id, from: NOW - HOUR, to: NOW - HOUR },
    { account: lee.id, from: midnight, to: midnight + 3 * HOUR, kind: 'terminal', status: 'failed' },
  ])
  const mine = (await kim.get('/api/compute/usage')).json()
  assert.deepEqual([mine.coreHours, mine.sessions, mine.people.length], [12, 2, 1])
  assert.deepEqual(
    mine.course
      .filter((day: { coreHours: number }) => day.coreHours > 0)
      .map((day: { coreHours: number }) => day.coreHours),
    [6, 6],
    'a session over midnight counts on both days',
  )
  const all = (await admin.get('/api/compute/usage?of=everybody')).json()
  assert.deepEqual(
    all.people.map((person: { name: string; coreHours: number }) => [person.name, person.coreHours]),
    [
      ['kim', 12],
      ['lee', 3],
    ],
  )
  const terminal = all.kinds.find((kind: { kind: string }) => kind.kind === 'terminal')
  assert.deepEqual([terminal.name, terminal.failed], ['Terminal', 1])
  assert.equal(all.starts.medianSeconds, 4)
  assert.equal(all.workspacesMade, 3)
  const year = (
    await admin.get(
      '/api/compute/usage?of=everybody&from=2026-04-01T00:00:00.000Z&to=2027-04-01T00:00:00.000Z',
    )
  ).json()
  assert.equal(year.by, 'month')
  assert.equal(year.coreHours, 15)
  assert.equal((await kim.get('/api/compute/usage?of=everybody')).statusCode, 403)
  assert.equal(
    (await kim.get('/api/compute/usage?from=2027-04-01T00:00:00.000Z&to=2027-03-01T00:00:00.000Z'))
      .statusCode,
    400,
  )
})
