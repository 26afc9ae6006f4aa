import type { Automation } from '../automation.ts'
import { ownOf } from '../runs/begin.ts'
import { confidentialIn } from '../runs/confidential.ts'
import type { AttemptHostRow, AttemptRow, RunRow, TemplateRow, Tx } from '../tables.ts'

export interface PastHost extends Partial<Omit<AttemptHostRow, 'entries'>> {
  name: string
  /** What its function gave. */
  said?: unknown
}

/** An attempt of a run that is over, as its end leaves it: nothing runs for it. */
export async function addPast(
  { kernel }: Pick<Automation, 'kernel'>,
  tx: Tx,
  run: RunRow,
  {
    hosts,
    template,
    ...columns
  }: { hosts: readonly PastHost[]; template: TemplateRow } & Partial<Omit<AttemptRow, 'hosts' | 'template'>>,
): Promise<AttemptRow> {
  const { started_at = kernel.clock.now(), finished_at = started_at } = columns
  const count = (...states: string[]) => hosts.filter(({ state = 'ok' }) => states.includes(state)).length
  const ok = count('ok')
  const attempt = await tx
    .insertInto('automation_attempt')
    .values({
      ...ownOf(run),
      ...{ number: run.number + 1, status: ok === hosts.length ? 'finished' : 'failed' },
      ...{
        template_id: template.id,
        template: describe(template),
        template_version_id: null,
        inventory: INVENTORY,
      },
      ...{ workers: 20, host_seconds: 300, run_minutes: 120, engine: 'node', node: '', nonce_hash: null },
      ...{ hosts: hosts.length, ok, unreachable: count('unreachable') },
      failed: count('failed', 'timed-out'),
      ...columns,
      ...{ started_at, finished_at },
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  for (const [position, { said, ...host }] of hosts.entries())
    await tx
      .insertInto('automation_attempt_host')
      .values({
        ...{ attempt_id: attempt.id, position, hostname: null, port: null, platform: null, group_name: null },
        ...{ state: 'ok', started_at, finished_at, changed: 0, error_kind: null, error: null, seq: 0 },
        ...{ output_bytes: 0, kept_bytes: 0, entries: said === undefined ? null : entriesOf(said) },
        ...host,
      })
      .execute()
  await tx
    .updateTable('automation_run')
    .set({
      ...{ attempt_id: attempt.id, number: attempt.number, status: attempt.status },
      ...{ started_at, finished_at, created_at: started_at },
    })
    .where('id', '=', run.id)
    .execute()
  return attempt
}

const INVENTORY = JSON.stringify({ name: 'Sample network', files: [] })

const describe = ({ name, package_path, file_name, function_name, form }: TemplateRow): string =>
  JSON.stringify({
    ...{ name, file: `${package_path}${file_name}`.slice(1), function: function_name },
    confidential: confidentialIn(form),
  })

const entriesOf = (said: unknown): string =>
  JSON.stringify([{ name: 'job_function', result: said, failed: false, changed: false, diff: '' }])
