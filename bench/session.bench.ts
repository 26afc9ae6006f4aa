import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Atelier, openAtelier, settingsSchema } from '../src/app.ts'
import { readConfig } from '../src/kernel/config/config.ts'
import { createAccount } from '../src/kernel/identity/account.ts'
import { silentLog } from '../src/kernel/log.ts'
import type { Compute } from '../src/services/compute/index.ts'
import { askSession } from '../src/services/compute/sessions/ask-session.ts'
import { basePath, findSession, secretOf } from '../src/services/compute/sessions/session.ts'
import { startSession } from '../src/services/compute/sessions/session-start.ts'
import { stopSession } from '../src/services/compute/sessions/session-stop.ts'
import { createWorkspace } from '../src/services/compute/workspaces/workspace.ts'
import { newFolder } from './support/folder.ts'
import { median } from './support/rounds.ts'
import type { Row } from './support/table.ts'

const ROUNDS = 5
const HOST = '127.0.0.1'
const STEP_MS = 5

/** How long after Jupyter answers its session is ready, and how long all of it takes. */
export async function session(): Promise<Row[]> {
  const { kernel, compute } = await open()
  if (!compute) throw new Error('Compute is not switched on.')
  const late: number[] = []
  const whole: number[] = []
  try {
    kernel.executions.begin()
    const { id: account } = await createAccount(kernel.identity, { via: 'system' }, { name: 'bench' })
    const wanted = { account, name: 'Bench', description: '' }
    const workspace = await createWorkspace(compute, { account }, wanted)
    for (let round = 0; round < ROUNDS; round += 1) {
      const since = performance.now()
      const asked = await startSession(compute, { account }, { workspace, kind: 'jupyter_notebook' })
      const [answered, ready] = await Promise.all([
        until(() => answers(compute, asked.id)),
        until(async () => (await findSession(compute.db, asked.id))?.ready_at !== null),
      ])
      late.push(Math.max(0, ready - answered))
      whole.push((ready - since) / 1_000)
      await stopSession(compute, { account }, asked)
      await until(async () => (await findSession(compute.db, asked.id))?.ended_at !== null)
    }
  } finally {
    await compute.close()
    await kernel.close()
  }
  return [
    {
      what: 'a session is ready after its Jupyter answers',
      product: `${median(late).toFixed(0)} ms`,
      result: { value: median(late), bar: 300, better: 'less', unit: 'ms' },
    },
    {
      what: 'from the request for a Jupyter until it is ready',
      product: `${median(whole).toFixed(1)} s`,
      result: { value: median(whole), better: 'less', unit: 's' },
    },
  ]
}

function open(): Promise<Atelier> {
  const data = newFolder()
  // Whoever they run as passes through it.
  chmodSync(dirname(data), 0o711)
  return openAtelier({
    config: readConfig(settingsSchema, { env: { ATELIER_DATA: data, ATELIER_RESERVE_BYTES: '0' } }),
    log: silentLog,
    holder: { pid: process.pid, address: 'a bench' },
  })
}

/** When it came true. */
async function until(isTrue: () => Promise<boolean>): Promise<number> {
  while (!(await isTrue())) await pause(STEP_MS)
  return performance.now()
}

async function answers(compute: Compute, id: number): Promise<boolean> {
  const row = await findSession(compute.db, id)
  if (!row || row.port === null) return false
  const path = `${basePath(compute, row, HOST)}api/status`
  const answer = await askSession({ host: HOST, port: row.port, path, secret: secretOf(compute, row) })
  return answer?.status === 200
}
