import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Db, Tx } from '../tables.ts'
import {
  type AppWithVersion,
  addVersion,
  changeApp,
  definitionsOf,
  hashOf,
  insertApp,
  listApps,
} from './app.store.ts'
import { type AppDefinition, definitionIn } from './definition.ts'
import { type Found, inCategories, type Reading } from './folder.ts'

interface Parts {
  kernel: Pick<Kernel, 'journal' | 'clock'>
  db: Db
}

interface Adopted {
  product: Reading
  reading: Reading
  /** By key the hash of what this node has taken over: it grows here. */
  known: Map<string, string>
  by: By
}

/**
 * Makes the rows say what the files say. What cannot be read stays as it was, and so does everything where nobody can say who
 * may use it. A file of the folder takes the place of the product's of the same key.
 */
export async function adopt({ kernel, db }: Parts, { product, reading, known, by }: Adopted): Promise<void> {
  const found = new Map([...product.apps, ...reading.apps])
  for (const [key, each] of found)
    if (each.source === 'product')
      found.set(key, { ...each, definition: inCategories(each.definition, reading.categories) })
  const hashes = new Map([...found].map(([key, { definition }]) => [key, hashOf(definition)]))
  const isFirst = known.size === 0
  const isNews = (key: string) => isFirst || known.get(key) !== hashes.get(key)
  const isLeft = (key: string) => reading.isHeld || reading.broken.has(key) || reading.broken.has('*')
  /** What cannot be read in the folder does not bring the product's own back, nor open what categories close. */
  const mayAdopt = ({ definition: { key }, source }: Found, there: AppWithVersion | undefined) => {
    if (reading.isHeld) return source === 'product' && there === undefined
    return source !== 'product' || !isLeft(key) || (there?.row.source ?? source) === 'product'
  }
  const now = kernel.clock.now()
  await inTransaction(db, async (tx) => {
    const there = new Map((await listApps(tx, { archived: true })).map((app) => [app.row.key, app]))
    for (const [key, app] of found)
      if (isNews(key) && mayAdopt(app, there.get(key)))
        await adoptOne({ kernel, by, now }, tx, there.get(key), app)
    for (const [key, { row, version }] of there) {
      if (found.has(key) || isLeft(key) || row.archived_at !== null || !(isFirst || known.has(key))) continue
      if (!(await changeApp(tx, row, { archived_at: now }))) continue
      const [gone] = await definitionsOf(tx, [version.id])
      const details = { version: version.version, removed: true }
      await record({ kernel, by }, tx, gone ? definitionIn(gone) : { key, groups: [] }, details)
    }
  })
  for (const key of known.keys()) if (!isLeft(key)) known.delete(key)
  for (const [key, { source }] of found)
    if (source === 'product' ? !isLeft(key) : !reading.isHeld) known.set(key, hashes.get(key) as string)
}

async function adoptOne(
  { kernel, by, now }: { kernel: Parts['kernel']; by: By; now: number },
  tx: Tx,
  there: AppWithVersion | undefined,
  { definition, source }: Found,
): Promise<void> {
  if (!there) {
    const isNew = await insertApp(tx, { definition, source, now })
    // What comes with the product is nobody's change.
    if (isNew && source !== 'product') await record({ kernel, by }, tx, definition, { version: 1, source })
    return
  }
  const { row, version } = there
  if (version.sha256 !== hashOf(definition)) {
    if (await addVersion(tx, { row, definition, source, now }))
      await record({ kernel, by }, tx, definition, { version: row.current + 1, source })
  } else if (row.archived_at !== null || row.source !== source) {
    if (await changeApp(tx, row, { archived_at: null, source }))
      await record({ kernel, by }, tx, definition, { version: row.current, source })
  }
}

const record = (
  { kernel, by }: { kernel: Parts['kernel']; by: By },
  tx: Tx,
  { key, groups }: Pick<AppDefinition, 'key' | 'groups'>,
  details: { version: number; source?: string; removed?: boolean },
): Promise<void> =>
  kernel.journal.record(tx, {
    by,
    service: 'pipelines',
    action: 'pipelines.app.changed',
    object: `pipelines.app:${key}`,
    new: { key, ...details },
    // Whoever has the catalogue open sees it, unless it is not for everybody.
    audience: groups.length === 0 ? 'pipelines:user' : 'pipelines:admin',
  })
