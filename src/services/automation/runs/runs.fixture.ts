import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestApp, TestAppOptions } from '../../../../test/support/apps/automation.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { Automation } from '../automation.ts'
import { createInventory } from '../inventories/inventories.ts'
import type { HostState } from '../run-tables.ts'
import type { AttemptHostRow, AttemptRow, RunRow } from '../tables.ts'
import { createTemplate, type TemplateFields } from '../templates/template.ts'
import { createRun, type NewRun } from './run.ts'
import { scheduleRun } from './start.ts'
import { workOf } from './work.ts'

const JOBS = 'web_nornir/job_templates'
export const SYSTEM = { via: 'system' } as const

/** A server whose runs are at work, and shorthands for what tests of runs need. */
export interface RunBench {
  test: TestApp
  automation: Automation
  /** An inventory of so many hosts that nobody answers for: n1, n2 … of groups a and b in turn; or of these lines of YAML. */
  inventory(hosts: number | string): Promise<number>
  /** A template whose file is lines of TypeScript, and gives its number. */
  template(source: string, fields?: Partial<TemplateFields>): Promise<number>
  make(fields: Partial<NewRun>): Promise<RunRow>
  /** Makes a run and puts it into the queue. */
  start(fields: Partial<NewRun>): Promise<RunRow>
  run(id: number): Promise<RunRow>
  attempt(run: number): Promise<AttemptRow>
  hosts(run: number): Promise<AttemptHostRow[]>
  /** Lets hosts go that wait, all of them without a name. */
  letGo(run: number, host?: string): Promise<void>
  /** Waits until so many hosts of a run are in that state. */
  until(run: number, state: HostState, count: number): Promise<void>
  /** Waits until nothing of a run is at work, and it waits for nothing. */
  ended(run: number): Promise<RunRow>
}

/** Each host waits until it is let go, or all are. */
export const HELD = `
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
spawnSync('echo', ['printed beside'], { stdio: 'inherit' })
export async function job_function(task, { text = '' }) {
  task.log('begins')
  while (!existsSync('go') && !existsSync('go-' + task.host.name)) {
    if (task.signal.aborted) throw task.signal.reason
    await new Promise((next) => setTimeout(next, 20))
  }
  return task.host.name + ' was let go ' + text
}
`

export const SAYS = `
export function job_function(task, { text = 'hi' } = {}) {
  return task.host.name + ' says ' + text
}
`

/** A bench on a server that is open already, or is opened here. */
export async function runBench(
  open: (options?: TestAppOptions) => Promise<TestApp>,
  options: TestAppOptions = {},
): Promise<RunBench> {
  const test = await open(options)
  const bench = benchOn(test)
  test.kernel.executions.begin()
  await bench.automation.begin()
  return bench
}

export function benchOn(test: TestApp): RunBench {
  const { automation } = test.atelier
  if (!automation) throw new Error('Automation is switched off.')
  let made = 0
  const write = (path: string, text: string) => {
    const file = join(automation.root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const run = (id: number) =>
    automation.db.selectFrom('automation_run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const bench: RunBench = {
    test,
    automation,
    run,
    async inventory(hosts) {
      made += 1
      const path = `inventories/${made}.yaml`
      write(path, typeof hosts === 'string' ? hosts : manyHosts(hosts))
      write(`inventories/${made}-groups.yaml`, 'a: {}\nb: {}\n')
      const { id } = await createInventory(automation, SYSTEM, {
        name: `Inventory ${made}`,
        hostsFile: path,
        groupsFile: `inventories/${made}-groups.yaml`,
        defaultsFile: null,
        unknownKeys: 'refuse',
      })
      return id
    },
    async template(source, fields = {}) {
      made += 1
      const fileName = fields.fileName ?? `t${made}.ts`
      write(`${JOBS}/${fileName}`, source)
      const { id } = await inTransaction(automation.db, (tx) =>
        createTemplate(automation, tx, SYSTEM, { name: `Template ${made}`, ...fields, fileName }),
      )
      return id
    },
    make: (fields) =>
      inTransaction(automation.db, (tx) => createRun(automation, tx, SYSTEM, { name: 'A run', ...fields })),
    async start(fields) {
      const { id } = await bench.make(fields)
      return scheduleRun(automation, SYSTEM, id, { cause: 'run', at: null })
    },
    attempt: (id) =>
      automation.db
        .selectFrom('automation_attempt')
        .selectAll()
        .where('run_id', '=', id)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow(),
    async hosts(id) {
      const { id: attempt } = await bench.attempt(id)
      return automation.db
        .selectFrom('automation_attempt_host')
        .selectAll()
        .where('attempt_id', '=', attempt)
        .orderBy('position')
        .execute()
    },
    async letGo(id, host) {
      const { number } = await bench.attempt(id)
      const { folder } = workOf(automation, { run_id: id, number })
      writeFileSync(join(folder, host === undefined ? 'go' : `go-${host}`), '', { mode: 0o666 })
    },
    until: (id, state, count) =>
      waitFor(async () => {
        if ((await run(id)).number === 0) return false
        return (await bench.hosts(id)).filter((host) => host.state === state).length >= count
      }, 20_000),
    async ended(id) {
      await waitFor(async () => {
        const { status } = await run(id)
        if (status === 'scheduled' || status === 'running') return false
        const left = await automation.db
          .selectFrom('automation_attempt')
          .select('id')
          .where('run_id', '=', id)
          .where('status', '=', 'running')
          .executeTakeFirst()
        return left === undefined
      }, 40_000)
      return run(id)
    },
  }
  return bench
}

const manyHosts = (n: number): string =>
  Array.from(
    { length: n },
    (_, i) =>
      `n${i + 1}: { hostname: 127.0.0.1, port: 9, platform: linux, groups: [${i % 2 === 0 ? 'a' : 'b'}] }\n`,
  ).join('')
