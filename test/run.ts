// `npm test`: everything that must hold, in order. With files: only those, with PostgreSQL beside them. `--long`: the long forms.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Batches, batchesOf, groupsOf } from './support/batches.ts'
import { COMPILED } from './support/compiled.ts'
import { provideNeeds } from './support/needs.ts'
import { startPostgres } from './support/postgres.ts'
import { makeFileTemplate, makeTemplate } from './support/template.ts'

const args = process.argv.slice(2)
const long = args.includes('--long')
const files = args.filter((each) => each !== '--long')

const failed: string[] = []

/** A command that must end well; whatever the others said, all that is wrong is seen at once. */
async function gate(name: string, command: string, ...commandArgs: string[]): Promise<void> {
  const since = performance.now()
  const child = spawn(command, commandArgs, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk))
  const [status] = await once(child, 'close')
  process.stdout.write(Buffer.concat(said))
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok' : 'FAILED'}  ${name}  (${seconds} s)`)
  if (status !== 0) failed.push(name)
}

const bin = (name: string) => `node_modules/.bin/${name}`

async function main(): Promise<number> {
  if (files.length === 0) {
    const built = gate('console', './atelier', 'console')
    provideNeeds()
    // Two at a time: the first takes as long as all others, which need the console's packages.
    const others = async () => {
      await built
      await gate('types of the console', bin('tsc'), '--noEmit', '-p', 'console')
      await gate('lint', bin('biome'), 'ci', '--error-on-warnings')
      await gate('dead code', bin('knip'))
      await gate('duplicate code', bin('jscpd'))
    }
    await Promise.all([gate('types', bin('tsc'), '--noEmit', '-p', '.'), others()])
  }
  if (files.some((file) => file.startsWith('test/e2e'))) await gate('console', './atelier', 'console')
  const postgres = await startPostgres()
  const file = await makeFileTemplate()
  const isApart = (name: string) => APART.test(name)
  const batches =
    files.length > 0
      ? [files.filter(isApart), files.filter((name) => !isApart(name))].map(eachAlone)
      : [eachAlone(globSync('test/**/*.test.ts').filter(isApart).sort()), allTests()]
  try {
    const env = {
      ...process.env,
      NODE_COMPILE_CACHE: COMPILED,
      ATELIER_TEST_POSTGRES_URL: postgres.url,
      ATELIER_TEST_POSTGRES_TEMPLATE: await makeTemplate(postgres.url),
      ATELIER_TEST_SQLITE_TEMPLATE: file,
      ...(long && { ATELIER_TEST_LONG: '1' }),
    }
    const statuses = []
    for (const batch of batches) if (batch.files.length > 0) statuses.push(await runTests(batch.files, env))
    if (statuses.some((status) => status !== 0)) failed.push('tests')
  } finally {
    await postgres.stop()
    rmSync(dirname(file), { recursive: true, force: true })
    for (const batch of batches) batch.remove()
  }
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}.`)
  return failed.length === 0 ? 0 : 1
}

/** Runs test files, and gives the status with which they ended. */
async function runTests(tests: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const runner = spawn(
    process.execPath,
    // A test that hangs is a failure with a name, not a run without an end. One file more than this project's smallest
    // machine has cores: many wait for a browser, a flush or a process.
    ['--test', '--test-concurrency=3', '--test-timeout=300000', '--test-reporter=spec', ...tests],
    { stdio: ['ignore', 'inherit', 'inherit'], env },
  )
  // Whoever stops the run must not leave a database behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => runner.kill(signal))
  const [status] = await once(runner, 'exit')
  return status
}

/** They make network interfaces, and a browser that sees one come or go breaks off what it loads: they run before all others. */
const APART = /test\/runners\//
const eachAlone = (files: readonly string[]): Batches => batchesOf(files.map((file) => ({ files: [file] })))

/** Those with a process of their own, the longest first, so that none is left to run alone at the end. */
const ALONE = [
  'test/e2e/pages.test.ts',
  'test/{examples,api-matrix,fuzz,docs}.test.ts',
  'test/faults/*.test.ts',
  'bench/*.test.ts',
]
/** So many run in one process. */
const FILES = 8
const FILES_IN_TURN = 5

function allTests(): Batches {
  const alone = new Set(ALONE.flatMap((pattern) => globSync(pattern).sort()))
  const others = (patterns: string[]) =>
    globSync(patterns, { exclude: ['**/node_modules/**'] })
      .filter((file) => !alone.has(file) && !APART.test(file))
      .sort()
  const inBrowser = others(['test/e2e/*.test.ts'])
  // Those in `test/` take longer.
  const together = others(['src/**/*.test.ts', 'test/**/*.test.ts'])
    .filter((file) => !inBrowser.includes(file))
    .reverse()
  return batchesOf([
    ...[...alone].map((file) => ({ files: [file] })),
    ...groupsOf(inBrowser, FILES_IN_TURN).map((files) => ({ files, inTurn: true })),
    ...groupsOf(together, FILES).map((files) => ({ files })),
  ])
}

process.exitCode = await main()
