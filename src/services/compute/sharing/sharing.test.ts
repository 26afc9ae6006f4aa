import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Caller, eachApp, testApp } from '../../../../test/support/apps/compute.ts'
import { inTransaction, viewOf } from '../../../kernel/db/db.ts'
import { createGroup, setMember } from '../../../kernel/identity/group.ts'
import type { ComputeTables } from '../tables.ts'
import { copyJob } from './copy-job.ts'

const API = '/api/compute'
const USER = { roles: ['compute:user'] }
const QUIET = { ATELIER_BACKUP_ENABLED: 'false' }

eachApp((open, database) =>
  describe(`compute: copies that people give each other (${database})`, async () => {
    const opened = await open({ env: QUIET })
    const { kernel, jobs, clock } = opened
    const { compute } = opened.atelier
    assert.ok(compute)
    const { root } = compute
    const db = viewOf<ComputeTables>(kernel.db)
    const ada = await opened.as('ada', USER)
    const ben = await opened.as('ben', USER)
    const eve = await opened.as('eve', USER)

    const make = async (name: string): Promise<number> =>
      (await ada.post(`${API}/workspaces`, { name, description: 'first look', template: 2 })).json().id
    const share = async (id: number, people: number[] = [ben.id]): Promise<number[]> => {
      const shared = await ada.post(`${API}/workspaces/${id}/shares`, { people })
      assert.equal(shared.statusCode, 201, shared.body)
      return shared.json().items.map((each: { id: number }) => each.id)
    }
    const received = async (by: Caller, query = '') =>
      (await by.get(`${API}/shares?${query}`)).json().items as {
        id: number
        state: string
        original: object | null
      }[]
    const answers = (replies: { statusCode: number }[]) => replies.map(({ statusCode }) => statusCode).sort()

    test('2.7: a shared copy holds what the original held, without dot entries, and is its receiver’s once accepted', async () => {
      const id = await make('Kidney')
      const folder = join(root, 'ada', String(id))
      mkdirSync(join(folder, '.7'))
      mkdirSync(join(folder, 'notes'))
      writeFileSync(join(folder, 'notes', 'a.txt'), 'a')
      symlinkSync('/nowhere', join(folder, 'data'))
      const [copy] = await share(id)
      assert.deepEqual(
        (await received(ben)).map(({ state }) => state),
        ['copying'],
      )
      assert.equal((await ben.get(`${API}/workspaces/${copy}`)).statusCode, 404)
      await jobs.drain()
      const [offer] = await received(ben)
      assert.deepEqual([offer?.id, offer?.state, offer?.original], [copy, 'offered', { id, name: 'Kidney' }])
      const [notice] = (await ben.get('/api/me/notices')).json().items
      assert.equal(notice.title, 'Invitation to Share a Workspace')
      assert.match(notice.text, /^ada shares a copy of a workspace with you: “Kidney”\n\nfirst look/)
      assert.deepEqual((await ben.get(`${API}/workspaces`)).json().items, [])
      clock.advance(60_000)
      assert.equal((await eve.post(`${API}/shares/${copy}/accept`)).statusCode, 404)
      assert.equal((await ada.post(`${API}/shares/${copy}/accept`)).statusCode, 404)
      for (let time = 0; time < 2; time += 1)
        assert.equal((await ben.post(`${API}/shares/${copy}/accept`)).statusCode, 204)
      const shown = (await ben.get(`${API}/workspaces/${copy}`)).json()
      assert.deepEqual(
        [shown.sharedBy, shown.folder, Date.parse(shown.createdAt), shown.status],
        ['ada', `ben/${copy}`, clock.now(), 'idle'],
      )
      const copied = join(root, 'ben', String(copy))
      assert.deepEqual(readdirSync(copied).sort(), ['data', 'first.ipynb', 'notes'])
      assert.deepEqual(
        [readFileSync(join(copied, 'notes', 'a.txt'), 'utf8'), readlinkSync(join(copied, 'data'))],
        ['a', '/nowhere'],
      )
      const late = await ada.delete(`${API}/shares/${copy}`)
      assert.deepEqual([late.statusCode, late.json().code], [400, 'accepted_already'])
      assert.equal((await ada.get(`${API}/workspaces/${id}`)).json().shares, 1)
      assert.equal((await ada.delete(`${API}/workspaces/${id}`)).statusCode, 204)
      assert.deepEqual(
        (await received(ben)).map(({ original }) => original),
        [null],
      )
      const entries = (await ada.get(`${API}/workspaces/${id}/journal`)).json().items
      const entry = entries.find(({ action }: { action: string }) => action === 'compute.workspace.shared')
      assert.equal(entry?.details.to, ben.id)
    })

    test('7.21: an offer is cancelled while its copy is made, and when its original is gone; nothing of it stays', async () => {
      const id = await make('Cancelled')
      const [early = 0, late = 0] = await share(id, [ben.id, eve.id])
      assert.equal((await ada.delete(`${API}/workspaces/${id}`)).json().code, 'pending_shares')
      assert.equal((await eve.delete(`${API}/shares/${early}`)).statusCode, 404)
      assert.equal((await ben.delete(`${API}/shares/${early}`)).statusCode, 204)
      await jobs.drain()
      await inTransaction(db, (tx) =>
        tx.updateTable('compute_share').set({ original_id: null }).where('copy_id', '=', late).execute(),
      )
      assert.equal((await ada.delete(`${API}/shares/${late}`)).statusCode, 204)
      await jobs.drain()
      assert.deepEqual(readdirSync(join(root, '.incoming')), [])
      assert.equal(existsSync(join(root, 'eve')), false)
      assert.deepEqual([await received(ben, 'state=pending'), await received(eve)], [[], []])
      assert.equal((await ada.delete(`${API}/workspaces/${id}`)).statusCode, 204)
    })

    test('7.13: of accepting and cancelling at once exactly one wins', async () => {
      const id = await make('Race')
      for (let round = 0; round < 4; round += 1) {
        const [copy] = await share(id)
        await jobs.drain()
        const replies = await Promise.all([
          ben.post(`${API}/shares/${copy}/accept`),
          ada.delete(`${API}/shares/${copy}`),
          ben.post(`${API}/shares/${copy}/accept`),
          ada.delete(`${API}/shares/${copy}`),
        ])
        const isTaken = (await ben.get(`${API}/workspaces/${copy}`)).statusCode === 200
        assert.deepEqual(answers(replies), isTaken ? [204, 204, 400, 400] : [204, 404, 404, 404])
      }
    })

    test('7.21: a copy that cannot be made is told, and never offered as whole', async () => {
      const id = await make('Broken')
      const [copy = 0] = await share(id)
      // Its original is gone without a trace, as by a fault of the disk.
      await inTransaction(db, (tx) =>
        tx.updateTable('compute_workspace').set({ folder: 'ada/nothing' }).where('id', '=', id).execute(),
      )
      await jobs.drain()
      assert.deepEqual(
        (await received(ben, 'state=pending')).map(({ state }) => state),
        ['copying'],
      )
      const { signal } = new AbortController()
      await assert.rejects(copyJob.run({ copyId: copy }, compute, { attempt: 3, id: 'last', signal }))
      assert.deepEqual(
        (await received(ben, 'state=pending')).map(({ state }) => state),
        ['failed'],
      )
      assert.equal((await ben.post(`${API}/shares/${copy}/accept`)).json().code, 'copy_failed')
      assert.match(
        (await ada.get('/api/me/notices')).json().items[0].title,
        /copy of Broken could not be made/,
      )
      assert.equal((await ada.delete(`${API}/shares/${copy}`)).statusCode, 204)
      await jobs.drain()
    })

    test('2.7: who may get a copy: people who use compute, each named once; an invitation is not shared on', async () => {
      const id = await make('People')
      const stranger = await opened.as('stranger')
      const url = `${API}/workspaces/${id}/shares`
      for (const [people, code] of [
        [[ben.id, ben.id], 'invalid_person'],
        [[4_711], 'invalid_person'],
        [[stranger.id], 'no_access'],
      ] as const)
        assert.equal((await ada.post(url, { people })).json().code, code)
      assert.equal((await ben.post(url, { people: [eve.id] })).statusCode, 404)
      const [own = 0] = await share(id, [ada.id])
      await jobs.drain()
      assert.equal((await ada.post(`${API}/workspaces/${own}/shares`, { people: [ben.id] })).statusCode, 404)
      assert.equal((await ada.post(`${API}/shares/${own}/accept`)).statusCode, 204)
    })
  }),
)

test('2.6: the directory holds people who use compute, by parts of names and addresses, never the asker and services', async () => {
  const opened = await testApp({ env: { ...QUIET, ATELIER_COMPUTE_DIRECTORY: 'groups' } })
  const { identity } = opened.kernel
  const by = { via: 'system' } as const
  const [ada, ben, eve] = [
    await opened.as('ada', USER),
    await opened.as('ben', USER),
    await opened.as('eve_100', USER),
  ]
  const admin = await opened.as('admin')
  const found = async (who: Caller, search = '') =>
    (await who.get(`${API}/people?search=${encodeURIComponent(search)}`))
      .json()
      .items.map((each: { name: string }) => each.name)
  assert.deepEqual(await found(ada), [])
  const made = await ada.post(`${API}/workspaces`, { name: 'a' })
  const give = (people: number[]) => ada.post(`${API}/workspaces/${made.json().id}/shares`, { people })
  for (const id of [ben.id, admin.id, 4_711])
    assert.equal((await give([id])).json().code, 'invalid_person', 'A2: nobody is found by counting up')
  assert.equal((await give([ada.id])).statusCode, 201)
  const group = await createGroup(identity, by, 'kidney')
  for (const account of [admin.id, ada.id, ben.id, eve.id])
    await setMember(identity, by, group.id, account, true)
  assert.deepEqual(await found(ada), ['ben', 'eve_100'])
  assert.equal((await give([ben.id])).statusCode, 201)
  assert.deepEqual(
    [await found(ada, 'BE'), await found(ada, '_1'), await found(ada, '%%')],
    [['ben'], ['eve_100'], []],
  )
})
