import { inTransaction } from '../../src/kernel/db/db.ts'
import type { Automation } from '../../src/services/automation/automation.ts'
import { createInventory } from '../../src/services/automation/inventories/inventories.ts'
import type { HostState } from '../../src/services/automation/run-tables.ts'
import { ownOf } from '../../src/services/automation/runs/begin.ts'
import { createRun, type NewRun } from '../../src/services/automation/runs/run.ts'
import { scheduleRun } from '../../src/services/automation/runs/start.ts'
import { createTemplate } from '../../src/services/automation/templates/template.ts'

const SYSTEM = { via: 'system' } as const

/** A run that could begin, whose texts hold the name; gives its number. */
export async function giveRun(
  automation: Automation,
  fields: Partial<NewRun> & { name: string },
): Promise<number> {
  const { name } = fields
  const files = { hostsFile: `given/${name}.yaml`, groupsFile: 'given/groups.yaml', defaultsFile: null }
  const inventory = await createInventory(automation, SYSTEM, { name, ...files, unknownKeys: 'refuse' })
  const { id } = await inTransaction(automation.db, async (tx) => {
    const template = await createTemplate(automation, tx, SYSTEM, { name, fileName: 'given.ts' })
    return createRun(automation, tx, SYSTEM, {
      templateId: template.id,
      inventoryId: inventory.id,
      variables: { text: name },
      ...fields,
    })
  })
  return id
}

/** The same with one attempt that is over, as if these hosts had been run; gives its number. */
export async function giveEnded(
  automation: Automation,
  { hosts, ...fields }: Partial<NewRun> & { name: string; hosts: Readonly<Record<string, HostState>> },
): Promise<number> {
  const id = await giveRun(automation, fields)
  const { db, kernel } = automation
  const now = kernel.clock.now()
  const names = Object.keys(hosts)
  const isDone = Object.values(hosts).every((state) => state === 'ok')
  const status = isDone ? 'finished' : 'failed'
  const times = { started_at: now, finished_at: now }
  await inTransaction(db, async (tx) => {
    const run = await tx
      .selectFrom('automation_run')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const attempt = await tx
      .insertInto('automation_attempt')
      .values({
        ...ownOf(run),
        ...times,
        ...{ number: 1, status, node: '', nonce_hash: null, hosts: names.length },
        template: JSON.stringify({
          name: fields.name,
          file: 'given.ts',
          function: 'job_function',
          revision: 'ab',
        }),
        template_version_id: null,
        inventory: JSON.stringify({ name: fields.name, files: [] }),
        ...{
          workers: 1,
          host_seconds: 1,
          run_minutes: 1,
          ok: names.filter((name) => hosts[name] === 'ok').length,
        },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const [position, name] of names.entries()) {
      const host = await tx
        .insertInto('automation_attempt_host')
        .values({
          ...times,
          ...{ attempt_id: attempt.id, position, name, state: hosts[name] ?? 'ok', changed: 0, seq: 0 },
          ...{ hostname: name, port: 22, platform: 'linux', group_name: null, error_kind: null, error: null },
          entries: JSON.stringify([{ name: '', result: name, failed: false, changed: false, diff: '' }]),
          ...{ output_bytes: name.length, kept_bytes: name.length },
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      for (const place of [host.id, 0])
        await tx
          .insertInto('automation_output')
          .values({
            ...{ attempt_id: attempt.id, host_id: place, bytes: name.length },
            content: JSON.stringify([[now, 'stdout', name]]),
          })
          .execute()
    }
    await tx
      .updateTable('automation_run')
      .set({ status, number: 1, attempt_id: attempt.id, ...times })
      .where('id', '=', id)
      .execute()
  })
  return id
}

/** A run that somebody wants, and that waits for a second person; gives the number of the question. */
export async function giveAsked(
  automation: Automation,
  { by, ...fields }: Partial<NewRun> & { name: string; by: number },
): Promise<number> {
  const { db } = automation
  const id = await giveRun(automation, fields)
  await inTransaction(db, (tx) =>
    tx
      .updateTable('automation_template')
      .set({ needs_approval: 1 })
      .where('id', '=', (is) => is.selectFrom('automation_run').select('template_id').where('id', '=', id))
      .execute(),
  )
  await scheduleRun(automation, { account: by, via: 'token' }, id, { cause: 'run' })
  const asked = await db
    .selectFrom('automation_approval')
    .select('id')
    .where('run_id', '=', id)
    .executeTakeFirstOrThrow()
  return asked.id
}
