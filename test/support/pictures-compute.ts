import type { Page } from 'playwright-core'
import type { Kernel } from '../../src/kernel/kernel.ts'
import type { Picture } from './pictures.ts'
import { waitFor } from './wait.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, read once
type Call = (method: string, url: string, data?: object) => Promise<any>

export interface ComputeMade {
  workspace: number
  session: number
  ended: number
  kind: number
  /** A workspace in which a session is being started. */
  starting: { workspace: number; session: number }
}

const READY_MS = 60_000
/** Meters come each five seconds; so many make a line. */
const METERED_MS = 21_000

const NOTEBOOK = JSON.stringify({
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# Head motion\n', 'Framewise displacement of run 2.'] },
    {
      cell_type: 'code',
      execution_count: 13,
      metadata: {},
      source: ['fd = load_confounds("sub-014")\n', '(fd > 0.5).sum()'],
      outputs: [
        { output_type: 'execute_result', execution_count: 13, metadata: {}, data: { 'text/plain': ['3'] } },
      ],
    },
  ],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
  nbformat: 4,
  nbformat_minor: 5,
})

/** A workspace with files in which a real Jupyter runs, after a session that has ended and one that failed. */
export async function furnishCompute({ executions }: Kernel, call: Call): Promise<ComputeMade> {
  executions.begin()
  const { id: workspace } = await call('POST', '/compute/workspaces', {
    name: 'motor-learning-2026',
    description: 'Finger-tapping study, wave 2. Preprocessing and first-level models.',
  })
  const files = {
    'analysis/01_preprocess.ipynb': NOTEBOOK,
    'analysis/confounds.py': 'THRESHOLD_MM = 0.5\n',
    'README.md': '# Motor learning\n\nWave 2.\n',
  }
  await call('POST', `/compute/workspaces/${workspace}/folders`, { path: 'analysis' })
  for (const [path, text] of Object.entries(files))
    await call('PUT', `/compute/workspaces/${workspace}/files/content?path=${encodeURIComponent(path)}`, {
      text,
    })
  const kinds = (await call('GET', '/compute/kinds')).items as Kind[]
  const start = async (body: object) =>
    (await call('POST', `/compute/workspaces/${workspace}/sessions`, body)).id as number
  const until = (id: number, isSo: (session: { isReady: boolean; endedAt: string | null }) => boolean) =>
    waitFor(async () => isSo(await call('GET', `/compute/sessions/${id}`)), READY_MS)
  const ended = await start({ kind: 'local_test_job' })
  await until(ended, ({ endedAt }) => endedAt !== null)
  const session = await start({ kind: 'jupyter_notebook', options: { num_cpus: 2, memory_mb: 4_096 } })
  await until(session, ({ isReady }) => isReady)
  const notebook = kinds.find(({ key }) => key === 'jupyter_notebook') as Kind
  const starting = await furnishStarting(call, notebook)
  return { workspace, session, ended, kind: notebook.id, starting }
}

interface Kind {
  id: number
  key: string
  definition: object
}

/** It prints, and does not answer for a long time. */
const SLOW = `echo 'Loading the module fsl/6.0.7'
echo 'Reading run 2: 214 volumes'
exec sleep 3600`

/** A session that is on its way, of a kind that nobody is offered. */
async function furnishStarting(call: Call, { definition }: Kind): Promise<ComputeMade['starting']> {
  const { id: workspace } = await call('POST', '/compute/workspaces', {
    name: 'resting-state-pilot',
    description: 'Eight people, two runs each.',
  })
  const key = 'volume_viewer'
  const { id } = await call('POST', '/compute/kinds', {
    key,
    definition: { ...definition, name: 'Volume viewer', icon: 'web', type: 'command', command: SLOW },
  })
  const { id: session } = await call('POST', `/compute/workspaces/${workspace}/sessions`, { kind: key })
  await call('PATCH', `/compute/kinds/${id}`, { isArchived: true })
  return { workspace, session }
}

/** What was started for pictures outlives the server. */
export async function clearCompute(call: Call, { session, starting }: ComputeMade): Promise<void> {
  for (const id of [session, starting.session]) {
    await call('POST', `/compute/sessions/${id}/stop`)
    await waitFor(async () => (await call('GET', `/compute/sessions/${id}`)).endedAt !== null, READY_MS)
  }
}

export function computePictures(made: ComputeMade): Record<string, Picture> {
  const { workspace, session, ended, kind, starting } = made
  const base = '/app/compute'
  const files = `${base}/workspaces/${workspace}/files/analysis`
  const metered = (page: Page) => page.waitForTimeout(METERED_MS)
  const printed = (page: Page) => page.getByText('214 volumes').waitFor()
  const typed = async (page: Page) => {
    await page.getByText('Connected').waitFor()
    await page.keyboard.type('ls -l analysis\n')
    await page.locator('.xterm-rows', { hasText: 'confounds.py' }).waitFor()
  }
  return {
    workspaces: { path: `${base}/workspaces` },
    workspace: { path: files, first: metered },
    'workspace-dark': { path: files, dark: true, first: metered },
    files: { path: `${files}?file=01_preprocess.ipynb` },
    'session-progress': { path: `${base}/workspaces/${starting.workspace}`, first: printed },
    'workspace-phone': { path: files, phone: true },
    launch: { path: `${base}/workspaces/${workspace}/launch` },
    'launch-phone': { path: `${base}/workspaces/${workspace}/launch`, phone: true },
    session: { path: `${base}/workspaces/${workspace}/sessions/${ended}` },
    terminal: { path: `${base}/sessions/${session}/terminal`, first: typed },
    sessions: { path: `${base}/sessions?of=everybody` },
    'session-kind': { path: `${base}/kinds/${kind}` },
    resources: { path: `${base}/resources` },
    usage: { path: `${base}/usage` },
  }
}
