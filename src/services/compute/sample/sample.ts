import { inTransaction } from '../../../kernel/db/db.ts'
import { forgetActors } from '../../../kernel/identity/identity.ts'
import { addRole } from '../../../kernel/identity/role.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Filling } from '../../../kernel/sample/sample.ts'
import { noteThing } from '../../../kernel/sample/things.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { removeFolder } from '../files/remove.ts'
import { type Kind, listKinds } from '../kinds/kind.ts'
import { coreHoursOf } from '../quotas/figures.ts'
import { addStep } from '../sessions/session.store.ts'
import { secretPlace } from '../sessions/session.ts'
import type { Tx, WorkspaceRow } from '../tables.ts'
import { folderOf, tidyStorage } from '../workspaces/folder.ts'
import { createWorkspace } from '../workspaces/workspace.ts'
import { DAYS, planPast, WORKSPACES } from './plan.ts'

export const WORKSPACE_KIND = 'compute.workspace'

/** Makes workspaces of sample people, with the sessions of some weeks behind them. Nothing runs. */
export async function fillSample(compute: Compute, { by, people, tell, signal }: Filling): Promise<void> {
  const kinds = await listKinds(compute.db)
  for (const [at, { person, name, description, kind, files }] of WORKSPACES.entries()) {
    signal.throwIfAborted()
    await tell(at / WORKSPACES.length, `The workspace ${name}`)
    const account = people.get(person) as number
    await letUse(compute, by, account)
    const row = await createWorkspace(compute, by, {
      account,
      name,
      description,
      defaultKind: kind,
      details: { files: [...files] },
    })
    await inTransaction(compute.db, (tx) => noteThing(tx, WORKSPACE_KIND, row.id))
    const used = kinds.find(({ key }) => key === kind)
    if (used) await addPast(compute, row, { kind: used, past: planPast(at, compute.kernel.clock.now()) })
  }
}

async function letUse({ db, kernel: { identity } }: Compute, by: By, account: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    await addRole(identity, tx, by, { holder: { account }, role: USER_ROLE })
    forgetActors(identity, tx)
  })
}

/** Sessions that are over, as their ends have left them. */
async function addPast(
  compute: Compute,
  workspace: WorkspaceRow,
  { kind, past }: { kind: Kind; past: ReturnType<typeof planPast> },
): Promise<void> {
  await inTransaction(compute.db, async (tx) => {
    for (const [at, session] of past.entries())
      await addSession(compute, tx, workspace, { kind, session, label: `sample-${workspace.id}-${at}` })
    const last = past.at(-1)
    if (last)
      await tx
        .updateTable('compute_workspace')
        .set({ launched_at: last.startedAt, created_at: last.startedAt - DAYS * 24 * HOUR_MS })
        .where('id', '=', workspace.id)
        .execute()
  })
}

async function addSession(
  { kernel: { secrets } }: Compute,
  tx: Tx,
  workspace: WorkspaceRow,
  { kind, session, label }: { kind: Kind; session: ReturnType<typeof planPast>[number]; label: string },
): Promise<void> {
  const { startedAt, ms, cpus, load, isFailed } = session
  const endedAt = startedAt + ms
  const wallSeconds = Math.round(ms / 1_000)
  const message = isFailed ? 'The program ended with status 1 after 3 s: No space left on device' : 'Stopped.'
  const { id } = await tx
    .insertInto('compute_session')
    .values({
      workspace_id: workspace.id,
      account_id: workspace.account_id,
      kind_id: kind.id,
      kind_version: kind.version,
      kind_key: kind.key,
      resource_key: 'local',
      resource_job_id: -1,
      status: isFailed ? 'failed' : 'complete',
      message,
      cause: isFailed ? 'failed' : 'stopped',
      created_at: startedAt - 900,
      started_at: startedAt,
      ready_at: isFailed ? null : startedAt + 2_400,
      ended_at: endedAt,
      core_hours: coreHoursOf(cpus, ms),
      details: '{}',
      options: JSON.stringify({
        num_cpus: cpus,
        memory_mb: 8_192,
        time_limit_minutes: 180,
        gpu_enabled: false,
      }),
      fields: '{}',
      cpus,
      memory_mb: 8_192,
      minutes: 180,
      gpus: 0,
      secret_cipher: secrets.encrypt('', secretPlace(label)),
      label,
      report: JSON.stringify({
        wallSeconds,
        cpuSeconds: Math.round(wallSeconds * cpus * load),
        peakBytes: Math.round(8_192 * 1_048_576 * load),
        cpus,
        memoryMb: 8_192,
        minutes: 180,
      }),
      version: 1,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addStep(tx, id, { at: startedAt - 900, step: 'asked', text: 'Asked for on this machine.' })
  await addStep(tx, id, { at: endedAt, step: isFailed ? 'failed' : 'ended', text: message })
}

/** Removes sample workspaces with all that is in them, and their sessions. It may be run again when it was cut off. */
export async function removeSample(compute: Compute, by: By, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const row = await compute.db
      .selectFrom('compute_workspace')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) continue
    await removeFolder(folderOf(compute, row))
    await inTransaction(compute.db, (tx) => deleteRows(compute, tx, by, row))
    await tidyStorage(compute, row.folder.split('/')[0] as string)
  }
}

async function deleteRows(
  { kernel }: Compute,
  tx: Tx,
  by: By,
  { id, name, account_id }: WorkspaceRow,
): Promise<void> {
  const sessions = tx
    .selectFrom('compute_session')
    .select('compute_session.id')
    .where('workspace_id', '=', id)
  for (const table of ['compute_session_step', 'compute_session_link', 'compute_session_port'] as const)
    await tx.deleteFrom(table).where('session_id', 'in', sessions).execute()
  await tx.deleteFrom('compute_session').where('workspace_id', '=', id).execute()
  await tx.deleteFrom('compute_share').where('copy_id', '=', id).execute()
  await tx.updateTable('compute_share').set({ original_id: null }).where('original_id', '=', id).execute()
  await tx.deleteFrom('compute_workspace').where('id', '=', id).execute()
  if (account_id !== null) {
    await tx.deleteFrom('compute_storage').where('account_id', '=', account_id).execute()
    await tx.deleteFrom('compute_profile').where('account_id', '=', account_id).execute()
  }
  await kernel.journal.record(tx, {
    by,
    service: 'compute',
    action: 'compute.workspace.erased',
    object: `compute.workspace:${id}`,
    old: { name },
  })
}
