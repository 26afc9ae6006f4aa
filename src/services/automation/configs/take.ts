import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import type { Automation } from '../automation.ts'
import { configPage, DRIFT_FOUND } from '../keeping/notices.ts'
import type { Entry } from '../runs/protocol.ts'
import type { AttemptHostRow, AttemptRow, ConfigRow, RunRow, Tx } from '../tables.ts'
import { keepReading } from './keep.ts'

const PAGE = 50

const payload = Type.Object({ attempt: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** Takes the configurations out of what the hosts of an attempt have said. */
export const takeConfigurations: Job<typeof payload, Automation> = defineJob({
  name: 'automation.take-configurations',
  payload,
  async run({ attempt: id }, automation, { signal }) {
    const { db } = automation
    const attempt = await db
      .selectFrom('automation_attempt')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    if (!attempt || attempt.inventory_id === null) return
    const drifted: ConfigRow[] = []
    for (let after = 0; ; ) {
      // It is given back then, and begins anew.
      signal.throwIfAborted()
      const hosts = await listHosts(automation, id, after)
      for (const host of hosts) {
        const found = await keepReading(automation, readingOf(attempt, attempt.inventory_id, host))
        if (found) drifted.push(found)
      }
      const last = hosts.at(-1)
      if (last === undefined || hosts.length < PAGE) break
      after = last.id
    }
    await tellDrift(automation, drifted)
  },
})

export function registerTaking(automation: Automation): void {
  automation.kernel.jobs.register(takeConfigurations, automation)
  automation.runner.onEnd((tx, ended) => askForTaking(tx, ended))
}

/** Where a template says that its results are configurations, they are kept once its attempt is over. */
async function askForTaking(tx: Tx, { attempt }: { run: RunRow; attempt: AttemptRow }): Promise<void> {
  if (attempt.template_id === null || attempt.hosts === 0) return
  const template = await tx
    .selectFrom('automation_template')
    .select('keeps_configuration')
    .where('id', '=', attempt.template_id)
    .executeTakeFirst()
  if (template?.keeps_configuration === 1)
    await enqueue(
      tx,
      takeConfigurations,
      { attempt: attempt.id },
      { key: `${takeConfigurations.name}:${attempt.id}` },
    )
}

const listHosts = ({ db }: Automation, attempt: number, after: number): Promise<AttemptHostRow[]> =>
  db
    .selectFrom('automation_attempt_host')
    .selectAll()
    .where('attempt_id', '=', attempt)
    .where('state', 'in', ['ok', 'failed', 'unreachable', 'timed-out'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(PAGE)
    .execute()

function readingOf(attempt: AttemptRow, inventory: number, host: AttemptHostRow) {
  const text = host.state === 'ok' ? configurationIn(host.entries) : undefined
  return {
    inventory,
    host: host.name,
    platform: host.platform,
    at: host.finished_at ?? attempt.finished_at ?? attempt.started_at,
    attempt: attempt.id,
    text,
    failure:
      host.state === 'ok'
        ? 'The result of the template is no text.'
        : (host.error ?? 'The host gave no configuration.'),
  }
}

/** The function's own result: a text, or an object with one as `configuration`. */
function configurationIn(entries: string | null): string | undefined {
  const [first] = entries === null ? [] : (JSON.parse(entries) as Entry[])
  const result = first?.result
  const inside =
    typeof result === 'object' && result !== null
      ? (result as { configuration?: unknown }).configuration
      : result
  return typeof inside === 'string' ? inside : undefined
}

/** Whoever said what they should be, each in one notice. */
async function tellDrift({ db, kernel }: Automation, drifted: readonly ConfigRow[]): Promise<void> {
  const owners = new Set(drifted.flatMap(({ intended_by }) => intended_by ?? []))
  for (const account of owners) {
    const theirs = drifted.filter(({ intended_by }) => intended_by === account)
    const [first] = theirs
    if (!first) continue
    await inTransaction(db, (tx) =>
      kernel.notices.send(tx, {
        to: [account],
        kind: DRIFT_FOUND,
        title:
          theirs.length === 1
            ? `The configuration of ${first.host} is not as intended`
            : `The configurations of ${theirs.length} hosts are not as intended`,
        text: theirs
          .slice(0, 5)
          .map(({ host, drift }) => `${host}: ${drift === 1 ? '1 line differs' : `${drift} lines differ`}.`)
          .join(' '),
        link: theirs.length === 1 ? configPage(first.id) : '/app/automation/backups?state=drift',
      }),
    )
  }
}
