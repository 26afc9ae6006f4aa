import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { Area } from './area.ts'
import { openBelow, temporaryArea, textOf } from './temporary.fixture.ts'

const SWAPS = process.env.ATELIER_TEST_LONG === '1' ? 10_000 : 2_000

/** On a thread of its own, puts a link in the place of what is there and back, as fast as the disk takes it. */
const SWAPPER = `
const { renameSync, rmSync, symlinkSync } = require('node:fs')
const { parentPort, workerData } = require('node:worker_threads')
const { path, target, swaps } = workerData
// A writer may make the folder anew while its name is free for a moment.
function put(from) {
  for (;;) {
    try {
      return renameSync(from, path)
    } catch {
      rmSync(path, { recursive: true, force: true, maxRetries: 100 })
    }
  }
}
for (let swap = 0; swap < swaps; swap += 1) {
  symlinkSync(target, path + '.link')
  renameSync(path, path + '.true')
  put(path + '.link')
  rmSync(path)
  put(path + '.true')
}
parentPort.postMessage('done')
`

async function whileSwapping(
  t: TestContext,
  swap: { path: string; target: string },
  act: () => Promise<void>,
): Promise<number> {
  const worker = new Worker(SWAPPER, { eval: true, workerData: { ...swap, swaps: SWAPS } })
  t.after(() => worker.terminate())
  let done = false
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve()).once('error', reject)
  }).finally(() => {
    done = true
  })
  let acts = 0
  while (!done) {
    await act()
    acts += 1
  }
  await ended
  return acts
}

async function read(area: Area, name: string): Promise<string | undefined> {
  try {
    return await textOf((await area.open(name)).stream)
  } catch (error) {
    if ((error as { code?: string }).code === 'file_missing') return undefined
    throw error
  }
}

test('a file that is swapped for a link under the reader never gives what lies outside', async (t) => {
  const { area, outside } = await temporaryArea(t)
  writeFileSync(join(outside, 'secret'), 'outside')
  await area.write('shared/file', 'inside', { sync: false })
  const seen = new Set<string | undefined>()
  const swap = { path: join(area.root, 'shared/file'), target: join(outside, 'secret') }
  await whileSwapping(t, swap, async () => {
    seen.add(await read(area, 'shared/file'))
  })
  assert.equal(await read(area, 'shared/file'), 'inside')
  assert.equal(seen.has('outside'), false)
  assert.deepEqual(openBelow(outside), [])
})

test('a folder that is swapped for a link under the reader never leads out', async (t) => {
  const { area, outside } = await temporaryArea(t)
  mkdirSync(join(outside, 'elsewhere'))
  writeFileSync(join(outside, 'elsewhere/file'), 'outside')
  await area.write('shared/file', 'inside', { sync: false })
  const seen = new Set<string | undefined>()
  const listed = new Set<string>()
  writeFileSync(join(outside, 'elsewhere/other'), 'outside')
  const swap = { path: join(area.root, 'shared'), target: join(outside, 'elsewhere') }
  await whileSwapping(t, swap, async () => {
    seen.add(await read(area, 'shared/file'))
    for (const { path } of await area.list('shared')) listed.add(path)
  })
  assert.equal(await read(area, 'shared/file'), 'inside')
  assert.equal(seen.has('outside'), false)
  assert.equal(listed.has('shared/other'), false)
  assert.deepEqual(openBelow(outside), [])
})

test('a folder that is swapped for a link under the writer takes nothing out and loses nothing outside', async (t) => {
  const { area, outside } = await temporaryArea(t)
  mkdirSync(join(outside, 'elsewhere'))
  writeFileSync(join(outside, 'elsewhere/precious'), 'outside')
  await area.write('shared/first', 'inside', { sync: false })
  let writes = 0
  const swap = { path: join(area.root, 'shared'), target: join(outside, 'elsewhere') }
  await whileSwapping(t, swap, async () => {
    try {
      await area.write(`shared/deep/${writes}`, 'inside', { sync: false })
      writes += 1
      await area.remove('shared/precious')
    } catch (error) {
      // While the link stands there, or for the moment between the two names, the folder cannot be had.
      assert.ok(
        ['invalid_name', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes((error as { code: string }).code),
        `${error}`,
      )
    }
  })
  assert.deepEqual(readdirSync(join(outside, 'elsewhere')), ['precious'])
  assert.equal(readFileSync(join(outside, 'elsewhere/precious'), 'utf8'), 'outside')
  assert.ok(writes > 0)
})
