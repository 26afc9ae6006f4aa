import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../../test/support/apps/pipelines.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { fileProblems } from '../../../kernel/files/failures.ts'
import { isCut, LOG_BYTES, readLog } from './log.ts'
import { benchWith, HELD, killAll, letGo, runs, setSlots, stepsOf } from './runner.fixture.ts'
import { readWaits, waitOf } from './waiting.ts'

const SCAN = { name: 'scan', type: 'attachment', label: 'Scan', required: true, max: 5 }
const WORD = { name: 'word', type: 'string', label: 'Word' }

eachApp((open, database) => {
  test(`an experiment gets its inputs, runs, and has its results, log and provenance, on ${database}`, async () => {
    const bench = await benchWith(open, {
      apps: {
        copy: {
          script:
            'cat {{1}} >copy.txt; mkdir -p deep/er; echo {{2}} >deep/er/word.txt; echo it says {{2}}; pwd; ls -A "$HOME"',
          fields: [SCAN, WORD],
          arguments: [{ field: 'scan' }, { field: 'word' }],
          versionCommand: ['printf', 'copy 4.2\\nand more'],
        },
      },
    })
    const ada = await bench.test.as('ada', { roles: ['pipelines:user'] })
    const word = `it's "$(id)"; -rf 脳`
    const [id = 0] = await bench.submit(ada.id, {
      app: 'copy',
      fields: { word },
      files: { 'scan.nii': 'voxels' },
    })
    const row = await bench.ended(id)
    assert.deepEqual([row.status, row.cause, row.exit_code, row.message], ['completed', 'finished', 0, ''])
    assert.deepEqual(await bench.results(id), { 'copy.txt': 'voxels', 'deep/er/word.txt': `${word}\n` })
    assert.deepEqual(bench.leftovers(), [])
    const provenance = JSON.parse(row.provenance ?? '{}')
    assert.equal(provenance.program, 'copy 4.2')
    assert.deepEqual(JSON.parse(row.command ?? '[]').at(-1), word)
    const log = await readLog(bench.pipelines, row)
    assert.match(log.text, /^it says it's "\$\(id\)"; -rf 脳\n\S+outputs\ntmp\n$/)
    assert.deepEqual([log.cut, log.isOver], [false, true])
    assert.equal((await readLog(bench.pipelines, row, { from: log.next })).text, '')
    const steps = await stepsOf(bench, id)
    assert.deepEqual(steps, ['submitted', 'claimed', 'staged', 'running', 'completed'])
  })

  test(`a burst begins in order, never more at once than there are places, on ${database}`, async () => {
    const bench = await benchWith(open, {
      apps: { brief: { script: 'echo done >done' }, held: HELD },
      env: { ATELIER_PIPELINES_RUNNING: '2' },
    })
    const { pipelines, test: app } = bench
    const ada = await app.as('ada', { roles: ['pipelines:user'] })
    const ben = await app.as('ben', { roles: ['pipelines:user'] })
    await setSlots(bench, 3)
    const held = await bench.submit(ada.id, { app: 'held' }, { app: 'held' }, { app: 'held' })
    const others = await bench.submit(ben.id, { app: 'held' }, { app: 'held' })
    await runs(bench, [held[0], held[1], others[0]])
    const waits = await readWaits(pipelines)
    assert.deepEqual(waits.get(held[2] ?? 0), { ahead: 0, reason: 'Your 2 places are taken.' })
    assert.deepEqual(waits.get(others[1] ?? 0), {
      ahead: 1,
      reason: 'All 3 places of This machine are taken. One experiment is ahead of it.',
    })
    let most = 0
    const working = new Set<number>()
    pipelines.experiments.onChange(({ id, status }) => {
      if (status === 'claimed' || status === 'running') working.add(id)
      else working.delete(id)
      most = Math.max(most, working.size)
    })
    const burst = await bench.submit(ben.id, ...Array.from({ length: 8 }, () => ({ app: 'brief' })))
    for (const id of [...held, ...others]) await letGo(bench, id)
    for (const id of burst) assert.equal((await bench.ended(id)).status, 'completed')
    const claimed = await pipelines.db
      .selectFrom('pipelines_step')
      .select('experiment_id')
      .where('step', '=', 'claimed')
      .where('experiment_id', 'in', burst)
      .orderBy('id')
      .execute()
    assert.deepEqual(
      claimed.map((row) => row.experiment_id),
      burst,
    )
    assert.ok(most <= 3, `${most} at once`)
  })
})

test('R9: an attempt that nobody saw end is made again after a pause, and not for ever', async () => {
  const bench = await benchWith(testApp, {
    apps: { held: HELD },
    env: { ATELIER_PIPELINES_ATTEMPTS: '2' },
  })
  const { test: app, pipelines } = bench
  const ada = await app.as('ada', { roles: ['pipelines:user'] })
  const [id = 0, again = 0] = await bench.submit(ada.id, { app: 'held' }, { app: 'held' })
  await runs(bench, [id, again])
  await killAll(bench, id)
  await killAll(bench, again)
  await waitFor(
    async () =>
      (await bench.row(again)).status === 'submitted' && (await bench.row(id)).status === 'submitted',
  )
  const waiting = await bench.row(id)
  assert.match(waiting.message, /^Nobody saw how it ended/)
  assert.match(
    (await waitOf(pipelines, waiting))?.reason ?? '',
    /^Nobody saw how it ended.* It is tried again at \d\d:\d\d UTC\.$/,
  )
  app.clock.advance(11_000)
  pipelines.runner.kick()
  await runs(bench, [id, again])
  await letGo(bench, again)
  assert.equal((await bench.ended(again)).status, 'completed')
  await killAll(bench, id)
  const { status, cause, message } = await bench.ended(id)
  assert.deepEqual([status, cause], ['failed', 'lost'])
  assert.match(message, /That was attempt 2\.$/)
  assert.deepEqual(bench.leftovers(), [])
})

test('what fails says why, and keeps what it left', async () => {
  const bench = await benchWith(testApp, {
    apps: {
      fails: { script: 'echo half >half.csv; echo "no such voxel" >&2; exit 3' },
      promises: {
        script: 'echo x >other.txt',
        outputs: [{ glob: '*.csv', label: 'Table', required: true }],
      },
      loud: { script: 'yes loud' },
      held: HELD,
      reads: { script: 'cat {{1}}', fields: [SCAN], arguments: [{ field: 'scan' }] },
    },
  })
  const ada = await bench.test.as('ada', { roles: ['pipelines:user'] })
  const [fails = 0, promises = 0, loud = 0, slow = 0] = await bench.submit(
    ada.id,
    { app: 'fails' },
    { app: 'promises' },
    { app: 'loud' },
    { app: 'held' },
  )
  const failed = await bench.ended(fails)
  assert.deepEqual([failed.status, failed.cause, failed.exit_code], ['failed', 'failed', 3])
  assert.equal(failed.message, 'It ended with status 3. The last it said: no such voxel')
  assert.deepEqual(await bench.results(fails), { 'half.csv': 'half\n' })
  const missing = await bench.ended(promises)
  assert.deepEqual(
    [missing.status, missing.cause, missing.message],
    ['failed', 'outputs', 'It ended without a fault, but did not leave what it should: Table.'],
  )
  await runs(bench, [slow])
  await waitFor(async () => (await readLog(bench.pipelines, await bench.row(loud))).cut, 20_000)
  await bench.pipelines.runner.cancel({ by: { account: ada.id }, ids: [loud] })
  const { status, log_file_id } = await bench.ended(loud)
  assert.equal(status, 'cancelled')
  const file = await bench.pipelines.db
    .selectFrom('kernel_file')
    .selectAll()
    .where('id', '=', log_file_id)
    .executeTakeFirstOrThrow()
  assert.ok(file.size <= LOG_BYTES, `${file.size} bytes are kept`)
  assert.ok(isCut(file.path))
  bench.test.clock.advance(86_400_000)
  await bench.test.kernel.executions.look()
  const late = await bench.ended(slow)
  assert.deepEqual([late.status, late.cause], ['failed', 'timed-out'])
  assert.match(late.message, /^It was ended when its time was over: 1440 minutes\./)

  // R4: as long as the disk is full it waits, and does not fill it further with its tries.
  const { space } = bench.pipelines.kernel
  const { requireRoom } = space
  space.requireRoom = () => Promise.reject(fileProblems.full())
  const [full = 0] = await bench.submit(ada.id, { app: 'reads', files: { 'scan.nii': 'voxels' } })
  await waitFor(async () => (await bench.row(full)).due_at === bench.test.clock.now() + 60_000, 20_000)
  assert.deepEqual((await bench.row(full)).attempts, 0)
  space.requireRoom = requireRoom
  bench.test.clock.advance(60_000)
  bench.pipelines.runner.kick()
  assert.equal((await bench.ended(full)).status, 'completed')
})

test('what waits, is prepared or runs can be cancelled, many at once, and an ended one stays as it is', async () => {
  const bench = await benchWith(testApp, { apps: { held: HELD, brief: { script: 'true' } } })
  const ada = await bench.test.as('ada', { roles: ['pipelines:user'] })
  await setSlots(bench, 2)
  const by = { account: ada.id }
  const [over = 0] = await bench.submit(ada.id, { app: 'brief' })
  await bench.ended(over)
  const ids = await bench.submit(ada.id, ...Array.from({ length: 60 }, () => ({ app: 'held' })))
  await runs(bench, ids.slice(0, 2))
  const done = await bench.pipelines.runner.cancel({ by, ids: [over, ...ids], reason: 'Not needed' })
  assert.deepEqual(done, ids)
  for (const id of ids) {
    const { status, message } = await bench.ended(id)
    assert.deepEqual([status, message], ['cancelled', 'It was cancelled: Not needed'])
  }
  assert.equal((await bench.row(over)).status, 'completed')
  // One whose files are on their way: the place of the first one is taken and nothing runs yet.
  const [staged = 0] = await bench.submit(ada.id, { app: 'held' })
  await waitFor(async () => (await bench.row(staged)).status !== 'submitted')
  await bench.pipelines.runner.cancel({ by, ids: [staged] })
  assert.equal((await bench.ended(staged)).status, 'cancelled')
  await bench.pipelines.runner.settle()
  assert.deepEqual(bench.leftovers(), [])
})
