import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { whileSwapping } from '../../../test/support/swap.ts'
import type { Area } from './area.ts'
import { openBelow, temporaryArea, textOf } from './temporary.fixture.ts'

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
