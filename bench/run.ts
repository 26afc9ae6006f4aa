// `npm run bench`: the product beside its floors, with a bar for each figure. With names: only those benches. `--write`:
// puts the table into docs/performance.md. Exits with 1 when a bar is missed.
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { allocation } from './allocation.bench.ts'
import { backup } from './backup.bench.ts'
import { beside } from './beside.bench.ts'
import { dispatch } from './dispatch.bench.ts'
import { du } from './du.bench.ts'
import { executions } from './executions.bench.ts'
import { experiments } from './experiments.bench.ts'
import { exportAnswers } from './export.bench.ts'
import { inventory } from './inventory.bench.ts'
import { list } from './list.bench.ts'
import { live } from './live.bench.ts'
import { overload } from './overload.bench.ts'
import { page } from './page.bench.ts'
import { proxy } from './proxy.bench.ts'
import { registration } from './registration.bench.ts'
import { row } from './row.bench.ts'
import { runs } from './runs.bench.ts'
import { session } from './session.bench.ts'
import { soak } from './soak.bench.ts'
import { ssh } from './ssh.bench.ts'
import { start } from './start.bench.ts'
import { file, json } from './submit.bench.ts'
import { meets, type Row, tableOf } from './support/table.ts'
import { upload } from './upload.bench.ts'
import { uploads } from './uploads.bench.ts'
import { workspaces } from './workspaces.bench.ts'

const BENCHES: Record<string, () => Promise<Row[]>> = {
  start,
  list,
  row,
  json,
  beside,
  file,
  upload,
  page,
  uploads,
  registration,
  allocation,
  proxy,
  export: exportAnswers,
  dispatch,
  executions,
  experiments,
  live,
  session,
  workspaces,
  du,
  inventory,
  runs,
  ssh,
  backup,
  overload,
  soak,
}
/** A backup takes 30 GB of room, and each of them a minute or more by itself. */
const WHEN_NAMED = ['backup', 'overload', 'soak']
const DOCUMENT = 'docs/performance.md'
const TABLE = /<!-- table -->[\s\S]*<!-- end -->/

async function main(args: readonly string[]): Promise<number> {
  process.chdir(fileURLToPath(new URL('..', import.meta.url)))
  const named = args.filter((each) => each !== '--write')
  const unknown = named.filter((name) => !(name in BENCHES))
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}`)
    return 2
  }
  const since = performance.now()
  const rows: Row[] = []
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (named.length > 0 ? !named.includes(name) : WHEN_NAMED.includes(name)) continue
    console.error(`${name} …`)
    rows.push(...(await bench()))
  }
  const minutes = ((performance.now() - since) / 60_000).toFixed(1)
  const text = `${tableOf(rows)}\n\n${machine()} The run took ${minutes} minutes.`
  console.log(text)
  if (args.includes('--write')) {
    const document = readFileSync(DOCUMENT, 'utf8')
    writeFileSync(
      DOCUMENT,
      document.replace(TABLE, () => `<!-- table -->\n${text}\n<!-- end -->`),
    )
  }
  const missed = rows.filter((each) => !meets(each))
  for (const { what } of missed) console.error(`Below its bar: ${what}`)
  return missed.length === 0 ? 0 : 1
}

function machine(): string {
  const day = new Date().toISOString().slice(0, 10)
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor'
  return `Taken on ${day}: ${availableParallelism()} cores (${processor}), Node ${process.versions.node}, SQLite.`
}

// Servers and folders go by handlers of `exit`, which a signal alone does not call; there are a few dozen.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
process.setMaxListeners(100)
process.exitCode = await main(process.argv.slice(2))
