import { inTransaction } from '../../src/kernel/db/db.ts'
import type { Compute } from '../../src/services/compute/compute.ts'

export interface Ran {
  account: number
  from: number
  to?: number
  cpus?: number
  minutes?: number
  status?: 'pending' | 'running' | 'complete' | 'failed'
  kind?: string
}

/** Sessions as the books have them; no process stands behind. */
export async function book({ db }: Compute, runs: readonly Ran[]): Promise<void> {
  for (const { account, from, to, cpus = 1, minutes, status = 'complete', kind = 'jupyter_lab' } of runs) {
    await inTransaction(db, async (tx) => {
      const workspace = await tx
        .insertInto('compute_workspace')
        .values({
          account_id: account,
          name: 'w',
          name_folded: 'w',
          description: '',
          folder: crypto.randomUUID(),
          status: 'idle',
          requested: '{}',
          current: '{}',
          scan_due: 0,
          disk_bytes: 1_000,
          files: 1,
          created_at: from,
          version: 1,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('compute_session')
        .values({
          workspace_id: workspace.id,
          account_id: account,
          kind_id: (await tx.selectFrom('compute_kind').select('id').executeTakeFirstOrThrow()).id,
          kind_version: 1,
          kind_key: kind,
          resource_key: 'local',
          resource_job_id: -1,
          status,
          message: '',
          created_at: from,
          started_at: status === 'pending' ? null : from,
          ready_at: status === 'pending' ? null : from + 4_000,
          ended_at: to ?? null,
          core_hours: 0,
          details: '{}',
          options: '{}',
          fields: '{}',
          cpus,
          memory_mb: 1_024,
          minutes: minutes ?? null,
          gpus: 0,
          secret_cipher: '',
          label: crypto.randomUUID(),
          version: 1,
        })
        .execute()
    })
  }
}
