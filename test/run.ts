// `npm test`: everything that must hold, in order. With files: only those, with PostgreSQL beside them. `--long`: the long forms.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { provideNeeds } from './support/needs.ts'
import { startPostgres } from './support/postgres.ts'
import { makeFileTemplate, makeTemplate } from './support/template.ts'

const args = process.argv.slice(2)
const long = args.includes('--long')
const files = args.filter((each) => each !== '--long')

const failed: string[] = []

/** Each gate runs whatever the ones before it said: all that is wrong is seen at once. */
function gate(name: string, command: string, ...commandArgs: string[]): void {
  const since = performance.now()
  const { status } = spawnSync(command, commandArgs, { stdio: ['ignore', 'inherit', 'inherit'] })
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok' : 'FAILED'}  ${name}  (${seconds} s)`)
  if (status !== 0) failed.push(name)
}

const bin = (name: string) => `node_modules/.bin/${name}`

async function main(): Promise<number> {
  if (files.length === 0) {
    provideNeeds()
    gate('console', './atelier', 'console')
    gate('types', bin('tsc'), '--noEmit', '-p', '.')
    gate('types of the console', bin('tsc'), '--noEmit', '-p', 'console')
    gate('lint', bin('biome'), 'ci', '--error-on-warnings')
    gate('dead code', bin('knip'))
    gate('duplicate code', bin('jscpd'))
  }
  if (files.some((file) => file.startsWith('test/e2e'))) gate('console', './atelier', 'console')
  const postgres = await startPostgres()
  const file = await makeFileTemplate()
  try {
    const runner = spawn(
      process.execPath,
      // A test that hangs is a failure with a name, not a run without an end. One file more than this project's smallest
      // machine has cores: many wait for a browser, a flush or a process.
      ['--test', '--test-concurrency=3', '--test-timeout=300000', '--test-reporter=spec', ...testFiles()],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {
          ...process.env,
          ATELIER_TEST_POSTGRES_URL: postgres.url,
          ATELIER_TEST_POSTGRES_TEMPLATE: await makeTemplate(postgres.url),
          ATELIER_TEST_SQLITE_TEMPLATE: file,
          ...(long && { ATELIER_TEST_LONG: '1' }),
        },
      },
    )
    // Whoever stops the run must not leave a database behind.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => runner.kill(signal))
    const [status] = await once(runner, 'exit')
    if (status !== 0) failed.push('tests')
  } finally {
    await postgres.stop()
    rmSync(dirname(file), { recursive: true, force: true })
  }
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}.`)
  return failed.length === 0 ? 0 : 1
}

function testFiles(): string[] {
  if (files.length > 0) return files
  // The longest lie in `test/`: begun first, none of them is left to run alone at the end.
  return globSync(['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'], {
    exclude: ['**/node_modules/**'],
  })
    .sort()
    .reverse()
}

process.exitCode = await main()
