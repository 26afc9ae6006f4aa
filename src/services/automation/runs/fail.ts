import { afterCommit, inTransaction, lock } from '../../../kernel/db/db.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import { WAITS_FOR_APPROVAL } from '../approvals/approval.ts'
import type { Automation } from '../automation.ts'
import type { RunRow, Tx } from '../tables.ts'
import { insertHosts } from './attempt-host.store.ts'
import { askerOf, attemptOf, ownOf } from './begin.ts'
import type { Prepared } from './prepare.ts'
import { findRun, listDue } from './run.store.ts'
import { recordRun } from './run-record.ts'

/** Why an attempt ends before anything of it ran. */
export interface Failure {
  node: string
  /** One line; null where its hosts say it: none of those that were named are there. */
  exception: string | null
  prepared?: Prepared
}

/**
 * Ends the attempt of a run that cannot begin: it is in the history like any other. Nothing happens where the run was aborted or
 * changed meanwhile.
 */
export async function failAtStart(automation: Automation, run: RunRow, failure: Failure): Promise<void> {
  const { db, runner } = automation
  await inTransaction(db, async (tx) => {
    await lock(tx, 'automation_run', [run.id])
    const now = await findRun(tx, run.id)
    if (now?.status !== 'scheduled' || now.number !== run.number || now.version !== run.version) return
    const attempt = await insertFailed(automation, tx, run, failure)
    const after = await tx
      .updateTable('automation_run')
      .set({
        status: 'failed',
        number: attempt.number,
        attempt_id: attempt.id,
        started_at: attempt.started_at,
        finished_at: attempt.finished_at,
        due_at: null,
        waits_for: null,
        version: run.version + 1,
      })
      .where('id', '=', run.id)
      .where('status', '=', 'scheduled')
      .where('number', '=', run.number)
      .returningAll()
      .executeTakeFirstOrThrow()
    const details = { number: attempt.number, begun: false }
    await recordRun(automation, tx, { by: askerOf(run), act: 'failed', run, details })
    await runner.tellEnd(tx, { run: after, attempt })
    afterCommit(tx, () => runner.kick(run.id))
  })
}

const MOST_MISSED = 10_000

/** Ends those whose time came while no server was there, too long ago for anybody to want them still. */
export async function failMissed(automation: Automation, node: string): Promise<void> {
  const { db, kernel, settings } = automation
  const before = kernel.clock.now() - settings.graceMinutes * MINUTE_MS
  for (const run of await listDue(db, { now: before, unless: WAITS_FOR_APPROVAL, limit: MOST_MISSED })) {
    // It was there, and waited for something else.
    if (run.waits_for !== null) continue
    const time = new Date(run.due_at ?? before).toISOString().slice(0, 16).replace('T', ' ')
    const exception = `Its time, ${time} UTC, came while the server was down, and is more than ${settings.graceMinutes} minutes ago. Start it again.`
    await failAtStart(automation, run, { node, exception })
  }
}

async function insertFailed(automation: Automation, tx: Tx, run: RunRow, failure: Failure) {
  const now = automation.kernel.clock.now()
  const { prepared, exception, node } = failure
  const unknown = prepared?.unknown ?? []
  const attempt = await tx
    .insertInto('automation_attempt')
    .values({
      ...ownOf(run),
      ...(await namesOf(tx, run)),
      ...(prepared && limitsAndNames(prepared)),
      number: run.number + 1,
      status: 'failed',
      node,
      nonce_hash: null,
      started_at: now,
      finished_at: now,
      exception,
      hosts: unknown.length,
      failed: unknown.length,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await insertHosts(tx, attempt.id, { hosts: [], unknown, now })
  return attempt
}

/** Without a file that was looked at. */
const NOT_STAGED = { path: '', function: '', engine: 'node', versionId: 0, revision: '', digest: '' } as const

function limitsAndNames(prepared: Prepared) {
  const { template_version_id, ...columns } = attemptOf({
    ...{ prepared, node: '', nonce: { text: '', hash: '' } },
    staged: NOT_STAGED,
  })
  void template_version_id
  return columns
}

/** What its template and its inventory are called, as far as they are there. */
async function namesOf(tx: Tx, { template_id, inventory_id, workers, host_seconds, run_minutes }: RunRow) {
  const nameIn = async (table: 'automation_template' | 'automation_inventory', id: number | null) =>
    id === null
      ? undefined
      : await tx.selectFrom(table).select('name').where('id', '=', id).executeTakeFirst()
  const [template, inventory] = [
    await nameIn('automation_template', template_id),
    await nameIn('automation_inventory', inventory_id),
  ]
  return {
    template: JSON.stringify({ name: template?.name ?? '' }),
    template_version_id: null,
    inventory: JSON.stringify({ name: inventory?.name ?? '', files: [] }),
    workers: workers ?? 0,
    host_seconds: host_seconds ?? 0,
    run_minutes: run_minutes ?? 0,
  }
}
