import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A process that has loaded the server once runs this many files; what they leave open lies in memory until its end. */
const FILES = 8

export interface Batches {
  /** Files for the runner, each of which runs those of one batch; their names keep the order in which they begin. */
  files: string[]
  remove(): void
}

/**
 * Files `alone` get a process each, those `together` share one with their neighbours, because loading the server costs a
 * second of a processor's time. Failures still name their own file and line.
 */
export function batchesOf(alone: readonly string[], together: readonly string[]): Batches {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-batches-'))
  const batches = alone.map((file) => [file])
  for (let at = 0; at < together.length; at += FILES) batches.push(together.slice(at, at + FILES))
  const files = batches.map((batch, at) => {
    const [first = ''] = batch
    const name = batch.length === 1 ? basename(first, '.test.ts') : dirname(first).replaceAll('/', '-')
    const file = join(folder, `${String(at).padStart(3, '0')}-${name}.test.mjs`)
    const lines = batch.map((test) => `await import(${JSON.stringify(pathToFileURL(resolve(test)).href)})\n`)
    writeFileSync(file, lines.join(''))
    return file
  })
  return { files, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
