import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { Random } from '../../../kernel/sample/random.ts'
import { listThings } from '../../../kernel/sample/things.ts'
import type { Automation } from '../automation.ts'
import { sampleSource } from './sample.ts'

test('the sample network has runs, a schedule, an approval and configurations that drift, and all of it goes again', async () => {
  const app = await testApp()
  const automation = app.atelier.automation as Automation
  const source = sampleSource(automation)
  const people = new Map<string, number>()
  for (const name of ['j.lindqvist', 'p.raman']) people.set(name, (await app.as(name.replace('.', ''))).id)
  const told: string[] = []
  const by = { via: 'system' } as const
  await source.fill({
    ...{ by, people, random: new Random(1), participants: 10, signal: new AbortController().signal },
    tell: async (_share, text) => void told.push(text),
  })
  const nora = await app.as('nora', { roles: ['automation:netadmin'] })
  const API = '/api/automation'
  const get = async (path: string) => (await nora.get(`${API}/${path}`)).json()
  assert.equal(told.length, 3)
  const { statuses, total } = await get('runs')
  assert.deepEqual([total.count, statuses.scheduled, statuses.failed, statuses.aborted], [8, 1, 3, 1])
  assert.equal((await get('configs?state=drift')).items.length, 2)
  const [schedule] = (await get('schedules')).items
  assert.deepEqual([schedule.words, schedule.lastStatus], ['Every day at 02:30, Europe/Brussels', 'failed'])
  const [inventory] = (await get('inventories')).items.filter(
    ({ name }: { name: string }) => name === 'Sample network',
  )
  assert.equal(inventory.hosts, 24)
  assert.equal((await get('approvals')).items.length, 1)

  const ids = (await listThings(app.kernel.db)).get(source.kind) ?? []
  await source.remove(by, ids)
  await source.remove(by, ids)
  assert.deepEqual([(await get('runs')).total.count, (await get('schedules')).total.count], [0, 0])
  assert.equal((await get('configs')).total.count, 0)
  assert.equal(existsSync(join(automation.root, 'web_nornir/job_templates/sample')), false)
})
