import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Atelier, openAtelier, settingsSchema } from '../src/app.ts'
import { readConfig } from '../src/kernel/config/config.ts'
import { createAccount } from '../src/kernel/identity/account.ts'
import { silentLog } from '../src/kernel/log.ts'
import { submitExperiments } from '../src/services/pipelines/experiments/submit.ts'
import { changeHost, listHosts } from '../src/services/pipelines/hosts/host.ts'
import type { Pipelines } from '../src/services/pipelines/index.ts'
import { newFolder } from './support/folder.ts'
import type { Row } from './support/table.ts'

const BURST = 200
const SLOTS = 2
const APP = {
  key: 'bench',
  label: 'Bench',
  command: { arguments: ['/bin/true'] },
  resources: { memoryMb: 256 },
}

/** 200 experiments that are handed in at once: how long each waits for nothing but us, and whether they begin in order. */
export async function dispatch(): Promise<Row[]> {
  const { kernel, pipelines } = await open()
  if (!pipelines) throw new Error('Pipelines are not switched on.')
  const { id: account } = await createAccount(kernel.identity, { via: 'system' }, { name: 'bench' })
  const [host] = await listHosts(pipelines.db)
  const by = { via: 'system' } as const
  await changeHost(pipelines, by, { id: host?.id ?? 0, fields: { slots: SLOTS } })
  const began: { id: number; at: number }[] = []
  const ended: number[] = []
  const unlisten = pipelines.experiments.onChange(({ id, status, started_at }) => {
    if (status === 'running' && started_at === null) began.push({ id, at: performance.now() })
    if (status === 'completed') ended.push(performance.now())
  })
  kernel.executions.begin()
  await pipelines.begin()
  try {
    const since = performance.now()
    const wanted = { app: 'bench', name: 'Bench', description: '', fields: [], files: [] }
    const experiments = Array.from({ length: BURST }, () => wanted)
    const { ids } = await submitExperiments(pipelines, { account, by: { account }, experiments })
    const submitted = performance.now()
    while (ended.length < BURST) await pause(20)
    const waits = began.map(({ at }, n) => at - (n < SLOTS ? submitted : (ended[n - SLOTS] as number)))
    const [half, most] = [0.5, 0.99].map((share) => quantile(waits, share)) as [number, number]
    const inOrder = began.filter(({ id }, n) => id === ids[n]).length
    return [
      {
        what: `from a free place to the order of the next of ${BURST} experiments, p50`,
        product: `${half.toFixed(1)} ms, p99 ${most.toFixed(1)} ms`,
        result: { value: half, bar: 20, better: 'less', unit: 'ms' },
      },
      {
        what: 'of them began in order',
        product: `${inOrder} of ${BURST}`,
        result: { value: inOrder, bar: BURST, better: 'more', unit: '' },
      },
      {
        what: `all of them done, ${SLOTS} at once`,
        product: `${((performance.now() - since) / 1_000).toFixed(1)} s`,
        result: { value: (performance.now() - since) / 1_000, better: 'less', unit: 's' },
      },
    ]
  } finally {
    unlisten()
    await pipelines.close()
    await kernel.close()
  }
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0

function open(): Promise<Atelier & { pipelines?: Pipelines }> {
  const data = newFolder()
  // Whoever they run as passes through it.
  chmodSync(dirname(data), 0o711)
  const definitions = join(data, 'pipelines', 'definitions')
  mkdirSync(definitions, { recursive: true })
  writeFileSync(join(definitions, 'bench.app.json'), JSON.stringify(APP))
  const env = { ATELIER_DATA: data, ATELIER_RESERVE_BYTES: '0', ATELIER_PIPELINES_RUNNING: '100' }
  return openAtelier({
    config: readConfig(settingsSchema, { env }),
    log: silentLog,
    holder: { pid: process.pid, address: 'a bench' },
  })
}
