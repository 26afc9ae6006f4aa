import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import {
  type Caller,
  type TestApp,
  type TestAppOptions,
  testApp,
} from '../../../../test/support/apps/compute.ts'
import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import { folderOf } from '../workspaces/folder.ts'
import { findWorkspace } from '../workspaces/workspace.store.ts'

export const SECRET = 'nobody may read this'

export interface Files {
  app: TestApp
  compute: Compute
  ada: Caller
  id: number
  workspace: WorkspaceRow
  /** Of the workspace's routes. */
  url: string
  /** Its folder on the disk. */
  folder: string
  /** Where links may lead; beside it lies what nobody may reach. */
  data: string
  outside: string
}

/** A server with a workspace of Ada's, a folder of public data, and a file that nothing may give away. */
export async function openFiles(options: TestAppOptions & { details?: object } = {}): Promise<Files> {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), 'atelier-outside-')))
  after(() => rmSync(outside, { recursive: true, force: true }))
  const data = join(outside, 'public')
  mkdirSync(join(data, 'd1'), { recursive: true })
  writeFileSync(join(data, 'd1', 'scan.txt'), 'public data')
  writeFileSync(join(outside, 'secret'), SECRET)
  const app = await testApp({ ...options, env: { ATELIER_COMPUTE_LINK_ROOTS: data, ...options.env } })
  const ada = await app.as('ada', { roles: ['compute:user'] })
  const made = await ada.post('/api/compute/workspaces', { name: 'Spectra' })
  const { id } = made.json()
  const compute = app.atelier.compute as Compute
  const workspace = (await findWorkspace(compute.db, id)) as WorkspaceRow
  const folder = folderOf(compute, workspace)
  return { app, compute, ada, id, workspace, url: `/api/compute/workspaces/${id}`, folder, data, outside }
}

/** A raw request with somebody's token. */
export const ask = (
  { app }: Pick<Files, 'app'>,
  caller: Caller,
  request: { method?: string; url: string; headers?: Record<string, string>; payload?: string | Buffer },
) =>
  app.inject({
    ...request,
    method: (request.method ?? 'GET') as 'GET',
    headers: { authorization: `Bearer ${caller.token}`, ...request.headers },
  })
