import assert from 'node:assert/strict'
import { linkSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import { inTransaction } from '../../../src/kernel/db/db.ts'
import { recoverArea } from '../../../src/kernel/files/recover.ts'
import { testApp } from '../../support/apps/collection.ts'
import { createPostgresDatabase } from '../../support/database.ts'
import { eachStudy, refusal, type Study, studyOn } from './study.ts'

const rootOf = ({ test: { atelier } }: Study) => (atelier.collection ?? assert.fail()).area.root

/** The next submission is answered before anybody knows: its flush finds no log, or its connection ends at the commit. */
async function breakNextCommit({ test: { folder, kernel } }: Study): Promise<void> {
  if (kernel.database.dialect === 'sqlite') return rmSync(join(folder, 'atelier.db-wal'))
  await inTransaction(kernel.db, async (tx) => {
    for (const statement of [
      `create function end_connection() returns trigger language plpgsql as
        'begin perform pg_terminate_backend(pg_backend_pid()); return null; end'`,
      `create constraint trigger ends after insert on collection_submission
        deferrable initially deferred for each row execute function end_connection()`,
    ])
      await sql.raw(statement).execute(tx as never)
  })
}

const unsynced = async ({ test: { atelier } }: Study) =>
  (
    await (atelier.collection ?? assert.fail()).db
      .selectFrom('collection_submission')
      .select('id')
      .where('responses_synced', '=', 0)
      .execute()
  ).length

eachStudy((open, database) =>
  describe(`collection: files of responses (${database})`, () => {
    test('they are put on disk and marked by a job, once', async () => {
      const study = await open()
      const auth_token = await study.issue()
      for (let i = 0; i < 5; i += 1) await study.submit(study.form({ auth_token, responses: `[${i}]` }))
      assert.equal(await unsynced(study), 5)
      const before = study.files()
      await study.test.jobs.drain()
      assert.equal(await unsynced(study), 0)
      assert.deepEqual(study.files(), before)
    })

    test('R2: one that a power loss took or tore is made again from its row, and another’s file is left alone', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const texts = ['[1,"gone"]', '[2,"empty"]', '[3,"zeros"]', '[4,"cut"]', '[5,"other"]']
      for (const responses of texts) await study.submit(study.form({ auth_token, responses }))
      const folder = join(rootOf(study), 'uploads/responses/unknown')
      const [gone, empty, zeros, cut, other] = study.files().map((name) => join(folder, name)) as [
        string,
        string,
        string,
        string,
        string,
      ]
      rmSync(gone)
      truncateSync(empty, 0)
      writeFileSync(zeros, Buffer.alloc(11))
      truncateSync(cut, 4)
      writeFileSync(other, 'their own')
      // What a restart forgets.
      study.test.atelier.collection?.written.clear()
      await study.test.jobs.drain()
      const contents = study.files().map((name) => study.read(name).toString())
      assert.deepEqual(contents.sort(), [...texts, 'their own'].sort())
      assert.equal(readFileSync(other, 'utf8'), 'their own')
      assert.equal(await unsynced(study), 0)
      const { items } = (
        await (await study.test.as('admin')).get('/api/collection/projects/1/submissions')
      ).json()
      for (const { id, stamp } of items)
        assert.equal(study.read(`${stamp}-messages.json`).toString(), texts[id - 1])
    })

    test('one that somebody has taken away before it was synced is made again', async () => {
      const study = await open()
      const auth_token = await study.issue()
      for (const responses of ['1', '2']) await study.submit(study.form({ auth_token, responses }))
      rmSync(join(rootOf(study), 'uploads/responses/unknown', study.files()[0] ?? ''))
      await study.test.jobs.drain()
      assert.equal(await unsynced(study), 0)
      assert.deepEqual(
        study.files().map((name) => study.read(name).toString()),
        ['1', '2'],
      )
    })

    test('R1: where nobody knows whether a submission is committed, its file is kept or removed as its row is', async () => {
      const study = await open()
      const { area, db } = study.test.atelier.collection ?? assert.fail()
      const auth_token = await study.issue()
      await breakNextCommit(study)
      const body = study.form({ auth_token, file: new File(['doubtful'], 'doubtful.wav') })
      assert.equal((await study.submit(body)).status, 503)
      assert.equal(study.files().length, 1)
      await recoverArea(area, db, { olderThanMs: 0 })
      const rows = await db.selectFrom('kernel_file').select('path').where('area', '=', area.name).execute()
      assert.deepEqual(
        study.everything(),
        rows.map(({ path }) => path),
      )
      assert.equal(rows.length, study.test.kernel.database.dialect === 'sqlite' ? 1 : 0)
    })

    test('files belong to owner and group alone', async () => {
      const study = await open()
      await study.submit(
        study.form({ auth_token: await study.issue(), responses: '1', file: new File(['x'], 'x') }),
      )
      await study.test.atelier.collection?.logs.flush()
      const root = rootOf(study)
      const mode = (path: string) => (statSync(join(root, path)).mode & 0o777).toString(8)
      for (const folder of ['logs', 'uploads', 'uploads/responses', 'uploads/responses/unknown'])
        assert.equal(mode(folder), '750', folder)
      for (const name of study.files()) assert.equal(mode(`uploads/responses/unknown/${name}`), '640')
      assert.deepEqual([mode('logs/console.log'), mode('logs/access.log')], ['600', '640'])
    })

    test('logs are put aside after seven days, and ten are kept', async () => {
      const study = await open({ start: Date.now() })
      const { logs } = study.test.atelier.collection ?? assert.fail()
      for (let week = 0; week < 14; week += 1) {
        study.test.clock.advance(7 * 24 * 3_600_000)
        logs.add('console', `week ${week}`)
        await logs.flush()
      }
      const { readdirSync } = await import('node:fs')
      const names = readdirSync(join(rootOf(study), 'logs')).filter((name) => name.startsWith('console.log'))
      assert.equal(names.length, 11)
      assert.equal(readFileSync(join(rootOf(study), 'logs/console.log'), 'utf8'), 'week 13\n')
    })
  }),
)

describe('collection: a restart in the middle of a study', () => {
  test('the secret, tokens and clients go on, leftovers go, and what was stored stays', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'atelier-again-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    // The clock of the files' own times: by it logs are put aside.
    const start = Date.now()
    const first = await studyOn(await testApp({ folder, start }))
    const auth_token = await first.issue()
    const expired = await first.issue({ expiry_minutes: '0' })
    const registered = await fetch(
      `${first.base}/register?token=${first.secret}&callback_url=https://a.example/`,
    )
    const { client_id } = (await registered.json()) as { client_id: string }
    await first.submit(
      first.form({ auth_token, responses: '"before"', file: new File(['kept'], 'kept.wav') }),
    )
    const kept = first.files()
    const root = rootOf(first)
    const project = join(root, 'uploads/responses/unknown')
    await first.test.close()
    // What a kill leaves: an upload under way, a file whose row was never committed, and one whose row was.
    writeFileSync(join(root, '.incoming/cut'), 'part of')
    writeFileSync(join(root, '.incoming/visible'), 'no row')
    linkSync(join(root, '.incoming/visible'), join(project, '20270301T100001.000000Z0000-visible.wav'))
    linkSync(join(project, kept[0] ?? ''), join(root, '.incoming/committed'))

    const second = await studyOn(await testApp({ folder, start }))
    assert.equal(second.secret, first.secret)
    assert.deepEqual(
      second.everything().map((path) => path.split('/').at(-1)),
      kept,
    )
    assert.deepEqual(await refusal(await second.submit(second.form({ auth_token: expired }))), [
      403,
      'Token expired',
    ])
    assert.equal((await second.submit(second.form({ auth_token, responses: '"after"' }))).status, 200)
    const again = await second.submit(second.form({ auth_token, file: new File(['kept'], 'kept.wav') }))
    assert.equal(again.status, 200)
    assert.equal(second.files().length, 3)
    const redirect = await fetch(`${second.base}/token?client_id=${client_id}`, { redirect: 'manual' })
    assert.equal(redirect.status, 302)
    await second.test.atelier.collection?.logs.flush()
    assert.equal(readFileSync(join(root, 'logs/console.log'), 'utf8').match(/^TOKEN=/gm)?.length, 1)
  })

  test('the base directory is where the variable says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'atelier-base-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    const study = await studyOn(
      await testApp({ env: { REPROSCHEMA_BACKEND_BASEDIR: join(folder, 'base dir') } }),
    )
    await study.submit(study.form({ auth_token: await study.issue(), responses: '1' }))
    assert.ok(statSync(join(folder, 'base dir/uploads/responses/unknown', study.files()[0] ?? '')).isFile())
  })
})

const postgres = process.env.ATELIER_TEST_POSTGRES_URL

test('two servers on one database and one base directory share tokens, and never a stamp', {
  skip: postgres ? false : 'it needs PostgreSQL',
}, async () => {
  const shared = mkdtempSync(join(tmpdir(), 'atelier-nodes-'))
  after(() => rmSync(shared, { recursive: true, force: true }))
  const env = {
    ATELIER_DATABASE_URL: await createPostgresDatabase(postgres ?? ''),
    ATELIER_DATABASE_POOL_SIZE: '10',
    ATELIER_SECRET_KEY_FILE: join(shared, 'secret.key'),
    REPROSCHEMA_BACKEND_BASEDIR: join(shared, 'base'),
  }
  const nodes = [await studyOn(await testApp({ env })), await studyOn(await testApp({ env }))] as const
  const [one, two] = nodes
  assert.equal(two.secret, one.secret)
  const auth_token = await one.issue()
  // Their clocks stand still at the same moment, so every stamp is wanted twice.
  const posts = Array.from({ length: 40 }, async (_, i) => {
    const node = nodes[i % 2] ?? one
    const answer = await node.submit(
      node.form({ auth_token, responses: `${i}`, file: new File([`${i}`], 'same.wav') }),
    )
    assert.equal(answer.status, 200)
  })
  await Promise.all(posts)
  const texts = one.files().map((name) => one.read(name).toString())
  const numbers = Array.from({ length: 40 }, (_, i) => `${i}`)
  assert.deepEqual(texts.sort(), [...numbers, ...numbers].sort())
})
