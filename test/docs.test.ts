import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { settingsSchema } from '../src/app.ts'
import { listSettings } from '../src/kernel/config/settings.ts'
import { freePort } from './support/postgres.ts'
import { dataFolder, run } from './support/program.ts'
import { environment, startServer } from './support/server-process.ts'
import { settingsPage } from './support/settings-page.ts'
import { waitFor } from './support/wait.ts'

interface Shown {
  command: string
  /** What the page shows below the command. */
  output?: string
}

/** The commands of a page: its `sh` blocks in order, each with the `text` block that follows at once. */
function commandsOf(page: string): Shown[] {
  const blocks = /^```sh\n(.*?)^```\n(?:```text\n(.*?)^```\n)?/gms
  return [...readFileSync(page, 'utf8').matchAll(blocks)].map(([, command = '', output]) => ({
    command,
    ...(output !== undefined && { output }),
  }))
}

/** What differs from run to run: hashes and tokens, times, folders, ports, passwords. */
function masked(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b/g, 'HEX')
    .replaceAll(/\d{8}T\d{6}(\.\d{6}Z0000|Z)/g, 'TIME')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/data in \S+/g, 'data in FOLDER')
    .replaceAll(/the password \w{20} /g, 'the password WORD ')
    .replaceAll(/#first=\w{20}$/gm, '#first=WORD')
    .trim()
}

/** Types all commands into one shell, and gives what each printed. */
function typeIn(commands: readonly string[], port: string, env: NodeJS.ProcessEnv): string[] {
  const mark = '----- next -----'
  const script = commands
    .map((command) => command.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`))
    .join(`\necho '${mark}'\n`)
  const { status, stdout, stderr } = spawnSync('sh', ['-eu'], { input: script, encoding: 'utf8', env })
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  return stdout.split(`${mark}\n`)
}

/** A status that is no word of a workspace or session in order is one of the collection's refusals. */
const REFUSED = /"about:blank"|"status":"(?!accepted|idle|active|pending|running|stopping|complete)/

function assertShown(shown: readonly Shown[], printed: readonly string[]): void {
  shown.forEach(({ command, output }, index) => {
    const found = printed[index] ?? ''
    if (output !== undefined) assert.equal(masked(found), masked(output), command)
    assert.doesNotMatch(found, REFUSED, command)
  })
}

/** Types `npm start` as the page has it; the whole family of processes ends with the test. */
async function start(command: string, env: NodeJS.ProcessEnv): Promise<() => string> {
  const child = spawn('sh', ['-c', command], { env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  after(async () => {
    process.kill(-(child.pid ?? 0), 'SIGTERM')
    await exited
  })
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes
  })
  await waitFor(() => said.includes('shown this once') || child.exitCode !== null, 30_000)
  return () => said
}

test('README: every command works as it stands there, and prints what stands below it', async () => {
  const port = String(await freePort())
  const env = environment(dataFolder(), { ATELIER_PORT: port })
  const [starting, ...others] = commandsOf('README.md')
  assert.equal(starting?.command, 'npm start\n')
  const said = await start(starting.command, env)
  const typed = others.filter(({ command }) => command !== 'npm test\n')
  assert.equal(others.length - typed.length, 1, 'npm test is what runs this')
  const printed = typeIn(
    typed.map(({ command }) => command),
    port,
    env,
  )
  for (const line of masked(starting.output ?? '').split('\n')) assert.ok(masked(said()).includes(line), line)
  assertShown(typed, printed)
})

test('docs/use.md, events.md, workspaces.md and pipelines.md: every command works as it stands there, and prints what stands below it', async () => {
  const folder = dataFolder()
  const server = await startServer(folder)
  const env = environment(folder)
  const shown = ['use', 'events', 'workspaces', 'pipelines'].flatMap((page) => commandsOf(`docs/${page}.md`))
  const printed = typeIn(
    shown.map(({ command }) => command),
    server.port,
    env,
  )
  assertShown(shown, printed)
  assert.equal(await server.end(), 0)
})

test('docs/settings.md is what the code says; npm run docs writes it', () => {
  assert.equal(readFileSync('docs/settings.md', 'utf8'), settingsPage())
})

const PAGES = ['README.md', ...globSync(['docs/**/*.md', 'examples/**/README.md', 'deploy/**/*'])]
  .filter((page) => /\.\w+$|Dockerfile$|Caddyfile$/.test(page))
  .sort()

test('pages and examples name settings and commands that there are', async () => {
  const settings = new Set(listSettings(settingsSchema).map(({ env }) => env))
  const { out: help } = await run(['help'], {})
  const words = new Set(help.split('\n').flatMap((line) => /^ {2}([a-z-]+)\b/.exec(line)?.[1] ?? []))
  assert.ok(words.has('doctor'))
  const found = readFileSync('src/services/compute/sessions/session-start.ts', 'utf8')
  for (const page of PAGES) {
    const text = readFileSync(page, 'utf8')
    // In a command of a session kind it is what a session finds in its environment.
    for (const [, mark, name = ''] of text.matchAll(/(\$?)\b(ATELIER_[A-Z_]*[A-Z])\b(?!…)/g))
      assert.ok(
        mark ? found.includes(` ${name}:`) : settings.has(name),
        `${page}: ${name} is no setting, or no variable of a session`,
      )
    for (const [, word = ''] of text.matchAll(/(?:\.|\/opt\/atelier)\/atelier ([a-z]+)/g))
      assert.ok(words.has(word) || ['run', 'help'].includes(word), `${page}: ${word} is no command`)
  }
})

test('links between pages lead somewhere', () => {
  for (const page of PAGES.filter((each) => each.endsWith('.md'))) {
    for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g))
      assert.ok(existsSync(join(dirname(page), target)), `${page}: ${target}`)
  }
})
