import { afterCommit, inTransaction, lock, lockSharing } from '../../../kernel/db/db.ts'
import type { ExecutionOrder } from '../../../kernel/execution/execution.ts'
import { askForApproval, isApproved, needsApproval, WAITS_FOR_APPROVAL } from '../approvals/approval.ts'
import { revisionFrom } from '../approvals/revision.ts'
import { type Automation, SERVICE } from '../automation.ts'
import { noteUse } from '../credentials/keyring.ts'
import type { AttemptRow, RunRow, Tx } from '../tables.ts'
import { pathOf } from '../templates/template-place.ts'
import { insertHosts } from './attempt-host.store.ts'
import { confidentialIn } from './confidential.ts'
import { conflictOf, takeLocks } from './host-lock.ts'
import { addRunOutput } from './output.ts'
import { lockKeysOf, type Prepared } from './prepare.ts'
import { commandOf } from './programs.ts'
import { countAtWork, findRun, sayWaits } from './run.store.ts'
import { recordRun } from './run-record.ts'
import type { Work } from './work.ts'

const PROCESSES = 4_096
const CPUS = 2
/** What the runner itself prints: the end of it is the run's own output. */
const PRINTED_BYTES = 1_048_576

/** How a template was found, as an attempt keeps it. */
export interface StagedAs {
  /** Of its copy, below the working folder. */
  path: string
  function: string
  engine: 'node' | 'python'
  versionId: number
  /** SHA-256 of its file. */
  revision: string
  /** Of all files of its folder. */
  digest: string
  note?: string | undefined
}

export interface Beginning {
  prepared: Prepared
  staged: StagedAs
  work: Work
  nonce: { text: string; hash: string }
  node: string
  /** Which credentials its order holds. */
  used: readonly number[]
}

/** It has begun; it was aborted or changed meanwhile; there is no place; or it waits for something. */
export type Begun = { attempt: AttemptRow } | 'gone' | 'full' | { waits: string }

/** Begins an attempt: its state, its hosts and its execution are one transaction. */
export function beginAttempt(automation: Automation, beginning: Beginning): Promise<Begun> {
  return inTransaction(automation.db, async (tx): Promise<Begun> => {
    const { run, template } = beginning.prepared
    // Two nodes that count places at once would both find the last one free.
    await lockSharing(tx, 'automation_queue', [1], 'alone')
    await lock(tx, 'automation_run', [run.id])
    const now = await findRun(tx, run.id)
    if (!now || !isAsPrepared(now, run)) return 'gone'
    if ((await countAtWork(tx)) >= automation.settings.runs) return 'full'
    const waits = needsApproval(now, template) && (await askIfNeeded(automation, tx, beginning))
    if (waits) return wait(tx, now, WAITS_FOR_APPROVAL)
    const conflict = await conflictOf(tx, lockKeysOf(beginning.prepared))
    if (conflict) return wait(tx, now, conflict)
    const attempt = await insertAttempt(automation, tx, beginning)
    if (!(await takeLocks(tx, lockKeysOf(beginning.prepared), attempt.id)))
      throw new Error('Two runs took the same hosts at once.')
    return { attempt }
  })
}

async function wait(tx: Tx, run: RunRow, waits: string): Promise<Begun> {
  await sayWaits(tx, run, waits)
  return { waits }
}

const isAsPrepared = (now: RunRow, run: RunRow): boolean =>
  now.status === 'scheduled' && now.number === run.number && now.version === run.version

/** True where it has to wait for a second person. */
async function askIfNeeded(
  automation: Automation,
  tx: Tx,
  { prepared, staged }: Beginning,
): Promise<boolean> {
  const { run, template, inventory } = prepared
  const revision = revisionFrom(staged.digest, inventory.files)
  if (await isApproved(tx, run, revision)) return false
  return !(await askForApproval(automation, tx, askerOf(run), { run, template, revision }))
}

/** On behalf of whom a run goes on by itself. */
export const askerOf = ({ asked_by }: Pick<RunRow, 'asked_by'>) =>
  asked_by === null ? ({ via: 'system' } as const) : { account: asked_by, via: 'system' as const }

async function insertAttempt(automation: Automation, tx: Tx, beginning: Beginning): Promise<AttemptRow> {
  const { kernel, executions } = automation
  const { prepared, staged, used } = beginning
  const { run, hosts, unknown } = prepared
  const now = kernel.clock.now()
  const number = run.number + 1
  const { id } = await tx
    .insertInto('automation_attempt')
    .values({ ...attemptOf(beginning), number, status: 'running', started_at: now, failed: unknown.length })
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertHosts(tx, id, { hosts, unknown, now })
  const execution = await executions.start(tx, orderOf(automation, { ...beginning, attempt: id }))
  const attempt = await tx
    .updateTable('automation_attempt')
    .set({ execution_id: execution.id })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('automation_run')
    .set({
      status: 'running',
      number,
      attempt_id: id,
      started_at: now,
      finished_at: null,
      due_at: null,
      waits_for: null,
      version: run.version + 1,
    })
    .where('id', '=', run.id)
    .where('status', '=', 'scheduled')
    .where('number', '=', run.number)
    .execute()
  if (staged.note !== undefined)
    await addRunOutput(tx, id, [{ at: now, kind: 'log', text: `${staged.note}\n` }])
  await noteUse(automation, tx, { runId: run.id, ids: used })
  const details = { number, hosts: hosts.length, dryRun: run.dry_run === 1 }
  await recordRun(automation, tx, { by: askerOf(run), act: 'started', run, details })
  afterCommit(tx, () => automation.runner.changed(run.id))
  return attempt
}

/** What an attempt keeps of how it was begun. */
export function attemptOf({
  prepared,
  staged,
  nonce,
  node,
}: Pick<Beginning, 'prepared' | 'staged' | 'nonce' | 'node'>) {
  const { run, template, inventoryRow, inventory, hosts, unknown, limits } = prepared
  const { versionId, ...as } = staged
  return {
    ...ownOf(run),
    template: JSON.stringify({
      ...{ name: template.name, file: pathOf(template), ...as },
      keepsConfiguration: template.keeps_configuration === 1,
      confidential: confidentialIn(template.form),
    }),
    template_version_id: versionId,
    inventory: JSON.stringify({ name: inventoryRow.name, files: inventory.files }),
    workers: limits.workers,
    host_seconds: limits.hostSeconds,
    run_minutes: limits.runMinutes,
    nonce_hash: nonce.hash,
    node,
    hosts: hosts.length + unknown.length,
  }
}

/** What an attempt has of its run, and what it begins with. */
export const ownOf = (run: RunRow) => ({
  run_id: run.id,
  by_account: run.asked_by,
  cause: run.asked_as ?? 'run',
  template_id: run.template_id,
  inventory_id: run.inventory_id,
  variables: run.variables,
  filters: run.filters,
  dry_run: run.dry_run,
  engine: '',
  execution_id: null,
  finished_at: null,
  exception: null,
  taken: 0,
  printed: null,
  seq: 0,
  garbage: 0,
  abort_asked_at: null,
  aborted_by: null,
  ok: 0,
  failed: 0,
  unreachable: 0,
  changed: 0,
  output_removed_at: null,
})

function orderOf(
  { settings }: Automation,
  { prepared, staged, work, nonce, attempt }: Beginning & { attempt: number },
): ExecutionOrder {
  const { run, limits } = prepared
  return {
    service: SERVICE,
    object: `automation.attempt:${attempt}`,
    backend: 'local',
    // No account: runs are shared, and what opens hosts must not be within reach of whoever started one.
    name: `automation-${run.id}`,
    script: ['umask 077', 'mkdir -p "$TMPDIR"', commandOf(staged.engine, settings), ''].join('\n'),
    directory: work.folder,
    folder: work.own,
    env: {
      HOME: work.own,
      TMPDIR: `${work.own}/tmp`,
      ATELIER_RUN: String(run.id),
      // A folder that it may not write is no place for what Python compiles.
      PYTHONDONTWRITEBYTECODE: '1',
    },
    secrets: { ATELIER_RUN_NONCE: nonce.text },
    limits: {
      cpus: CPUS,
      memoryMb: settings.memoryMb,
      minutes: limits.runMinutes,
      processes: PROCESSES,
      outputBytes: PRINTED_BYTES,
    },
  }
}
