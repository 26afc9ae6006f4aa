import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataFolder } from './support/program.ts'

const ROOT = join(import.meta.dirname, '..')
const FORMULA = '=HYPERLINK("http:x")'

/** Who writes tables for people, each with a test of I7 of its own beside it. Compute, pipelines and automation have no export. */
const WRITERS = [
  'src/kernel/api/journal.ts',
  'src/kernel/http/send-csv.ts',
  'src/kernel/table-file/write-xlsx.ts',
  'src/services/collection/exports/export.ts',
  'src/services/training/files/export-api.ts',
  'src/services/training/wire/users.ts',
]

test('I7: what sends CSV or XLSX is known, and takes its cells from the kernel', () => {
  const sources = globSync('src/**/*.ts', { cwd: ROOT }).filter((path) => !path.endsWith('.test.ts'))
  const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
  const writers = sources.filter((path) => /text\/csv|spreadsheetml/.test(read(path)))
  assert.deepEqual(writers.sort(), WRITERS)
  // A line of its own making would know nothing of formulas.
  const joined = sources.filter((path) => /\.join\('[,;]'\).*\\n/.test(read(path)))
  // The file for an import by the original's own program holds names as they are (training's test of I7).
  assert.deepEqual(joined.sort(), [
    'src/kernel/csv.ts',
    'src/services/training/participants/participant-export.ts',
  ])
})

test('I7: the tables of an app of pipelines hold no formula, whatever a file and its columns are called', () => {
  const folder = dataFolder()
  const table = join(folder, `${FORMULA.replaceAll('/', '')}.csv`)
  writeFileSync(table, `who,"${FORMULA.replaceAll('"', '""')}"\na,1\nb,-2\n`)
  const program = join(ROOT, 'runners/apps/image-statistics/main.mts')
  const { status, stderr } = spawnSync(process.execPath, [program, '--output', folder, table], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  for (const name of ['statistics.csv', 'histogram.csv']) {
    const [, ...lines] = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
    assert.ok(lines.length > 0)
    for (const line of lines) assert.match(line, /^"'=HYPERLINK/)
  }
  assert.match(readFileSync(join(folder, 'statistics.csv'), 'utf8'), /,-2,/)
})
