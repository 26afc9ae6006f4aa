import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { whileSwapping } from '../../../../test/support/swap.ts'
import { filesOf } from './package-folder.ts'

test('F2, F8: a folder of templates that is swapped for a link while it is copied never leads out', async (t) => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'atelier-package-')))
  t.after(() => rmSync(base, { recursive: true, force: true }))
  for (const folder of ['root/jobs/lib', 'outside/lib']) mkdirSync(join(base, folder), { recursive: true })
  writeFileSync(join(base, 'root/jobs/lib/a.py'), 'inside')
  for (const name of ['a.py', 'secret']) writeFileSync(join(base, 'outside/lib', name), 'outside')
  const seen = new Set<string>()
  const look = async () => {
    for await (const { path, content } of filesOf(join(base, 'root'), ['jobs']))
      seen.add(`${path.replace('.true', '')}: ${content}`)
  }
  await whileSwapping(t, { path: join(base, 'root/jobs'), target: join(base, 'outside') }, look)
  await whileSwapping(t, { path: join(base, 'root/jobs/lib'), target: join(base, 'outside/lib') }, look)
  await look()
  assert.deepEqual([...seen], ['lib/a.py: inside'])
})
