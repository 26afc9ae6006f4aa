import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { book } from '../../../../test/support/booked.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { Compute } from '../compute.ts'
import { coreHoursOf } from './figures.ts'
import { requireRoom } from './quota.ts'

const HOUR = 3_600_000
/** Noon of the 20th, so that the month has a past and a rest wherever the machine is. */
const NOW = new Date(2027, 2, 20, 12).getTime()

async function open(postgres: boolean) {
  const app = await testApp({ postgres, start: NOW })
  const compute = app.atelier.compute as Compute
  const admin = await app.as('admin')
  const kim = await app.as('kim', { roles: ['compute:user'] })
  return { app, compute, admin, kim }
}

const room = (compute: Compute, account: number, wish: Parameters<typeof requireRoom>[3]) =>
  inTransaction(compute.db, (tx) => requireRoom(compute, tx, account, wish))

const LIMITS = '/api/compute/limits'
const QUOTAS = '/api/compute/quotas'
const NONE = { sessions: null, coreHours: null, diskBytes: null }

for (const postgres of [false, true])
  test(`quotas hold, and name their figures (${postgres ? 'PostgreSQL' : 'SQLite'})`, async (t) => {
    const { app, compute, admin, kim } = await open(postgres)

    await t.test('without one nothing is refused', async () => {
      await room(compute, kim.id, { sessions: 100, coreHours: 1e9, diskBytes: 1e12 })
      assert.equal((await kim.get(LIMITS)).json().sessions.limit, null)
    })

    await t.test(
      'what is said for oneself counts before the groups, and these before everybody',
      async () => {
        const group = (await admin.post('/api/groups', { name: 'lab' })).json().id
        await admin.put(`/api/groups/${group}/members/${kim.id}`)
        await admin.put(`${QUOTAS}/everybody`, { sessions: 1, coreHours: 1, diskBytes: 10 })
        await admin.put(`${QUOTAS}/groups/${group}`, { ...NONE, sessions: 2, diskBytes: 5_000 })
        await admin.put(`${QUOTAS}/accounts/${kim.id}`, { ...NONE, sessions: 3 })
        const limits = (await kim.get(LIMITS)).json()
        assert.deepEqual([limits.sessions.limit, limits.coreHours.limit, limits.disk.limit], [3, 1, 5_000])
        await admin.delete(`${QUOTAS}/accounts/${kim.id}`)
        assert.equal((await kim.get(LIMITS)).json().sessions.limit, 2)
        await admin.put(`${QUOTAS}/groups/${group}`, { ...NONE, sessions: 2, coreHours: 100 })
        const listed = (await admin.get(QUOTAS)).json().items
        assert.deepEqual(
          listed.map((each: { subject: string; name: string }) => [each.subject, each.name]),
          [
            ['everybody', 'Everybody'],
            ['group', 'lab'],
          ],
        )
      },
    )

    await t.test(
      'running and waiting sessions count, and what they can still take counts as core hours',
      async () => {
        await book(compute, [
          { account: kim.id, from: NOW - 20 * HOUR, to: NOW - 10 * HOUR, cpus: 2 },
          { account: kim.id, from: NOW - HOUR, cpus: 4, minutes: 180, status: 'running' },
        ])
        const { coreHours, sessions } = (await kim.get(LIMITS)).json()
        assert.deepEqual([sessions.used, coreHours.used, coreHours.kept], [1, 24, 8])
        await room(compute, kim.id, { sessions: 1, coreHours: coreHoursOf(1, 68 * HOUR) })
        await assert.rejects(room(compute, kim.id, { coreHours: coreHoursOf(1, 69 * HOUR) }), {
          status: 403,
          message:
            /used, or kept for what runs, 32 of 100 core hours this month, and this could take 69 more/,
        })
        await book(compute, [{ account: kim.id, from: NOW, status: 'pending', minutes: 60 }])
        await assert.rejects(room(compute, kim.id, { sessions: 1 }), {
          status: 429,
          message: 'You have 2 of 2 sessions running. Stop one, or ask an administrator for more.',
        })
      },
    )

    await t.test('the disk counts all workspaces of a person, and says how much there is', async () => {
      await admin.put(`${QUOTAS}/accounts/${kim.id}`, { ...NONE, diskBytes: 4_000 })
      await room(compute, kim.id, { diskBytes: 1_000 })
      await assert.rejects(room(compute, kim.id, { diskBytes: 1_001 }), {
        status: 403,
        message: /hold 3 kB of 4 kB, and this needs 1 kB more/,
      })
    })

    await t.test('what a running session writes is counted while it runs, and told once', async () => {
      const { body } = await kim.post('/api/compute/workspaces', { name: 'Full' })
      const { id } = JSON.parse(body)
      const { folder } = await compute.db
        .selectFrom('compute_workspace')
        .select('folder')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      writeFileSync(join(compute.root, folder, 'grown.bin'), Buffer.alloc(5_000))
      await inTransaction(compute.db, (tx) =>
        tx
          .updateTable('compute_session')
          .set({ workspace_id: id })
          .where('account_id', '=', kim.id)
          .where('status', '=', 'running')
          .execute(),
      )
      const look = async () => {
        app.clock.advance(600_000)
        await app.kernel.jobs.drain()
      }
      await app.kernel.jobs.drain()
      await look()
      assert.equal((await kim.get(LIMITS)).json().disk.used, 8_000)
      await look()
      const told = await app.kernel.db
        .selectFrom('kernel_notice')
        .select('title')
        .where('kind', '=', 'compute.disk-over')
        .execute()
      assert.deepEqual(told, [{ title: 'Your workspaces hold 8 kB of 4 kB' }])
      await admin.put(`${QUOTAS}/accounts/${kim.id}`, { ...NONE, sessions: 10, diskBytes: 4_000 })
      const start = { kind: 'local_test_job', options: {}, fields: {} }
      const refused = await kim.post(`/api/compute/workspaces/${id}/sessions`, start)
      assert.deepEqual([refused.statusCode, refused.json().code], [403, 'disk_quota'])
      const { refusal } = (await kim.post('/api/compute/launch/check', start)).json()
      assert.match(refusal, /hold 8 kB of 4 kB, and this needs room/)
    })

    await t.test('of two who take the last place at once one gets it', async () => {
      const lee = await app.as('lee', { roles: ['compute:user'] })
      await admin.put(`${QUOTAS}/accounts/${lee.id}`, { ...NONE, sessions: 1 })
      const take = () =>
        inTransaction(compute.db, async (tx) => {
          await requireRoom(compute, tx, lee.id, { sessions: 1 })
          const { id: _, ...any } = await tx
            .selectFrom('compute_session')
            .selectAll()
            .where('status', '=', 'pending')
            .executeTakeFirstOrThrow()
          await tx
            .insertInto('compute_session')
            .values({ ...any, account_id: lee.id, label: crypto.randomUUID() })
            .execute()
        })
      const results = await Promise.allSettled([take(), take(), take()])
      assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected'])
    })

    await t.test('who does not run compute sees and sets none', async () => {
      assert.equal((await kim.get(QUOTAS)).statusCode, 403)
      assert.equal((await kim.put(`${QUOTAS}/everybody`, NONE)).statusCode, 403)
      assert.equal((await admin.put(`${QUOTAS}/accounts/999999`, NONE)).statusCode, 404)
      const runs = await app.as('ada', { roles: ['compute:admin'] })
      assert.equal((await runs.get(QUOTAS)).statusCode, 200)
      assert.equal((await runs.get(`${QUOTAS}?limit=1`)).statusCode, 400)
    })
  })
