import { randomBytes } from 'node:crypto'
import { inTransaction, viewOf } from '../../src/kernel/db/db.ts'
import { doorToken } from '../../src/services/compute/proxy/door.ts'
import { secretPlace } from '../../src/services/compute/sessions/session.ts'
import type { ComputeTables, Tx } from '../../src/services/compute/tables.ts'
import type { TestApp } from './app.ts'

export interface PlacedSession {
  id: number
  /** What its own server asks for. */
  secret: string
  /** What opens it at our door. */
  door: string
  label: string
  /** The path below which it is reached, without a slash at its end. */
  path: string
}

/** A session that runs as far as the server can tell: where it listens is what a test has started. */
export async function placeSession(
  { kernel }: Pick<TestApp, 'kernel'>,
  account: number,
  {
    host = '127.0.0.1',
    port,
    helperPort = null,
  }: { host?: string; port: number; helperPort?: number | null },
): Promise<PlacedSession> {
  const secret = randomBytes(32).toString('hex')
  const label = randomBytes(10).toString('hex')
  const now = kernel.clock.now()
  const id = await inTransaction(kernel.db, async (any) => {
    const tx = viewOf<ComputeTables>(any) as Tx
    const kind = await tx
      .selectFrom('compute_kind')
      .selectAll()
      .where('key', '=', 'jupyter_notebook')
      .executeTakeFirstOrThrow()
    const workspace = await tx
      .insertInto('compute_workspace')
      .values({
        account_id: account,
        name: 'Placed',
        name_folded: 'placed',
        description: '',
        folder: `placed/${label}`,
        status: 'active',
        requested: '{}',
        current: '{}',
        scan_due: 0,
        disk_bytes: 0,
        files: 0,
        created_at: now,
        version: 1,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const row = await tx
      .insertInto('compute_session')
      .values({
        workspace_id: workspace.id,
        account_id: account,
        kind_id: kind.id,
        kind_version: kind.current,
        kind_key: kind.key,
        resource_key: 'local',
        resource_job_id: -1,
        status: 'running',
        message: '',
        created_at: now,
        started_at: now,
        ready_at: now,
        core_hours: 0,
        details: '{}',
        options: '{}',
        fields: '{}',
        cpus: 1,
        memory_mb: 1_024,
        gpus: 0,
        start_page: 'tree',
        host,
        port,
        helper_port: helperPort,
        secret_cipher: kernel.secrets.encrypt(secret, secretPlace(label)),
        label,
        version: 1,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  })
  return { id, secret, door: doorToken(kernel, secret), label, path: `/compute/passthrough/${host}/${id}` }
}
