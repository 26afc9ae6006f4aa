import { contains, type KernelDb, type KernelTx, viewOf } from '../../../kernel/db/db.ts'
import type { Merging } from '../../../kernel/identity/merge.ts'
import type { Holding } from '../../../kernel/identity/own-data.ts'
import { approvalPage } from '../approvals/approval-record.ts'
import type { AutomationTables, Tx } from '../tables.ts'
import { APPROVAL_ASKED } from './notices.ts'
import type { Notify } from './notify.ts'

const MOST = 10_000
const dbOf = (db: KernelDb) => viewOf<AutomationTables>(db)
const txOf = (tx: KernelTx) => viewOf<AutomationTables>(tx)

/** Every column that says which account did something. */
const COLUMNS = [
  ['automation_run', 'created_by'],
  ['automation_run', 'asked_by'],
  ['automation_attempt', 'by_account'],
  ['automation_attempt', 'aborted_by'],
  ['automation_inventory', 'created_by'],
  ['automation_file_version', 'account_id'],
  ['automation_template', 'created_by'],
  ['automation_credential', 'created_by'],
  ['automation_host_key', 'accepted_by'],
  ['automation_approval', 'asked_by'],
  ['automation_approval', 'decided_by'],
  ['automation_schedule', 'created_by'],
  ['automation_trigger', 'created_by'],
  ['automation_config', 'intended_by'],
  ['automation_channel', 'created_by'],
] as const

/**
 * What automation holds of a person. Runs, templates, schedules and the like are the group's: erasing a person takes their
 * name off them, and what they wrote to approvers.
 */
export const automationHolding: Holding = {
  what: 'automation',
  export: (db, account) => exportOf(db, account),
  async erase(kernelTx, account) {
    const tx = txOf(kernelTx)
    await forgetTold(tx, account)
    await tx.updateTable('automation_approval').set({ reason: '' }).where('asked_by', '=', account).execute()
    await tx
      .updateTable('automation_approval')
      .set({ comment: '' })
      .where('decided_by', '=', account)
      .execute()
    for (const [table, column] of COLUMNS) await replace(tx, { table, column }, account, null)
    await renotify(tx, account, [])
  },
}

/** Takes away what others were told of them: that they want something approved. */
async function forgetTold(tx: Tx, account: number): Promise<void> {
  const asked = await tx
    .selectFrom('automation_approval')
    .select('id')
    .where('asked_by', '=', account)
    .orderBy('id')
    .limit(MOST)
    .execute()
  // A list of none is no SQL.
  const links = ['', ...asked.map(({ id }) => approvalPage(id))]
  const told = await tx
    .deleteFrom('kernel_notice')
    .where('kind', '=', APPROVAL_ASKED)
    .where('link', 'in', links)
    .returning('title')
    .execute()
  const subjects = ['', ...new Set(told.map(({ title }) => title))]
  await tx
    .deleteFrom('kernel_mail')
    .where('template', '=', 'notice')
    .where('subject', 'in', subjects)
    .execute()
}

/** Their names move with the account. */
export const automationMerging: Merging = {
  what: 'runs of automation',
  async count(db, from) {
    const { n } = await dbOf(db)
      .selectFrom('automation_run')
      .select((is) => is.fn.countAll<number>().as('n'))
      .where('created_by', '=', from)
      .executeTakeFirstOrThrow()
    return Number(n)
  },
  async move(kernelTx, from, to) {
    const tx = txOf(kernelTx)
    for (const [table, column] of COLUMNS) await replace(tx, { table, column }, from, to)
    await renotify(tx, from, [to])
  },
}

const replace = (
  tx: Tx,
  { table, column }: { table: string; column: string },
  from: number,
  to: number | null,
): Promise<unknown> =>
  // The list above names tables with these columns.
  tx
    .updateTable(table as 'automation_run')
    .set({ [column]: to })
    .where(column as 'created_by', '=', from)
    .execute()

/** Who is told of the ends of runs: by number, in a JSON text. */
async function renotify(tx: Tx, from: number, to: readonly number[]): Promise<void> {
  for (const table of ['automation_run', 'automation_template'] as const) {
    const rows = await tx
      .selectFrom(table as 'automation_run')
      .select(['id', 'notify'])
      .where((is) => contains(tx, is.ref('notify'), String(from)))
      .orderBy('id')
      .limit(MOST)
      .execute()
    for (const { id, notify } of rows) {
      const { accounts = [], ...others } = JSON.parse(notify) as Notify
      if (!accounts.includes(from)) continue
      const left = [...new Set(accounts.flatMap((each) => (each === from ? to : [each])))]
      await tx
        .updateTable(table as 'automation_run')
        .set({ notify: JSON.stringify({ ...others, accounts: left }) })
        .where('id', '=', id)
        .execute()
    }
  }
}

async function exportOf(kernelDb: KernelDb, account: number): Promise<object> {
  const db = dbOf(kernelDb)
  const [runs, attempts, approvals, schedules, templates] = await Promise.all([
    db
      .selectFrom('automation_run')
      .select([
        'id',
        'name',
        'status',
        'created_at',
        'started_at',
        'finished_at',
        'variables',
        'filters',
        'is_preset',
      ])
      .where('created_by', '=', account)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('automation_attempt')
      .select(['run_id', 'number', 'status', 'cause', 'started_at', 'finished_at', 'hosts', 'ok', 'failed'])
      .where('by_account', '=', account)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('automation_approval')
      .select(['run_id', 'asked_by', 'asked_at', 'reason', 'decided_by', 'decided_at', 'decision', 'comment'])
      .where((is) => is.or([is('asked_by', '=', account), is('decided_by', '=', account)]))
      .orderBy('id')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('automation_schedule')
      .select(['id', 'name', 'cron', 'every_seconds', 'timezone', 'created_at'])
      .where('created_by', '=', account)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('automation_template')
      .select(['id', 'name', 'package_path', 'file_name', 'created_at'])
      .where('created_by', '=', account)
      .orderBy('id')
      .limit(MOST)
      .execute(),
  ])
  return { runs, attempts, approvals, schedules, templates }
}
