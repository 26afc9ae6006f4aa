import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { eachDatabase } from '../../../test/support/database.ts'
import { inTransaction } from '../db/db.ts'
import { openArea } from './area.ts'
import { insertFile } from './file.store.ts'
import { recoverArea } from './recover.ts'

eachDatabase('an area after a kill', (open) => {
  test('keeps what a row names, and nothing that no row names; the operator’s own files stay', async () => {
    const { db } = await open()
    const root = mkdtempSync(join(tmpdir(), 'atelier-recover-'))
    const area = await openArea({ root, name: 'try' })
    const names: string[] = []
    for (const name of ['committed', 'cut off', 'answered']) {
      const incoming = await area.receive(Readable.from(['bytes']))
      await area.keep(incoming, `study/${name}`)
      if (name !== 'cut off') {
        const file = { area: 'try', path: `study/${name}`, size: incoming.size, sha256: incoming.sha256 }
        await inTransaction(db, (tx) => insertFile(tx, { ...file, createdAt: 1 }))
      }
      if (name === 'answered') await incoming.discard()
      names.push(name)
    }
    await area.receive(Readable.from(['half of an upload']))
    await area.write('study/the operator’s own', 'text', { sync: false })
    const next = await openArea({ root, name: 'try' })
    assert.deepEqual(await recoverArea(next, db, { olderThanMs: 0 }), ['study/cut off'])
    assert.deepEqual(readdirSync(join(root, 'study')).sort(), ['answered', 'committed', 'the operator’s own'])
    assert.deepEqual(readdirSync(join(root, '.incoming')), [])
  })
})
