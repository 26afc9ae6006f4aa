import type { Insertable, JoinBuilder } from 'kysely'
import { sql } from 'kysely'
import type { ApprovalRow, AutomationTables, Db, RunRow, Tx } from '../tables.ts'

export function findApproval(db: Db | Tx, id: number): Promise<ApprovalRow | undefined> {
  return db.selectFrom('automation_approval').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What was asked of the attempt of that number, the newest first. */
export function listOfAttempt(
  db: Db | Tx,
  { runId, number }: { runId: number; number: number },
): Promise<ApprovalRow[]> {
  return db
    .selectFrom('automation_approval')
    .selectAll()
    .where('run_id', '=', runId)
    .where('number', '=', number)
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}

export function insertApproval(
  tx: Tx,
  row: Insertable<AutomationTables['automation_approval']>,
): Promise<ApprovalRow> {
  return tx.insertInto('automation_approval').values(row).returningAll().executeTakeFirstOrThrow()
}

/** Undefined when somebody has decided it. */
export function decideApproval(
  tx: Tx,
  id: number,
  columns: Pick<ApprovalRow, 'decision' | 'decided_by' | 'decided_at' | 'comment'> & { revision?: string },
): Promise<ApprovalRow | undefined> {
  return tx
    .updateTable('automation_approval')
    .set(columns)
    .where('id', '=', id)
    .where('decision', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/** It is about something that is not there any more, whether it was answered or not. */
export async function voidApproval(
  tx: Tx,
  id: number,
  { now, comment }: { now: number; comment: string },
): Promise<void> {
  await tx
    .updateTable('automation_approval')
    .set({ decision: 'withdrawn', decided_at: now, comment })
    .where('id', '=', id)
    .execute()
}

/** Nobody wants the next attempt of a run any more: what was asked of it, or said, holds for no later one. */
export async function voidOpen(
  tx: Tx,
  { runId, number, now }: { runId: number; number: number; now: number },
): Promise<void> {
  await tx
    .updateTable('automation_approval')
    .set({ decision: 'withdrawn', decided_at: now, comment: 'The run was taken out of the queue.' })
    .where('run_id', '=', runId)
    .where('number', '=', number)
    .where((is) => is.or([is('decision', 'is', null), is('decision', '=', 'approved')]))
    .execute()
}

/** False where it was set before, or somebody was quicker to decide. */
export async function setRevision(tx: Tx, id: number, revision: string): Promise<boolean> {
  const row = await tx
    .updateTable('automation_approval')
    .set({ revision })
    .where('id', '=', id)
    .where('decision', 'is', null)
    .where('revision', '=', '')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function setDryRun(tx: Tx, id: number, run: number): Promise<void> {
  await tx.updateTable('automation_approval').set({ dry_run_id: run }).where('id', '=', id).execute()
}

/** Lets a run begin that waited for this, at its time: `dueAt` is not in the past, so that it is not late by having waited. */
export async function freeRun(
  tx: Tx,
  { id, number, dueAt }: Pick<RunRow, 'id' | 'number'> & { dueAt: number },
): Promise<void> {
  await tx
    .updateTable('automation_run')
    .set((is) => ({ waits_for: null, due_at: dueAt, version: is('version', '+', 1) }))
    .where('id', '=', id)
    .where('status', '=', 'scheduled')
    .where('number', '=', number)
    .execute()
}

/** The preset of a run that a schedule or a trigger has made: whoever changed it last wants it as much as who asked. */
const planOf = (
  join: JoinBuilder<
    AutomationTables & { p: AutomationTables['automation_run']; r: AutomationTables['automation_run'] },
    'p' | 'r'
  >,
) =>
  join
    .onRef('p.id', '=', 'r.like_id')
    .on('p.is_preset', '=', 1)
    .on((is) => is.or([is('r.schedule_id', 'is not', null), is('r.trigger_id', 'is not', null)]))

const listed = (db: Db) =>
  db
    .selectFrom('automation_approval as a')
    .innerJoin('automation_run as r', 'r.id', 'a.run_id')
    .leftJoin('automation_template as t', 't.id', 'r.template_id')
    .leftJoin('automation_inventory as i', 'i.id', 'r.inventory_id')
    .leftJoin('automation_run as d', 'd.id', 'a.dry_run_id')
    .leftJoin('automation_run as p', planOf)
    .leftJoin('kernel_account as asker', 'asker.id', 'a.asked_by')
    .leftJoin('kernel_account as judge', 'judge.id', 'a.decided_by')
    .selectAll('a')
    .select([
      ...(['r.name as run', 'r.status as run_status', 'r.number as run_number', 'r.due_at'] as const),
      ...([
        'r.variables',
        'r.filters',
        'r.inventory_id',
        'r.template_id',
        'r.secret_key',
        'r.workers',
      ] as const),
      ...(['t.name as template', 't.package_path', 't.file_name', 't.function_name', 't.form'] as const),
      ...(['i.name as inventory', 'd.status as dry_run_status', 'd.attempt_id as dry_attempt_id'] as const),
      ...(['asker.name as asker', 'judge.name as judge', 'p.asked_by as planned_by'] as const),
    ])

export type ListedApproval = Awaited<ReturnType<ReturnType<typeof listed>['executeTakeFirstOrThrow']>>

/** How many wait for an answer of this account: nobody approves what they have asked for. */
export async function countOpenFor(db: Db, account: number): Promise<number> {
  const { n } = await db
    .selectFrom('automation_approval as a')
    .innerJoin('automation_run as r', 'r.id', 'a.run_id')
    .leftJoin('automation_run as p', planOf)
    .select((is) => is.fn.countAll<number>().as('n'))
    .where('a.decided_at', 'is', null)
    .where('r.status', '=', 'scheduled')
    .where('a.number', '=', sql<number>`r.number + 1`)
    .where((is) => is.or([is('a.asked_by', 'is', null), is('a.asked_by', '!=', account)]))
    .where((is) => is.or([is('p.asked_by', 'is', null), is('p.asked_by', '!=', account)]))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Newest first; `open` are those that still wait. */
export function listApprovals(
  db: Db,
  { open, run, before, limit }: { open?: boolean; run?: number; before?: number; limit: number },
): Promise<ListedApproval[]> {
  return listed(db)
    .$if(open === true, (query) =>
      query
        .where('a.decided_at', 'is', null)
        .where('r.status', '=', 'scheduled')
        .where('a.number', '=', sql<number>`r.number + 1`),
    )
    .$if(run !== undefined, (query) => query.where('a.run_id', '=', run as number))
    .$if(before !== undefined, (query) => query.where('a.id', '<', before as number))
    .orderBy('a.id', 'desc')
    .limit(limit)
    .execute()
}

export function findListed(db: Db, id: number): Promise<ListedApproval | undefined> {
  return listed(db).where('a.id', '=', id).executeTakeFirst()
}

/** Hosts of a dry run, those that would change first. */
export function listDryHosts(db: Db, attempt: number, limit: number) {
  return db
    .selectFrom('automation_attempt_host')
    .select(['name', 'state', 'changed', 'entries', 'error'])
    .where('attempt_id', '=', attempt)
    .orderBy('changed', 'desc')
    .orderBy('position')
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function countDryHosts(db: Db, attempt: number): Promise<number> {
  const { hosts } = await db
    .selectFrom('automation_attempt')
    .select('hosts')
    .where('id', '=', attempt)
    .executeTakeFirstOrThrow()
  return hosts
}
