import assert from 'node:assert/strict'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { type Caller, eachApp, testApp } from '../../../../test/support/apps/compute.ts'
import { inTransaction, viewOf } from '../../../kernel/db/db.ts'
import { eraseAccount } from '../../../kernel/identity/erasure.ts'
import { mergeAccounts } from '../../../kernel/identity/merge.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { scanWorkspace } from '../files/scan.ts'
import type { ComputeTables } from '../tables.ts'
import { afterSessionEnded } from './remove.ts'
import { createWorkspace } from './workspace.ts'

const API = '/api/compute'
const USER = { roles: ['compute:user'] }
const BY = { via: 'system' } as const

eachApp((open, database) =>
  describe(`compute: workspaces (${database})`, async () => {
    const data = mkdtempSync(join(tmpdir(), 'atelier-data-'))
    after(() => rmSync(data, { recursive: true, force: true }))
    mkdirSync(join(data, 'bids'))
    const opened = await open({ env: { ATELIER_BACKUP_ENABLED: 'false', ATELIER_COMPUTE_LINK_ROOTS: data } })
    const { kernel, jobs, clock } = opened
    const { compute } = opened.atelier
    assert.ok(compute)
    const db = viewOf<ComputeTables>(kernel.db)
    const { root } = compute
    const ada = await opened.as('ada', USER)
    const ben = await opened.as('ben', USER)
    const admin = await opened.as('admin')

    const make = async (by: Caller, body: object = {}): Promise<number> => {
      const made = await by.post(`${API}/workspaces`, { name: 'Kidney', ...body })
      assert.equal(made.statusCode, 201, made.body)
      return made.json().id
    }
    const rowOf = (id: number) =>
      db.selectFrom('compute_workspace').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const actionsOf = async (id: number, by: Caller = ada) => {
      // It waits until all that was done has its place.
      await opened.kernel.journal.list({ limit: 1 })
      return (await by.get(`${API}/workspaces/${id}/journal`))
        .json()
        .items.map((entry: { action: string }) => entry.action)
    }
    const names = async (by: Caller, query = '') =>
      (await by.get(`${API}/workspaces${query}`)).json().items.map((each: { name: string }) => each.name)

    /** A session as it stands in the books; nothing runs. */
    const session = async (
      workspace: number,
      status: 'running' | 'stopping' | 'complete',
    ): Promise<number> => {
      const kind = await db
        .selectFrom('compute_kind')
        .selectAll()
        .orderBy('id')
        .limit(1)
        .executeTakeFirstOrThrow()
      return inTransaction(db, async (tx) => {
        const { id } = await tx
          .insertInto('compute_session')
          .values({
            workspace_id: workspace,
            account_id: ada.id,
            kind_id: kind.id,
            kind_version: kind.current,
            kind_key: kind.key,
            resource_key: 'local',
            resource_job_id: -1,
            status,
            message: '',
            created_at: clock.now(),
            core_hours: 12_345,
            details: '{}',
            options: '{"num_cpus":2}',
            fields: '{}',
            cpus: 1,
            memory_mb: 100,
            gpus: 0,
            secret_cipher: '',
            label: `label-${workspace}-${status}-${Math.random()}`,
            version: 1,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        return id
      })
    }
    const endSession = (id: number, workspace: number) =>
      inTransaction(db, async (tx) => {
        await tx.updateTable('compute_session').set({ status: 'complete' }).where('id', '=', id).execute()
        await afterSessionEnded(compute, tx, workspace)
      })

    test('a workspace is a folder of its owner with what its template holds and links to data sets; others do not see it', async () => {
      const dataset = await admin.post(`${API}/datasets`, {
        key: 'ds-0412',
        title: 'Finger tapping',
        path: join(data, 'bids'),
      })
      assert.equal(dataset.statusCode, 201, dataset.body)
      const templates = (await ada.get(`${API}/templates`)).json().items
      assert.deepEqual(
        templates.map((each: { name: string; files: string[] }) => [each.name, each.files]),
        [
          ['Empty', []],
          ['First notebook', ['first.ipynb']],
        ],
      )
      const id = await make(ada, {
        name: 'Kidney CODEX',
        description: 'first look',
        template: templates[1].id,
        datasets: ['ds-0412'],
      })
      const shown = (await ada.get(`${API}/workspaces/${id}`)).json()
      assert.deepEqual(
        [shown.status, shown.template, shown.folder, shown.linked, shown.session, shown.shares],
        [
          'idle',
          'First notebook',
          `ada/${id}`,
          [{ name: 'datasets/ds-0412', dataset: { key: 'ds-0412', title: 'Finger tapping' } }],
          null,
          0,
        ],
      )
      const folder = join(root, 'ada', String(id))
      const { mode, uid } = lstatSync(folder)
      const user = process.getuid?.() === 0 ? await compute.executions.userOf(ada.id) : undefined
      assert.deepEqual([mode & 0o777, uid], [0o700, user?.uid ?? process.getuid?.()])
      assert.equal(JSON.parse(readFileSync(join(folder, 'first.ipynb'), 'utf8')).nbformat, 4)
      assert.equal(readlinkSync(join(folder, 'datasets', 'ds-0412')), join(data, 'bids'))
      assert.deepEqual(readdirSync(join(root, '.incoming')), [])
      assert.equal((await ben.get(`${API}/workspaces/${id}`)).statusCode, 404)
      assert.equal((await admin.get(`${API}/workspaces/${id}`)).statusCode, 404)
      assert.equal((await ben.patch(`${API}/workspaces/${id}`, { name: 'mine' })).statusCode, 404)
      assert.equal((await ben.delete(`${API}/workspaces/${id}`)).statusCode, 404)
      assert.deepEqual(await names(ben), [])
      assert.deepEqual(await names(ada, '?search=codex'), ['Kidney CODEX'])
      assert.deepEqual(await actionsOf(id), ['compute.workspace.created'])
    })

    test('7.27: what a new workspace says of its files is what a look at the disk finds', async () => {
      const { id } = await createWorkspace(compute, BY, {
        account: ada.id,
        name: 'Counted',
        description: '',
        details: {
          files: [
            { name: 'a.txt', content: 'first' },
            { name: 'a.txt', content: 'the later counts' },
            { name: 'raw/deep/b', content: 'ü' },
            { name: '.hidden/c', content: 'c' },
          ],
          symlinks: [{ name: 'raw/data', source_path: join(data, 'bids') }],
        },
      })
      const shown = async () => {
        const { current, files, disk_bytes } = await rowOf(id)
        return { current: JSON.parse(current), files, disk_bytes }
      }
      const before = await shown()
      assert.equal(before.disk_bytes, 19)
      await scanWorkspace(compute, id)
      assert.deepEqual(await shown(), before)
    })

    test('7.9: a workspace whose creation is refused or fails leaves no row and no folder', async () => {
      const before = readdirSync(join(root, 'ada'))
      const count = async () => (await db.selectFrom('compute_workspace').select('id').execute()).length
      const rows = await count()
      const refused: [string, object][] = [
        ['unknown_kind', { name: 'x', defaultKind: 'nothing' }],
        ['template_missing', { name: 'x', template: 4_711 }],
        ['link_source_missing', { name: 'x', datasets: ['not-there'] }],
      ]
      for (const [code, body] of refused)
        assert.equal((await ada.post(`${API}/workspaces`, body)).json().code, code)
      await admin.put(`${API}/quotas/accounts/${ada.id}`, { sessions: null, coreHours: null, diskBytes: 1 })
      const full = await ada.post(`${API}/workspaces`, { name: 'x', template: 2 })
      assert.equal(full.statusCode, 403, full.body)
      await admin.delete(`${API}/quotas/accounts/${ada.id}`)
      // The disk fails once the row is there: something else stands where the folder goes.
      const eve = await opened.as('eve', USER)
      writeFileSync(join(root, 'eve'), 'not a folder')
      await assert.rejects(
        createWorkspace(compute, BY, { account: eve.id, name: 'x', description: '' }),
        /no folder/,
      )
      assert.deepEqual([await count(), readdirSync(join(root, 'ada'))], [rows, before])
      assert.deepEqual(readdirSync(join(root, '.incoming')), [])
    })

    test('7.12: changes of name and description at once both stand, and an older version is refused', async () => {
      const id = await make(ada)
      const url = `${API}/workspaces/${id}`
      const { etag } = (await ada.get(url)).headers
      await Promise.all([ada.patch(url, { name: 'Liver' }), ada.patch(url, { description: 'both' })])
      const { name, description } = (await ada.get(url)).json()
      assert.deepEqual([name, description], ['Liver', 'both'])
      const late = await opened.inject({
        method: 'PATCH',
        url,
        headers: { authorization: `Bearer ${ada.token}`, 'if-match': String(etag) },
        payload: { name: 'late' },
      })
      assert.deepEqual([late.statusCode, late.json().code], [412, 'changed'])
      assert.equal((await ada.patch(url, { defaultKind: 'nothing' })).json().code, 'unknown_kind')
      assert.equal((await ada.get(url)).json().name, 'Liver')
      await ada.post(`${url}/datasets`, { datasets: ['ds-0412'] })
      assert.deepEqual((await ada.get(url)).json().linked.length, 1)
    })

    test('R10: a workspace that is asked for again with the same key is the same workspace', async () => {
      const ask = () =>
        opened.inject({
          method: 'POST',
          url: `${API}/workspaces`,
          headers: { authorization: `Bearer ${ada.token}`, 'idempotency-key': 'once' },
          payload: { name: 'Once', template: 2 },
        })
      const [first, second] = await Promise.all([ask(), ask()])
      assert.equal(first.json().id, second.json().id)
      assert.deepEqual(readdirSync(join(root, '.incoming')), [])
      assert.deepEqual(await names(ada, '?search=once'), ['Once'])
    })

    test('7.13: of fifty deletes one deletes, the others find nothing, and it can be brought back as it was', async () => {
      const id = await make(ada, { name: 'Fifty', template: 2 })
      const url = `${API}/workspaces/${id}`
      const answers = await Promise.all(Array.from({ length: 50 }, () => ada.delete(url)))
      const codes = answers.map(({ statusCode }) => statusCode).sort()
      assert.deepEqual([codes[0], new Set(codes.slice(1))], [204, new Set([404])])
      await jobs.drain()
      assert.equal(existsSync(join(root, 'ada', String(id))), false)
      assert.ok(existsSync(join(root, '.trash', String(id), 'first.ipynb')))
      assert.deepEqual(await names(ada, '?search=fifty'), [])
      const [trashed] = (await ada.get(`${API}/workspaces?state=trash&search=fifty`)).json().items
      assert.equal(Date.parse(trashed.erasesAt), Date.parse(trashed.trashedAt) + 14 * DAY_MS)
      assert.equal((await ben.post(`${url}/restore`)).statusCode, 404)
      const back = await Promise.all(Array.from({ length: 5 }, () => ada.post(`${url}/restore`)))
      assert.deepEqual(back.map(({ statusCode }) => statusCode).sort(), [204, 404, 404, 404, 404])
      assert.equal((await ada.get(url)).json().status, 'idle')
      assert.ok(existsSync(join(root, 'ada', String(id), 'first.ipynb')))
      await jobs.drain()
      assert.ok(existsSync(join(root, 'ada', String(id), 'first.ipynb')))
      assert.deepEqual(await actionsOf(id), [
        'compute.workspace.restored',
        'compute.workspace.removed',
        'compute.workspace.created',
      ])
    })

    test('a workspace is not deleted while a session runs; while it stops that is remembered, and done at its end', async () => {
      const id = await make(ada, { name: 'Busy' })
      const url = `${API}/workspaces/${id}`
      const running = await session(id, 'running')
      assert.deepEqual(
        [(await ada.delete(url)).json().code, (await ada.get(url)).json().session.id],
        ['sessions_run', running],
      )
      await inTransaction(db, (tx) =>
        tx.updateTable('compute_session').set({ status: 'stopping' }).where('id', '=', running).execute(),
      )
      assert.equal((await ada.delete(url)).statusCode, 204)
      assert.equal((await ada.delete(url)).statusCode, 204)
      assert.equal((await ada.get(url)).json().status, 'deleting')
      assert.equal((await ada.patch(url, { name: 'x' })).statusCode, 200)
      await jobs.drain()
      assert.ok(existsSync(join(root, 'ada', String(id))))
      await endSession(running, id)
      await jobs.drain()
      assert.deepEqual(
        [(await ada.get(url)).json().trashedAt === null, existsSync(join(root, '.trash', String(id)))],
        [false, true],
      )
    })

    test('what lies in the trash goes for good after its days, or at once; core hours of its sessions stay', async () => {
      const [old, now] = [await make(ada, { name: 'Old', template: 2 }), await make(ada, { name: 'Now' })]
      const ended = await session(old, 'complete')
      for (const id of [old, now]) await ada.delete(`${API}/workspaces/${id}`)
      assert.equal((await ada.delete(`${API}/workspaces/${now}/for-good`)).statusCode, 204)
      assert.equal((await ada.delete(`${API}/workspaces/${now}/for-good`)).statusCode, 404)
      assert.equal((await ada.post(`${API}/workspaces/${now}/restore`)).statusCode, 404)
      clock.advance(14 * DAY_MS - 1_000)
      await jobs.drain()
      assert.deepEqual(
        [existsSync(join(root, '.trash', String(old))), existsSync(join(root, '.trash', String(now)))],
        [true, false],
      )
      clock.advance(3_600_000)
      await jobs.drain()
      assert.equal(existsSync(join(root, '.trash', String(old))), false)
      const { name, disk_bytes, folder } = await rowOf(old)
      assert.deepEqual([name, disk_bytes, folder], ['', 0, `.trash/${old}`])
      const kept = await db
        .selectFrom('compute_session')
        .select('core_hours')
        .where('id', '=', ended)
        .executeTakeFirst()
      assert.equal(kept?.core_hours, 12_345)
      assert.equal((await ada.get(`${API}/workspaces/${old}`)).statusCode, 404)
    })

    test('F2: a link where its folder should be is never followed: nothing of another is moved or erased', async () => {
      const id = await make(ada, { name: 'Swapped' })
      const [place, aside] = [join(root, 'ada', String(id)), join(data, `aside-${id}`)]
      renameSync(place, aside)
      writeFileSync(join(aside, 'kept'), 'kept')
      symlinkSync(aside, place)
      const refused = await ada.delete(`${API}/workspaces/${id}`)
      assert.deepEqual([refused.statusCode, refused.json().code], [500, 'folder_fault'])
      assert.equal((await ada.get(`${API}/workspaces/${id}`)).json().status, 'error')
      await jobs.drain()
      assert.equal(readFileSync(join(aside, 'kept'), 'utf8'), 'kept')
    })

    test('S8: when a person is erased their workspaces go, on the disk too; when two accounts become one they move', async () => {
      const [cleo, dan] = [await opened.as('cleo', USER), await opened.as('dan', USER)]
      const id = await make(cleo, { name: 'Cleo’s secret', template: 2 })
      await mergeAccounts(kernel.identity, BY, { from: cleo.id, to: dan.id })
      assert.deepEqual(await names(dan), ['Cleo’s secret'])
      await eraseAccount(kernel.identity, BY, dan.id, { name: 'dan' })
      await jobs.drain()
      assert.deepEqual(
        [existsSync(join(root, 'cleo')), existsSync(join(root, '.trash', String(id)))],
        [false, false],
      )
      const { name, account_id, folder } = await rowOf(id)
      assert.deepEqual([name, account_id, folder], ['', null, `.trash/${id}`])
    })

    test('templates and data sets are kept by operators; a name or key is there once', async () => {
      assert.equal((await ada.post(`${API}/templates`, { name: 'Mine' })).statusCode, 403)
      assert.equal((await ada.post(`${API}/datasets`, { key: 'a', title: 'a', path: '/a' })).statusCode, 403)
      const made = await admin.post(`${API}/templates`, {
        name: 'Study',
        files: [{ name: 'notes/readme.md', content: 'Hello' }],
        links: [{ name: 'data/bids', dataset: 'ds-0412' }],
      })
      assert.equal(made.statusCode, 201, made.body)
      const { id } = made.json()
      assert.equal((await admin.post(`${API}/templates`, { name: 'Study' })).json().code, 'name_taken')
      assert.equal(
        (await admin.patch(`${API}/templates/${id}`, { files: [{ name: '../out', content: '' }] }))
          .statusCode,
        400,
      )
      const workspace = await make(ada, { name: 'From it', template: id })
      const folder = join(root, 'ada', String(workspace))
      assert.equal(readFileSync(join(folder, 'notes/readme.md'), 'utf8'), 'Hello')
      assert.equal(readlinkSync(join(folder, 'data/bids')), join(data, 'bids'))
      assert.equal((await admin.patch(`${API}/templates/${id}`, { archived: true })).json().archived, true)
      assert.equal(
        (await ada.post(`${API}/workspaces`, { name: 'x', template: id })).json().code,
        'template_missing',
      )
      const [dataset] = (await ada.get(`${API}/datasets?search=TAPPING`)).json().items
      assert.deepEqual([dataset.key, dataset.path], ['ds-0412', null])
      const url = `${API}/datasets/${dataset.id}`
      const again = { key: 'ds-0412', title: 'x', path: '/x' }
      assert.equal((await admin.post(`${API}/datasets`, again)).json().code, 'key_taken')
      assert.equal((await admin.patch(url, { path: '/data/../etc' })).json().code, 'invalid_path')
      assert.equal((await admin.patch(url, { title: 'Taps' })).json().title, 'Taps')
      assert.equal((await admin.delete(url)).statusCode, 204)
      assert.deepEqual((await admin.get(`${API}/datasets`)).json().items, [])
    })
  }),
)

test('R8: a workspace that a kill left in the making is finished at the next start, and a folder without a row goes; without a trash a deleted one goes at once', async () => {
  const first = await testApp()
  const ada = await first.as('ada', USER)
  const { id } = (await ada.post('/api/compute/workspaces', { name: 'Kept', template: 2 })).json()
  const root = join(first.folder, 'workspaces')
  await inTransaction(viewOf<ComputeTables>(first.kernel.db), (tx) =>
    tx
      .updateTable('compute_workspace')
      .set({ status: 'initializing', folder: '.incoming/w-left' })
      .where('id', '=', id)
      .execute(),
  )
  renameSync(join(root, 'ada', String(id)), join(root, '.incoming', 'w-left'))
  mkdirSync(join(root, '.incoming', 'w-nobody'))
  await first.close()
  const second = await testApp({ folder: first.folder, env: { ATELIER_COMPUTE_TRASH_DAYS: '0' } })
  await second.jobs.drain()
  const again = await second.as('ada')
  const shown = (await again.get(`/api/compute/workspaces/${id}`)).json()
  assert.deepEqual([shown.status, shown.folder], ['idle', `ada/${id}`])
  assert.ok(existsSync(join(root, 'ada', String(id), 'first.ipynb')))
  assert.deepEqual(readdirSync(join(root, '.incoming')), [])
  // An installation without a trash erases at once.
  assert.equal((await again.delete(`/api/compute/workspaces/${id}`)).statusCode, 204)
  await second.jobs.drain()
  assert.deepEqual([readdirSync(join(root, '.trash')), existsSync(join(root, 'ada'))], [[], false])
})
