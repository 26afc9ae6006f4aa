import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { TestApp, TestAppOptions } from '../../../../test/support/apps/pipelines.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { readProcesses, statOf, usageBelow } from '../../../kernel/execution/local/process.ts'
import { listOutputs } from '../experiments/experiment.store.ts'
import { isOver } from '../experiments/status.ts'
import { submitExperiments } from '../experiments/submit.ts'
import { changeHost, listHosts } from '../hosts/host.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow } from '../tables.ts'

/** An app whose program is lines of a shell. */
export interface Script {
  script: string
  outputs?: object[]
  resources?: object
  fields?: object[]
  /** Places in the script, `{{1}}` first. */
  arguments?: unknown[]
  versionCommand?: string[]
}

/** Says that it runs, and waits until it is let go. */
export const HELD: Script = {
  script: 'echo once >>runs.txt; until [ -e go ]; do sleep 0.02; done; rm go',
}

const definitionOf = (key: string, { script, fields = [], ...more }: Script): object => ({
  key,
  label: `App ${key}`,
  version: '1.2',
  sections: [{ label: 'Form', fields }],
  command: { arguments: more.arguments ?? [], script },
  outputs: more.outputs ?? [],
  resources: { memoryMb: 256, ...more.resources },
  ...(more.versionCommand && { versionCommand: more.versionCommand }),
})

/** A data folder in which these apps are installed. */
export function folderWith(apps: Readonly<Record<string, Script>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-runner-'))
  installApps(folder, apps)
  return folder
}

/** Puts definitions of these into a data folder. */
export function installApps(folder: string, apps: Readonly<Record<string, Script>>): void {
  const definitions = join(folder, 'pipelines', 'definitions')
  mkdirSync(definitions, { recursive: true })
  for (const [key, script] of Object.entries(apps))
    writeFileSync(join(definitions, `${key}.app.json`), JSON.stringify(definitionOf(key, script)))
}

export interface Handed {
  app: string
  fields?: Record<string, string>
  files?: Record<string, string>
  host?: string
}

export interface Bench {
  test: TestApp
  pipelines: Pipelines
  /** Hands in, and gives the numbers. */
  submit(account: number, ...wanted: Handed[]): Promise<number[]>
  row(id: number): Promise<ExperimentRow>
  ended(id: number): Promise<ExperimentRow>
  /** Names and contents of its results. */
  results(id: number): Promise<Record<string, string>>
  /** What is left where experiments work. */
  leftovers(): string[]
}

/** A server whose runner is at work on these apps. */
export async function benchWith(
  open: (options?: TestAppOptions) => Promise<TestApp>,
  { apps, ...options }: { apps: Readonly<Record<string, Script>> } & TestAppOptions,
): Promise<Bench> {
  const bench = benchOn(await open({ folder: folderWith(apps), ...options }))
  const faults = bench.pipelines.apps.reading.files.flatMap((file) => file.faults)
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  bench.test.kernel.executions.begin()
  await bench.pipelines.begin()
  return bench
}

export function benchOn(test: TestApp): Bench {
  const { pipelines } = test.atelier
  if (!pipelines) throw new Error('pipelines is switched off.')
  const row = (id: number) =>
    pipelines.db.selectFrom('pipelines_experiment').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return {
    test,
    pipelines,
    row,
    async submit(account, ...wanted) {
      const experiments = await Promise.all(
        wanted.map(async ({ app, fields = {}, files = {}, host }) => ({
          app,
          host,
          name: `Of ${app}`,
          description: '',
          fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
          files: await Promise.all(
            Object.entries(files).map(async ([name, content]) => ({
              field: name.split('.')[0] as string,
              name,
              incoming: await pipelines.files.receive(Readable.from([Buffer.from(content)])),
              source: { from: 'form' as const },
            })),
          ),
        })),
      )
      const { ids } = await submitExperiments(pipelines, { account, by: { account }, experiments })
      for (const { files } of experiments) for (const { incoming } of files) await incoming.discard()
      return ids
    },
    async ended(id) {
      await waitFor(async () => isOver((await row(id)).status), 20_000)
      await pipelines.runner.settle()
      return row(id)
    },
    async results(id) {
      const found: Record<string, string> = {}
      for (const { name, file_id } of await listOutputs(pipelines.db, [id])) {
        const file = await pipelines.db
          .selectFrom('kernel_file')
          .select('path')
          .where('id', '=', file_id)
          .executeTakeFirstOrThrow()
        found[name] = await text((await pipelines.files.open(file.path)).stream)
      }
      return found
    },
    leftovers: () => readdirSync(join(test.folder, 'pipelines', 'work')),
  }
}

/** What happened to one, in order. */
export async function stepsOf({ pipelines }: Bench, id: number): Promise<string[]> {
  const rows = await pipelines.db
    .selectFrom('pipelines_step')
    .select('step')
    .where('experiment_id', '=', id)
    .orderBy('id')
    .execute()
  return rows.map(({ step }) => step)
}

/** Waits until the programs of these are at work. */
export async function runs(bench: Bench, ids: readonly (number | undefined)[]): Promise<void> {
  for (const id of ids) {
    await waitFor(async () => {
      const { status, started_at, attempts } = await bench.row(id ?? 0)
      const isSeen = existsSync(join(workOf(bench, `${id}-${attempts}`), 'runs.txt'))
      return status === 'running' && started_at !== null && isSeen
    }, 20_000)
  }
}

const workOf = ({ test }: Bench, name: string): string =>
  join(test.folder, 'pipelines', 'work', name, 'outputs')

/** Lets one end that waits for a file `go`, also one that has not begun yet. */
export async function letGo(bench: Bench, id: number): Promise<void> {
  const folder = () =>
    readdirSync(join(bench.test.folder, 'pipelines', 'work')).find((name) => name.startsWith(`${id}-`))
  await waitFor(() => {
    const name = folder()
    if (name === undefined || !existsSync(workOf(bench, name))) return false
    writeFileSync(join(workOf(bench, name), 'go'), '', { mode: 0o666 })
    return true
  }, 20_000)
}

/** Kills all that belongs to the execution of one, and who watches it: nobody can say how it ended. */
export async function killAll(bench: Bench, id: number): Promise<void> {
  const pid = await pidOf(bench, id)
  const { pids } = usageBelow(await readProcesses(), pid)
  for (const each of [pid, ...pids]) {
    try {
      process.kill(each, 'SIGKILL')
    } catch (error) {
      // It went with another one.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  await bench.test.kernel.executions.look()
}

/** The process that waits for the end of one. */
export async function pidOf(bench: Bench, id: number): Promise<number> {
  const { execution_id } = await bench.row(id)
  const [row] = await bench.pipelines.executions.list([execution_id ?? 0])
  return (JSON.parse(row?.handle ?? '{}') as { pid: number }).pid
}

export const isGone = (pid: number): boolean => statOf(pid) === undefined

/** Changes how many run at once on this machine. */
export async function setSlots({ pipelines }: Bench, slots: number): Promise<void> {
  const [host] = await listHosts(pipelines.db)
  await changeHost(pipelines, { via: 'system' }, { id: host?.id ?? 0, fields: { slots } })
}
