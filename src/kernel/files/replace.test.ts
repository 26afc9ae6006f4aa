import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { eachDatabase } from '../../../test/support/database.ts'
import { inTransaction } from '../db/db.ts'
import { openArea } from './area.ts'
import { changeFile, findFileAt, insertFile } from './file.store.ts'
import { dropFolder, ensureFolder, lookInto } from './folder.ts'
import { recoverArea } from './recover.ts'
import { relink } from './relink.ts'
import { replaceFile, rewriteFile } from './replace.ts'

const areaOn = async (root = mkdtempSync(join(tmpdir(), 'atelier-replace-'))) => ({
  root,
  area: await openArea({ root, name: 'try' }),
  read: (name: string) => readFileSync(join(root, name), 'utf8'),
})

eachDatabase('files that are replaced or linked', (open) => {
  test('R1: bytes that were replaced come back when a kill came before their row, and stay away after it', async () => {
    const { db } = await open()
    const { root, area, read } = await areaOn()
    for (const name of ['killed before', 'killed after', 'undone']) {
      const old = await area.receive(Readable.from(['old']))
      await area.keep(old, `results/${name}`)
      const file = { area: 'try', path: `results/${name}`, size: old.size, sha256: old.sha256, createdAt: 1 }
      const row = (await inTransaction(db, (tx) => insertFile(tx, file))) ?? assert.fail()
      await old.discard()
      const incoming = await area.receive(Readable.from(['new bytes']))
      const replaced = await replaceFile(area, incoming, row)
      assert.equal(read(row.path), 'new bytes')
      if (name === 'killed after')
        await inTransaction(db, (tx) => changeFile(tx, row.id, { ...incoming, createdAt: 2 }))
      if (name === 'undone') {
        await replaced.undo()
        await incoming.discard()
      }
    }
    const next = await areaOn(root)
    assert.deepEqual(await recoverArea(next.area, db, { olderThanMs: 0 }), [])
    assert.equal(read('results/killed before'), 'old')
    assert.equal(read('results/killed after'), 'new bytes')
    assert.equal(read('results/undone'), 'old')
    assert.deepEqual(readdirSync(join(root, '.incoming')), [])
  })

  test('R1: a stored file is kept under a second name without a copy; a kill before its row leaves only the first', async () => {
    const { db } = await open()
    const { root, area, read } = await areaOn()
    const first = await area.receive(Readable.from(['bytes']))
    await area.keep(first, 'one/a')
    const file = { area: 'try', path: 'one/a', size: first.size, sha256: first.sha256, createdAt: 1 }
    const row = (await inTransaction(db, (tx) => insertFile(tx, file))) ?? assert.fail()
    await first.discard()
    const again = await relink(area, row)
    await area.keep(again, 'two/a')
    assert.equal(read('two/a'), 'bytes')
    await recoverArea((await areaOn(root)).area, db, { olderThanMs: 0 })
    assert.deepEqual([readdirSync(join(root, 'two')), read('one/a')], [[], 'bytes'])
    await area.remove('one/a')
    await assert.rejects(relink(area, row), { code: 'file_missing' })
    assert.deepEqual(readdirSync(join(root, '.incoming')), [])
    assert.equal((await findFileAt(db, 'try', 'one/a'))?.id, row.id)
  })
})

test('a small file is rewritten whole, in folders that are made for it', async () => {
  const { root, area, read } = await areaOn()
  await rewriteFile(area, 'a/b/status.json', 'one')
  await rewriteFile(area, 'a/b/status.json', 'two')
  assert.equal(read('a/b/status.json'), 'two')
  assert.deepEqual(readdirSync(join(root, '.incoming')), [])
})

test('F2: a folder is looked into and removed without following a link', async () => {
  const { root, area } = await areaOn()
  const outside = mkdtempSync(join(tmpdir(), 'atelier-outside-'))
  writeFileSync(join(outside, 'mine'), 'mine')
  await ensureFolder(area, 'out/sub')
  writeFileSync(join(root, 'out/a'), 'aa')
  symlinkSync(join(outside, 'mine'), join(root, 'out/b'))
  symlinkSync(outside, join(root, 'out/sub/link'))
  mkdirSync(join(root, 'out/c'))
  const seen = await lookInto(area, 'out', { most: 10 })
  assert.deepEqual(
    seen?.map(({ name, size }) => [name, size]),
    [['a', 2]],
  )
  symlinkSync(outside, join(root, 'linked'))
  assert.equal(await lookInto(area, 'linked', { most: 10 }), undefined)
  await dropFolder(area, 'linked')
  await dropFolder(area, 'out')
  await dropFolder(area, 'out')
  assert.deepEqual(readdirSync(root).sort(), ['.incoming', 'linked'])
  assert.deepEqual(readdirSync(outside), ['mine'])
})
