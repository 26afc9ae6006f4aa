import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Files of one process, which has loaded the server once; what they leave open lies in memory until its end. */
export interface Batch {
  files: readonly string[]
  /** Each begins when the one before has closed what it opened, and all have one browser. */
  inTurn?: boolean
}

const hrefOf = (name: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, name)).href)

export interface Batches {
  /** Files for the runner, each of which runs those of one batch; their names keep the order in which they begin. */
  files: string[]
  remove(): void
}

/** The files in batches of so many: loading the server costs a second of a processor's time, and a browser another. */
export function groupsOf(files: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(files.length / size) }, (_, at) =>
    files.slice(at * size, (at + 1) * size),
  )
}

/** Failures still name their own file and line. */
export function batchesOf(batches: readonly Batch[]): Batches {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-batches-'))
  const files = batches.map((batch, at) => {
    const [first = ''] = batch.files
    const name = batch.files.length === 1 ? basename(first, '.test.ts') : dirname(first).replaceAll('/', '-')
    const file = join(folder, `${String(at).padStart(3, '0')}-${name}.test.mjs`)
    const urls = batch.files.map((each) => pathToFileURL(resolve(each)).href)
    const run = batch.inTurn ? 'runInTurn' : 'runBatch'
    writeFileSync(
      file,
      `await import(${hrefOf('untracked.ts')})
const { ${run} } = await import(${hrefOf('batch.ts')})
await ${run}(${JSON.stringify(urls)})\n`,
    )
    return file
  })
  return { files, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
