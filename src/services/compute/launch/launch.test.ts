import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { eachApp } from '../../../../test/support/apps/compute.ts'
import { book } from '../../../../test/support/booked.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import { createKind, requireKind } from '../kinds/kind.ts'

const API = '/api/compute'

eachApp((open, name) => {
  test(`lists of sessions are filtered, counted and turned page by page; a launch remembers other workspaces (${name})`, async () => {
    const { as, atelier, clock } = await open()
    const { compute } = atelier
    assert.ok(compute)
    const ada = await as('ada', { roles: ['compute:user'] })
    const otto = await as('otto', { roles: ['compute:admin'] })
    const now = clock.now()
    const hours = Array.from({ length: 5 }, (_, at) => now - (9 - at) * HOUR_MS)
    await book(compute, [
      ...hours.map((from) => ({ account: ada.id, from, to: from + HOUR_MS, kind: 'jupyter_lab' })),
      { account: ada.id, from: now - HOUR_MS, cpus: 2, minutes: 240, status: 'running' },
      { account: otto.id, from: now - HOUR_MS, status: 'pending' },
    ])
    const read = async (by: typeof ada, query: string) => (await by.get(`${API}/sessions?${query}`)).json()
    const first = await read(ada, 'limit=4')
    const second = await read(ada, `limit=4&before=${first.next}`)
    assert.deepEqual(
      [first.items.length, second.items.length, second.next, first.total],
      [4, 2, null, { count: 6, exact: true }],
    )
    const totals = await Promise.all(
      [
        'of=everybody',
        'of=everybody&state=open',
        'of=everybody&state=waiting&kind=jupyter_lab&resource=local',
        `of=everybody&person=${ada.id}&state=ended`,
        'of=everybody&search=ADA',
        'of=everybody&search=nobody',
      ].map(async (query) => (await read(otto, query)).total.count),
    )
    assert.deepEqual(totals, [7, 2, 1, 5, 6, 0])

    const { id } = (await ada.post(`${API}/workspaces`, { name: 'New' })).json()
    const { kinds, limits, recent } = (await ada.get(`${API}/launch?workspace=${id}`)).json()
    const lab = kinds.find(({ key }: { key: string }) => key === 'jupyter_lab')
    assert.deepEqual([lab.last.isHere, recent.length, limits.sessions.used], [false, 0, 1])
    const wish = { kind: 'jupyter_lab', options: { num_cpus: 2, time_limit_minutes: 60 }, fields: {} }
    const { queue, coreHours, shortages } = (await ada.post(`${API}/launch/check`, wish)).json()
    assert.deepEqual([queue.cpusInUse, queue.ahead, queue.trouble, coreHours], [2, 1, null, 2])
    assert.equal(shortages.length, availableParallelism() < 2 ? 1 : 0)
    const isNvidia = readdirSync('/dev').some((each) => /^nvidia\d+$/.test(each))
    const isOffered = lab.parameters.some(({ name }: { name: string }) => name === 'gpu_enabled')
    assert.equal(isOffered, isNvidia)
    const { definition } = await requireKind(compute, ada.id, 'jupyter_lab')
    await createKind(
      compute,
      { via: 'system' },
      { key: 'short', definition: { ...definition, maxMinutes: 30 } },
    )
    const cores = { type: 'int', name: 'num_cpus', label: 'Cores', description: '', default: 1 } as const
    await createKind(
      compute,
      { via: 'system' },
      { key: 'large', definition: { ...definition, parameters: [{ ...cores, min: 1, max: 4_096 }] } },
    )
    const large = { kind: 'large', options: { num_cpus: 4_096 }, fields: {} }
    const verdict = (await ada.post(`${API}/launch/check`, large)).json()
    assert.equal(verdict.refusal, null)
    assert.match(verdict.shortages[0], /; 4096 are counted and paid for, and it will not run faster\.$/)
    const asked = { ...wish, kind: 'short', options: { ...wish.options, gpu_enabled: true } }
    const short = (await ada.post(`${API}/launch/check`, asked)).json()
    assert.deepEqual([short.minutes, short.coreHours, short.gpus], [30, 1, isNvidia ? 1 : 0])
    const nowhere = (await ada.post(`${API}/launch/check`, { ...wish, resource: 'moon' })).json()
    assert.match(nowhere.refusal, /cannot run there/)
  })
})
