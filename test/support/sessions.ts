import { readFileSync } from 'node:fs'
import { after } from 'node:test'
import type { By } from '../../src/kernel/journal/journal.ts'
import type { Compute } from '../../src/services/compute/compute.ts'
import type { Definition } from '../../src/services/compute/kinds/definition.ts'
import { createKind } from '../../src/services/compute/kinds/kind.ts'
import { DEFAULT_PARAMETERS } from '../../src/services/compute/kinds/parameters.ts'
import { findSession } from '../../src/services/compute/sessions/session.ts'
import { type StartWanted, startSession } from '../../src/services/compute/sessions/session-start.ts'
import type { SessionRow, WorkspaceRow } from '../../src/services/compute/tables.ts'
import { createWorkspace } from '../../src/services/compute/workspaces/workspace.ts'
import type { TestApp } from './app.ts'
import { waitFor } from './wait.ts'

/** Somebody who works with sessions, on a server that runs them. */
export interface SessionBench {
  compute: Compute
  by: By
  account: number
  workspace(name?: string): Promise<WorkspaceRow>
  /** A kind that runs a command, and gives its key. */
  kind(key: string, definition: Partial<Definition>): Promise<string>
  start(wanted: Omit<StartWanted, 'workspace'> & { workspace?: WorkspaceRow }): Promise<SessionRow>
  /** Waits until a session is so, looking at its execution meanwhile. */
  until(
    session: Pick<SessionRow, 'id'>,
    so: (row: SessionRow) => boolean,
    limitMs?: number,
  ): Promise<SessionRow>
  row(session: Pick<SessionRow, 'id'>): Promise<SessionRow>
  steps(session: Pick<SessionRow, 'id'>): Promise<string[]>
  /** What the person was told of their sessions, newest first. */
  told(what?: 'title' | 'text'): Promise<string[]>
  workspaceRow(workspace: Pick<WorkspaceRow, 'id'>): Promise<WorkspaceRow>
}

export async function sessionBench(app: TestApp, name = 'ada'): Promise<SessionBench> {
  const { compute } = app.atelier
  if (!compute) throw new Error('Compute is not switched on.')
  const { id: account } = await app.as(name, { roles: ['compute:user'] })
  const by: By = { account }
  app.kernel.executions.begin()
  const { db } = compute
  const launchers = new Set<number>()
  // Sessions outlive the server, and shall not outlive the test.
  after(() => endLaunchers(launchers))
  const bench: SessionBench = {
    compute,
    by,
    account,
    workspace: (title = 'Kidney CODEX') =>
      createWorkspace(compute, by, { account, name: title, description: '' }),
    async kind(key, definition) {
      await createKind(compute, by, { key, definition: { ...PLAIN, name: key, ...definition } })
      return key
    },
    start: async (wanted) =>
      startSession(compute, by, { ...wanted, workspace: wanted.workspace ?? (await bench.workspace()) }),
    async row({ id }) {
      const row = await findSession(db, id)
      if (!row) throw new Error(`There is no session ${id}.`)
      return row
    },
    async until(session, so, limitMs) {
      await waitFor(async () => {
        await app.kernel.executions.look()
        const row = await bench.row(session)
        if (row.resource_key === 'local' && row.resource_job_id > 0) launchers.add(row.resource_job_id)
        return so(row)
      }, limitMs)
      return bench.row(session)
    },
    async steps({ id }) {
      const rows = await db
        .selectFrom('compute_session_step')
        .select('step')
        .where('session_id', '=', id)
        .orderBy('id')
        .execute()
      return rows.map(({ step }) => step)
    },
    async told(what = 'title') {
      const rows = await db
        .selectFrom('kernel_notice')
        .select(what)
        .where('account_id', '=', account)
        .where('kind', 'like', 'compute.%')
        .orderBy('id', 'desc')
        .execute()
      return rows.map((row) => (row as Record<string, string>)[what] ?? '')
    },
    workspaceRow: ({ id }) =>
      db.selectFrom('compute_workspace').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  }
  return bench
}

function endLaunchers(pids: Iterable<number>): void {
  for (const pid of pids) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('launcher.sh')) process.kill(pid, 'SIGTERM')
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}

const PLAIN: Definition = {
  name: 'Command',
  description: '',
  icon: '',
  type: 'command',
  command: 'true',
  startPage: null,
  readyPath: null,
  atRoot: false,
  env: {},
  parameters: [...DEFAULT_PARAMETERS],
  fields: [],
  groups: [],
  resources: [],
  idleMinutes: null,
  maxMinutes: null,
  extendMinutes: null,
  helper: false,
}

export const isOver = ({ ended_at }: SessionRow): boolean => ended_at !== null
export const isReady = ({ ready_at }: SessionRow): boolean => ready_at !== null
