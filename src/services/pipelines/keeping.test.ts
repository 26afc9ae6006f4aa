import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type Caller,
  eachApp,
  type TestApp,
  type TestAppOptions,
  testApp,
} from '../../../test/support/apps/pipelines.ts'
import { giveBatch, giveExperiment } from '../../../test/support/experiments.ts'
import { startReceiver } from '../../../test/support/receiver.ts'
import { inTransaction } from '../../kernel/db/db.ts'
import { eraseAccount } from '../../kernel/identity/erasure.ts'
import { mergeAccounts } from '../../kernel/identity/merge.ts'
import { findExperiment } from './experiments/experiment.store.ts'
import { changeStatus } from './experiments/status.ts'
import { fileLimitOf, runningLimitOf } from './limits/limit.ts'
import { findSlack, putSettings } from './people/setting.ts'
import type { Pipelines } from './pipelines.ts'
import type { ExperimentRow } from './tables.ts'

const API = '/api/pipelines'
const DAY = 86_400_000
const USER = { roles: ['pipelines:user'] }
const by = { via: 'system' } as const

async function opened(open: (options?: TestAppOptions) => Promise<TestApp>) {
  const app = await open({ env: { ATELIER_BACKUP_ENABLED: 'false' } })
  const pipelines = app.atelier.pipelines as Pipelines
  const ada = await app.as('ada', USER)
  const eve = await app.as('eve', USER)
  await addressOf(app, ada)
  // From now on schedules have their times.
  await app.jobs.drain()
  return { app, pipelines, ada, eve }
}

/** Whoever has no address gets no mail. */
const addressOf = ({ kernel }: TestApp, { id }: Caller) =>
  inTransaction(kernel.db, (tx) =>
    tx
      .updateTable('kernel_account')
      .set({ email: `p${id}@example.org`, email_folded: `p${id}@example.org` })
      .where('id', '=', id)
      .execute(),
  )

const end = (
  pipelines: Pipelines,
  id: number,
  to: 'completed' | 'failed' | 'cancelled' = 'completed',
  message = '',
) =>
  inTransaction(pipelines.db, (tx) =>
    changeStatus(pipelines, tx, id, {
      ...{ from: ['submitted', 'claimed', 'running'], to, by, action: to },
      set: { message, cause: 'finished' },
    }),
  )

const rowOf = async (pipelines: Pipelines, id: number): Promise<ExperimentRow> =>
  (await findExperiment(pipelines.db, id)) as ExperimentRow

const mailsTo = async ({ kernel, jobs }: TestApp, { id }: Caller): Promise<string[]> => {
  await jobs.drain()
  const rows = await kernel.db
    .selectFrom('kernel_mail')
    .select(['subject', 'text'])
    .where('to_address', '=', `p${id}@example.org`)
    .orderBy('id')
    .execute()
  return rows.map(({ subject, text }) => `${subject}\n${text}`)
}

const noticesOf = async (caller: Caller): Promise<string[]> =>
  (await caller.get('/api/me/notices')).json().items.map(({ title }: { title: string }) => title)

eachApp((open, database) => {
  test(`results go in their time: told a day before at least, kept where their owner says so, and by the app's policy (${database})`, async () => {
    const { app, pipelines, ada } = await opened(open)
    const { clock } = app
    const give = (name: string, of = 'test-app') =>
      giveExperiment(pipelines, {
        ...{ account: ada.id, name, app: of, status: 'running', log: 'done\n' },
        inputs: { t1: 'scan' },
        outputs: { 'a.txt': 'result' },
      })
    const going = await give('Going')
    const kept = await give('Kept')
    for (const id of [going, kept]) await end(pipelines, id)
    const { inputs_until, outputs_until, ended_at } = await rowOf(pipelines, going)
    const ended = Number(ended_at)
    assert.deepEqual([inputs_until, outputs_until], [ended + 30 * DAY, ended + 90 * DAY])

    await ada.post(`${API}/experiments/${kept}/keep`, { kept: true })
    clock.advance(31 * DAY)
    await app.jobs.drain()
    assert.notEqual((await rowOf(pipelines, going)).inputs_removed_at, null)
    assert.equal((await rowOf(pipelines, kept)).inputs_removed_at, null)
    assert.deepEqual(await mailsTo(app, ada), [])

    clock.advance(53 * DAY)
    await app.jobs.drain()
    const mails = await mailsTo(app, ada)
    assert.equal(mails.length, 1)
    assert.match(mails[0] ?? '', /Results of an experiment are removed soon\n[\s\S]*“Going”/)
    clock.advance(DAY)
    await app.jobs.drain()
    assert.equal((await mailsTo(app, ada)).length, 1)

    const usage = (await ada.get(`${API}/usage`)).json()
    assert.deepEqual(
      usage.experiments.map(
        (each: { name: string; retention: { daysLeft: number | null; kept: boolean } }) => [
          each.name,
          each.retention.daysLeft,
          each.retention.kept,
        ],
      ),
      [
        ['Kept', null, true],
        ['Going', 5, false],
      ],
    )
    clock.advance(6 * DAY)
    await app.jobs.drain()
    const gone = await rowOf(pipelines, going)
    assert.notEqual(gone.outputs_removed_at, null)
    assert.equal(gone.log_file_id, null)
    assert.equal(existsSync(join(pipelines.files.root, `${ada.id}/completed/${going}/a.txt`)), false)
    assert.equal(existsSync(join(pipelines.files.root, `${ada.id}/completed/${kept}/a.txt`)), true)
    assert.equal((await rowOf(pipelines, kept)).outputs_removed_at, null)

    // Let go again, it stays until its owner can be told.
    await ada.post(`${API}/experiments/${kept}/keep`, { kept: false })
    await app.jobs.drain()
    assert.equal((await rowOf(pipelines, kept)).outputs_removed_at, null)
    assert.equal((await rowOf(pipelines, kept)).outputs_until, clock.now() + 7 * DAY)
  })

  test(`a changed policy moves the dates of what has ended, never closer than its owner can be told (${database})`, async () => {
    const { app, pipelines, ada } = await opened(open)
    const give = async (name: string) => {
      const id = await giveExperiment(pipelines, {
        ...{ account: ada.id, app: 'other', name, status: 'running' },
        outputs: { 'a.txt': 'x' },
      })
      await end(pipelines, id)
      return id
    }
    const id = await give('One')
    const ended = Number((await rowOf(pipelines, id)).ended_at)
    const policy = (days: number | null) =>
      inTransaction(pipelines.db, async (tx) => {
        const known = await tx
          .selectFrom('pipelines_app')
          .select('id')
          .where('key', '=', 'other')
          .executeTakeFirst()
        const { id: appId } =
          known ??
          (await tx
            .insertInto('pipelines_app')
            .values({ key: 'other', source: 'folder', current: 1, archived_at: null })
            .returning('id')
            .executeTakeFirstOrThrow())
        await tx.deleteFrom('pipelines_policy').where('app_id', '=', appId).execute()
        const none = { cpus: null, memory_mb: null, minutes: null, slots: null, host: null, input_days: null }
        await tx
          .insertInto('pipelines_policy')
          .values({ app_id: appId, enabled: 1, output_days: days, version: 1, ...none })
          .execute()
      })
    const untilAfter = async (days: number | null) => {
      await policy(days)
      app.clock.advance(3_600_000)
      await app.jobs.drain()
      return (await rowOf(pipelines, id)).outputs_until
    }
    assert.equal(await untilAfter(200), ended + 200 * DAY)
    assert.equal(await untilAfter(0), null)
    const short = await untilAfter(2)
    assert.equal(short, app.clock.now() + 7 * DAY)
    app.clock.advance(DAY)
    await app.jobs.drain()
    assert.equal((await rowOf(pipelines, id)).outputs_until, short)
    assert.equal(await untilAfter(null), ended + 90 * DAY)
  })

  test(`limits: what is said for a person, else for the most generous group, else the settings (${database})`, async () => {
    const { app, pipelines, ada, eve } = await opened(open)
    const admin = await app.as('admin')
    const limits = async () => [
      await fileLimitOf(pipelines, pipelines.db, ada.id),
      await runningLimitOf(pipelines, pipelines.db, ada.id),
    ]
    assert.deepEqual(await limits(), [50, 8])
    for (const [name, files] of [
      ['lab', 100],
      ['guests', 10],
    ] as const) {
      const group = (await admin.post('/api/groups', { name })).json().id
      await admin.put(`/api/groups/${group}/members/${ada.id}`)
      await admin.put(`${API}/limits/groups/${group}`, { files, running: null, bytes: null })
    }
    assert.deepEqual(await limits(), [100, 8])
    const own = `${API}/limits/accounts/${ada.id}`
    // Of many at once each is whole, and one row is left.
    const figures = Array.from({ length: 8 }, (_, at) => ({
      files: at + 1,
      running: at + 1,
      bytes: 1_000 + at,
    }))
    const answers = await Promise.all(figures.map((each) => admin.put(own, each)))
    assert.ok(answers.every(({ statusCode }) => statusCode === 204))
    const [files, running] = (await limits()) as [number, number]
    assert.equal(files, running)
    const usage = (await ada.get(`${API}/usage`)).json()
    assert.deepEqual([usage.files.limit, usage.running.limit, usage.bytes.limit], [files, files, 999 + files])
    const listed = (await admin.get(`${API}/limits`)).json()
    assert.equal(listed.items.filter(({ name }: { name: string }) => name === 'ada').length, 1)
    await admin.delete(own)
    assert.deepEqual(await limits(), [100, 8])
    assert.equal((await ada.get(`${API}/usage`)).json().bytes.limit, null)
    for (const refused of [
      eve.get(`${API}/limits`),
      eve.put(own, figures[0]),
      eve.get(`${API}/usage/people`),
    ])
      assert.equal((await refused).statusCode, 403)
    assert.equal((await admin.put(`${API}/limits/accounts/999`, figures[0])).statusCode, 404)
  })

  test(`S8: erasing a person ends what runs for them and leaves no file, row or word of theirs (${database})`, async () => {
    const { app, pipelines, ada, eve } = await opened(open)
    const { kernel, jobs } = app
    const mark = 'Zanzibar'
    const batch = await giveBatch(pipelines, { account: ada.id, name: mark })
    const id = await giveExperiment(pipelines, {
      ...{ account: ada.id, name: mark, batch, log: mark },
      params: [['who', mark]],
      inputs: { t1: mark },
      outputs: { 'a.txt': mark },
      set: { message: mark, description: mark, command: JSON.stringify([mark]) },
    })
    const waiting = await giveExperiment(pipelines, { account: ada.id, name: mark, status: 'submitted' })
    const shared = await ada.post(`${API}/experiments/${id}/shares`, { link: true })
    assert.equal(shared.statusCode, 201, shared.body)
    const admin = await app.as('admin')
    const group = (await admin.post('/api/groups', { name: 'lab' })).json().id
    for (const each of [ada, eve]) await admin.put(`/api/groups/${group}/members/${each.id}`)
    await ada.post(`${API}/experiments/${id}/shares`, { group })
    assert.match((await noticesOf(eve)).join(), /Zanzibar/)
    await admin.put(`${API}/limits/accounts/${ada.id}`, { files: 9, running: null, bytes: null })
    const folder = join(pipelines.files.root, String(ada.id))
    assert.ok(existsSync(join(folder, `completed/${id}/a.txt`)))
    const mine = await giveExperiment(pipelines, {
      account: eve.id,
      name: 'Of Eve',
      outputs: { 'b.txt': 'b' },
    })

    await eraseAccount(kernel.identity, by, ada.id, { name: 'ada' })
    await jobs.drain()
    assert.equal(existsSync(folder), false)
    assert.equal((await rowOf(pipelines, waiting)).status, 'cancelled')
    assert.deepEqual((await rowOf(pipelines, id)).account_id, null)
    assert.doesNotMatch((await noticesOf(eve)).join(), new RegExp(mark), 'nor in what others were told')
    const entries = await kernel.journal.list({ object: `account:${ada.id}`, limit: 50 })
    const limit = entries.find(({ action }) => action === 'pipelines.limit.changed')
    assert.equal(limit?.details, '{"before":{},"after":{"files":9,"running":null,"bytes":null}}')
    const tables = ['experiment', 'input', 'output', 'step', 'batch', 'upload', 'share', 'setting'] as const
    for (const table of tables) {
      const rows = await pipelines.db.selectFrom(`pipelines_${table}`).selectAll().execute()
      assert.doesNotMatch(JSON.stringify(rows), new RegExp(mark), table)
    }
    assert.equal((await eve.get(`${API}/experiments/${mine}/files/content?name=b.txt`)).body, 'b')
  })
})

test('two accounts of a person become one: experiments, files and shares are the other one’s, and stay when the first is gone', async () => {
  const { app, pipelines, ada, eve } = await opened(testApp)
  const id = await giveExperiment(pipelines, { account: ada.id, name: 'Mine', outputs: { 'a.txt': 'mine' } })
  const slack = { name: 'slack_webhook', value: 'https://hooks.example.org/1' }
  await inTransaction(pipelines.db, (tx) => putSettings(pipelines, tx, ada.id, [slack]))
  await mergeAccounts(app.kernel.identity, by, { from: ada.id, to: eve.id })
  assert.equal((await eve.get(`${API}/experiments/${id}/files/content?name=a.txt`)).body, 'mine')
  assert.equal(await findSlack(pipelines, pipelines.db, eve.id), slack.value)
  const kept = await pipelines.db.selectFrom('pipelines_setting').selectAll().execute()
  assert.doesNotMatch(JSON.stringify(kept), /hooks/, 'S1')
  await eraseAccount(app.kernel.identity, by, eve.id, { name: 'eve' })
  await app.jobs.drain()
  assert.equal(existsSync(join(pipelines.files.root, `${ada.id}`)), false)
})

test('a person and a group see what is shared with them and no more, until it is taken back', async () => {
  const { app, pipelines, ada, eve } = await opened(testApp)
  const admin = await app.as('admin')
  const kim = await app.as('kim', USER)
  const group = (await admin.post('/api/groups', { name: 'lab' })).json().id
  for (const { id } of [ada, kim]) await admin.put(`/api/groups/${group}/members/${id}`)
  const give = (name: string, more: object = {}) =>
    giveExperiment(pipelines, {
      ...{ account: ada.id, name, log: 'printed' },
      inputs: { t1: 'scan' },
      outputs: { 'a.txt': 'result' },
      params: [['secret', 'the form']],
      ...more,
    })
  const id = await give('One')
  const batch = await giveBatch(pipelines, { account: ada.id, name: 'wave' })
  const inBatch = await give('Of the batch', { batch })
  const at = `${API}/experiments/${id}`
  const content = (caller: Caller, query = 'name=a.txt') => caller.get(`${at}/files/content?${query}`)

  // Eve is in none of Ada's groups: Ada cannot find her, and cannot count her up.
  assert.equal((await ada.post(`${at}/shares`, { account: eve.id })).statusCode, 422)
  assert.deepEqual(
    (await ada.get(`${API}/receivers`)).json().items.map(({ name }: { name: string }) => name),
    ['lab', 'kim'],
  )
  assert.equal((await ada.post(`${at}/shares`, {})).statusCode, 422)
  assert.equal((await ada.post(`${at}/shares`, { account: ada.id })).statusCode, 422)
  assert.equal((await kim.post(`${at}/shares`, { group })).statusCode, 404)

  const made = await ada.post(`${at}/shares`, { account: kim.id })
  assert.equal(made.statusCode, 201, made.body)
  assert.equal(made.json().address, null)
  assert.equal((await content(kim)).body, 'result')
  assert.equal((await kim.get(`${at}/log`)).json().text, 'printed')
  const seen = (await kim.get(at)).json()
  assert.deepEqual([seen.standing, seen.parameters, seen.inputs], ['shared', [], []])
  assert.equal((await content(kim, 'of=inputs&name=t1.nii')).statusCode, 404)
  for (const act of ['keep', 'notify', 'cancel', 'shares'])
    assert.equal(
      (await kim.post(`${at}/${act}`, { kept: true, notify: true, group })).statusCode >= 400,
      true,
      act,
    )
  assert.match((await noticesOf(kim)).join(), /ada shares “One” with you/)
  const received = async () => (await kim.get(`${API}/experiments?of=shared`)).json().items
  assert.deepEqual(
    (await received()).map(({ name }: { name: string }) => name),
    ['One'],
  )
  const alone = (await ada.post(`${API}/experiments/${inBatch}/shares`, { account: kim.id })).json().share
  const ofBatch = async () => [
    (await received())[0].batch?.count ?? 0,
    (await kim.get(`${API}/experiments/${inBatch}`)).json().batch?.name ?? '',
  ]
  assert.deepEqual(await ofBatch(), [0, ''], 'A2: nothing is told of the rest of its batch')
  await ada.delete(`${API}/shares/${alone.id}`)

  // Shared again with more, it is the same share.
  const again = (await ada.post(`${at}/shares`, { account: kim.id, inputs: true })).json()
  assert.equal(again.share.id, made.json().share.id)
  assert.equal((await content(kim, 'of=inputs&name=t1.nii')).body, 'scan')
  assert.equal((await kim.delete(`${API}/shares/${again.share.id}`)).statusCode, 404)
  assert.equal((await ada.delete(`${API}/shares/${again.share.id}`)).statusCode, 204)
  assert.equal((await content(kim)).statusCode, 404)

  // A batch is all of its experiments, for the members of a group; it ends by itself.
  await ada.post(`${API}/batches/${batch}/shares`, { group, days: 2 })
  const other = (caller: Caller) => caller.get(`${API}/experiments/${inBatch}/files/content?name=a.txt`)
  assert.equal((await other(kim)).body, 'result')
  assert.equal((await other(eve)).statusCode, 404)
  const seenBatch = (await kim.get(`${API}/batches/${batch}`)).json()
  assert.deepEqual([seenBatch.name, seenBatch.isMine, seenBatch.count], ['wave', false, 1])
  assert.equal((await eve.get(`${API}/batches/${batch}`)).statusCode, 404)
  assert.equal((await kim.post(`${API}/batches/${batch}/cancel`)).statusCode, 404)
  assert.deepEqual(await ofBatch(), [1, 'wave'])
  const [share] = (await kim.get(`${API}/shared`)).json().items
  assert.deepEqual([share.kind, share.thing, share.name, share.from.name], ['batch', batch, 'wave', 'ada'])
  assert.deepEqual((await eve.get(`${API}/shared`)).json().items, [])
  // While whoever shares is shut out, it is as if nothing were shared.
  const kimSees = async () => [
    (await other(kim)).statusCode,
    (await kim.get(`${API}/batches/${batch}`)).statusCode,
    (await kim.get(`${API}/shared`)).json().items.length,
    (await received()).length,
  ]
  await admin.patch(`/api/accounts/${ada.id}`, { disabled: true })
  assert.deepEqual(await kimSees(), [404, 404, 0, 0])
  await admin.patch(`/api/accounts/${ada.id}`, { disabled: false })
  assert.deepEqual(await kimSees(), [200, 200, 1, 1])
  app.clock.advance(3 * DAY)
  assert.equal((await other(kim)).statusCode, 404)
})

test('A3, A8: a link shows one thing to whoever has it, counts guesses, and is dead once it ends, is taken back, or its owner is shut out', async () => {
  const { app, pipelines, ada } = await opened(testApp)
  const id = await giveExperiment(pipelines, {
    ...{ account: ada.id, name: 'Shown', log: 'printed' },
    inputs: { t1: 'scan' },
    outputs: { 'a.txt': 'result', 'b.html': '<script>1</script>' },
  })
  const hidden = await giveExperiment(pipelines, {
    account: ada.id,
    name: 'Hidden',
    outputs: { 'a.txt': 'x' },
  })
  const headers = { authorization: `Bearer ${ada.token}`, 'idempotency-key': 'once' }
  const share = () =>
    app.inject({ method: 'POST', url: `${API}/experiments/${id}/shares`, headers, payload: { link: true } })
  const first = (await share()).json()
  assert.deepEqual((await share()).json(), first)
  const text = String(first.address).split('#')[1] ?? ''
  assert.match(first.address, /\/app\/shared#\w{43}$/)
  const kept = await app.kernel.db.selectFrom('kernel_idempotency').select('body').execute()
  assert.ok(!JSON.stringify(kept).includes(text), 'the answer that is kept holds no secret')

  const open = (link: string, remoteAddress = '192.0.2.1') =>
    app.inject({ method: 'POST', url: `${API}/links/open`, payload: { link }, remoteAddress })
  const entered = await open(text)
  assert.equal(entered.statusCode, 200, entered.body)
  const [cookie = ''] = [entered.headers['set-cookie']].flat().map(String)
  assert.match(cookie, /; Path=\/api\/pipelines\/links\/\d+; Max-Age=43200; HttpOnly; SameSite=Strict/)
  const link = entered.json().id
  const get = (url: string) =>
    app.inject({ url: `${API}/links/${link}${url}`, headers: { cookie: cookie.split(';')[0] ?? '' } })
  assert.deepEqual(
    (await get('')).json().experiments.map((each: { name: string }) => each.name),
    ['Shown'],
  )
  assert.equal((await get(`/experiments/${id}/files/content?name=a.txt`)).body, 'result')
  const html = await get(`/experiments/${id}/files/content?name=b.html`)
  assert.match(String(html.headers['content-disposition']), /^attachment/)
  assert.equal((await get(`/experiments/${id}/log`)).json().text, 'printed')
  assert.equal((await get(`/experiments/${id}/files/content?of=inputs&name=t1.nii`)).statusCode, 404)
  assert.equal((await get(`/experiments/${id}/provenance`)).statusCode, 404)
  assert.equal((await get(`/experiments/${hidden}`)).statusCode, 404)
  assert.equal((await app.inject({ url: `${API}/links/${link}` })).statusCode, 404)
  const used = await app.kernel.journal.list({ object: `pipelines.experiment:${id}`, limit: 100 })
  assert.ok(used.some(({ action }) => action === 'pipelines.share.used'))

  // A8: whoever guesses waits, and nobody else does.
  let guess = await open('x'.repeat(43), '192.0.2.66')
  for (let tries = 1; guess.statusCode === 404 && tries < 150; tries += 1)
    guess = await open(String(tries).padStart(43, 'x'), '192.0.2.66')
  assert.equal(guess.statusCode, 429)
  assert.equal((await open(text, '192.0.2.66')).statusCode, 429)
  assert.equal((await open(text)).statusCode, 200)

  await inTransaction(app.kernel.db, (tx) =>
    tx.updateTable('kernel_account').set({ disabled_at: 1 }).where('id', '=', ada.id).execute(),
  )
  assert.equal((await get('')).statusCode, 404)
  await inTransaction(app.kernel.db, (tx) =>
    tx.updateTable('kernel_account').set({ disabled_at: null }).where('id', '=', ada.id).execute(),
  )
  assert.equal((await get('')).statusCode, 200)
  const admin = await app.as('admin')
  await admin.put(`/api/accounts/${ada.id}/roles`, { roles: [] })
  assert.equal((await get('')).statusCode, 404)
  await admin.put(`/api/accounts/${ada.id}/roles`, USER)
  assert.equal((await get('')).statusCode, 200)
  app.clock.advance(15 * DAY)
  assert.equal((await get('')).statusCode, 404)
  assert.equal((await open(text)).statusCode, 404)
})

test('people hear of the end of an experiment as they chose, once of a batch, and their own servers are told', async () => {
  const { app, pipelines, ada } = await opened(testApp)
  await inTransaction(app.kernel.db, async (tx) => {
    // Nothing listens there: what is told is written down all the same.
    const owner = {
      source: app.kernel.webhooks.ownerOf({ owner: `pipelines.account:${ada.id}` }).source,
      id: ada.id,
    }
    const wanted = {
      address: 'https://lab.invalid/',
      events: ['pipelines.experiment.completed', 'pipelines.batch.ended'],
    }
    await app.kernel.webhooks.add(tx, by, owner, wanted)
  })
  const give = (name: string, set: Partial<ExperimentRow> = {}, batch?: number) =>
    giveExperiment(pipelines, {
      ...{ account: ada.id, name, status: 'running', set },
      ...(batch !== undefined && { batch }),
    })
  await end(pipelines, await give('Quiet'))
  await end(pipelines, await give('Wanted', { notify: 1 }))
  await end(pipelines, await give('Broken'), 'failed', 'It ended with exit code 2.')
  await end(pipelines, await give('Stopped'), 'cancelled', 'It was cancelled.')
  await end(pipelines, await give('Stopped by others'), 'cancelled', 'It was cancelled: maintenance')
  const batch = await giveBatch(pipelines, { account: ada.id, name: 'wave' })
  const members = [await give('m1', {}, batch), await give('m2', {}, batch), await give('m3', {}, batch)]
  for (const [at, id] of members.entries()) {
    assert.ok(!(await noticesOf(ada)).some((title) => title.includes('wave')), 'not before its last one')
    await end(pipelines, id, at === 1 ? 'failed' : 'completed')
    await app.jobs.drain()
  }
  assert.deepEqual((await noticesOf(ada)).filter((title) => title.startsWith('“')).sort(), [
    '“Broken” failed',
    '“Quiet” is completed',
    '“Stopped by others” was cancelled',
    '“Wanted” is completed',
    '“wave” has ended',
  ])
  const mails = await mailsTo(app, ada)
  assert.equal(mails.length, 1)
  assert.match(mails[0] ?? '', /“Wanted” is completed/)
  const texts = (await ada.get('/api/me/notices')).json().items.map(({ text }: { text: string }) => text)
  assert.ok(texts.includes('All 3 have ended: 2 are completed, 1 failed.'), texts.join('\n'))
  const told = await app.kernel.db.selectFrom('kernel_webhook_delivery').select('event').execute()
  assert.deepEqual(told.map(({ event }) => event).sort(), [
    'pipelines.batch.ended',
    ...Array.from({ length: 4 }, () => 'pipelines.experiment.completed'),
  ])
})

test('by the protocol people choose mail or their Slack for the end of an experiment, and here what of it comes by mail', async () => {
  const slack = await startReceiver()
  const env = { ATELIER_BACKUP_ENABLED: 'false', ATELIER_WEBHOOKS_ALLOW: '127.0.0.1' }
  const { app, pipelines, ada, eve } = await opened(() => testApp({ env }))
  await addressOf(app, eve)
  await inTransaction(pipelines.db, async (tx) => {
    await putSettings(pipelines, tx, ada.id, [
      { name: 'notification_type', value: 'slack_message' },
      { name: 'slack_webhook', value: slack.url },
    ])
    await putSettings(pipelines, tx, eve.id, [{ name: 'notification_type', value: 'email' }])
  })
  const finish = async ({ id: account }: Caller, name: string) =>
    end(pipelines, await giveExperiment(pipelines, { account, name, status: 'running', set: { notify: 1 } }))
  await finish(ada, 'One')
  assert.deepEqual(await mailsTo(app, ada), [])
  const [posted] = slack.received.map(({ body }) => JSON.parse(body))
  assert.equal(posted.username, 'Image Processing Portal')
  assert.match(
    posted.text,
    /^“One” is completed\. test-app ran for 0 s\.\n.*\/app\/pipelines\/experiments\/1$/,
  )
  await finish(eve, 'Two')
  assert.equal((await mailsTo(app, eve)).length, 1)
  const kinds = [{ kind: 'pipelines.experiment.completed', console: true, mail: false }]
  await app.kernel.notices.saveSettings(by, eve.id, { language: 'en', kinds })
  const three = await giveExperiment(pipelines, { account: eve.id, name: 'Three', status: 'running' })
  await end(pipelines, three)
  assert.equal((await mailsTo(app, eve)).length, 1)
})

test('home, search, health and metrics say how experiments stand', async () => {
  const { app, pipelines, ada, eve } = await opened(testApp)
  const admin = await app.as('admin')
  const give = (name: string, more: object) => giveExperiment(pipelines, { account: ada.id, name, ...more })
  const failed = await give('Broken scan', { status: 'failed', set: { message: 'No such file.' } })
  await give('At work', { status: 'running' })
  await give('Waits outside', { status: 'submitted', set: { runner: 'outside', message: 'For a backend.' } })
  const batch = await giveBatch(pipelines, { account: ada.id, name: 'Wave 3' })
  for (const status of ['completed', 'running', 'submitted'])
    await give('Of the wave', { batch, status, set: { runner: 'own' } })
  await give('Soon gone', { outputs: { 'a.txt': 'x' }, set: { outputs_until: app.clock.now() + 2 * DAY } })

  const home = (await ada.get('/api/home')).json()
  assert.deepEqual(
    home.running.map(({ title, state }: { title: string; state: string }) => [title, state]).sort(),
    [
      ['At work', 'Running'],
      ['Waits outside', 'Waiting'],
      ['Wave 3', '1 of 3 over'],
    ],
    'a batch is one line',
  )
  assert.deepEqual(
    home.needs.map(({ title }: { title: string }) => title),
    ['Broken scan failed', 'Results of an experiment are removed soon'],
  )
  assert.deepEqual(home.limits.map(({ key }: { key: string }) => key).includes('files'), true)
  await give('Broken scan again', { status: 'submitted', set: { like_id: failed, runner: 'own' } })
  const later = (await ada.get('/api/home')).json()
  assert.ok(
    !later.needs.some(({ title }: { title: string }) => title.includes('Broken')),
    'it was tried again',
  )
  assert.deepEqual((await eve.get('/api/home')).json().running, [])

  const found = async (caller: Caller) =>
    (await caller.get('/api/search?q=broken')).json().items.map(({ title }: { title: string }) => title)
  assert.deepEqual(await found(ada), ['Broken scan again', 'Broken scan'])
  assert.deepEqual(await found(eve), [])
  const [app1] = (await eve.get('/api/search?q=image+statistics')).json().items
  assert.deepEqual([app1.kind, app1.href], ['app', '/app/pipelines/apps/image-statistics'])

  app.clock.advance(2 * 3_600_000)
  const needs = (await admin.get('/api/home')).json().needs
  assert.ok(
    needs.some(({ title }: { title: string }) => title === '1 experiment waits for a program outside'),
  )
  const check = app.kernel.checks.find(({ name }) => name === 'experiments outside')
  assert.match(String((await check?.look())?.finding), /^1 experiment waits .*; the first one for 2 h\.$/)
  const metrics = (await admin.get('/metrics')).body
  assert.match(metrics, /atelier_pipelines_experiments\{status="submitted",runner="outside"\} 1/)
  assert.match(metrics, /atelier_pipelines_queue_age_seconds\{runner="outside"\} 7200/)
})
