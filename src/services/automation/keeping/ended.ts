import { enqueue } from '../../../kernel/jobs/jobs.ts'
import { tellOwnWebhooks } from '../../../kernel/webhooks/own.ts'
import type { Automation } from '../automation.ts'
import type { AttemptRow, RunRow, Tx } from '../tables.ts'
import { OWN_EVENTS } from '../webhook.ts'
import { RUN_FAILED, RUN_FINISHED, runPage, UNREACHABLE } from './notices.ts'
import { notifyOf } from './notify.ts'
import { tellChannel } from './tell-channel.ts'

const MOST_NAMES = 5

/**
 * Tells of the end of an attempt: whoever began it of a failure, and of more where the run or its template says so, and whom
 * they name. Never what hosts said.
 */
export async function tellEnd(
  automation: Automation,
  tx: Tx,
  { run, attempt }: { run: RunRow; attempt: AttemptRow },
): Promise<void> {
  const { status } = attempt
  if (status === 'running') return
  const starter = attempt.by_account ?? run.created_by
  await tellStarter(automation, tx, { run, attempt, starter })
  if (status === 'aborted') return
  const template = await templateOf(tx, attempt)
  const { on, accounts, channels } = notifyOf(run.notify, template?.notify)
  const isWanted = on === 'both' || on === status
  const people = new Set(isWanted ? accounts : [])
  if (starter !== null && (isWanted || status === 'failed')) people.add(starter)
  if (people.size === 0 && (!isWanted || channels.length === 0)) return
  const words = { title: titleOf(run, status), text: await wordsOf(tx, attempt), link: runPage(run.id) }
  const kind = status === 'finished' ? RUN_FINISHED : isOutOfReach(attempt) ? UNREACHABLE : RUN_FAILED
  await automation.kernel.notices.send(tx, { to: [...people], kind, ...words })
  if (isWanted) for (const channel of channels) await enqueue(tx, tellChannel, { channel, ...words })
}

const titleOf = ({ name }: RunRow, status: 'finished' | 'failed'): string =>
  status === 'finished' ? `“${name}” is finished` : `“${name}” failed`

const isOutOfReach = ({ hosts, unreachable }: AttemptRow): boolean => hosts > 0 && unreachable === hosts

async function wordsOf(tx: Tx, { id, hosts, ok, exception }: AttemptRow): Promise<string> {
  if (exception !== null) return `It could not run: ${exception}`
  if (ok === hosts) return hosts === 1 ? 'Its host is done.' : `All ${hosts} hosts are done.`
  const names = await tx
    .selectFrom('automation_attempt_host')
    .select('name')
    .where('attempt_id', '=', id)
    .where('state', '!=', 'ok')
    .orderBy('position')
    .limit(MOST_NAMES)
    .execute()
  const missing = hosts - ok
  const more = missing > names.length ? ` and ${missing - names.length} more` : ''
  return `${missing} of ${hosts} ${hosts === 1 ? 'host' : 'hosts'} failed: ${names.map(({ name }) => name).join(', ')}${more}.`
}

const templateOf = (tx: Tx, { template_id: id }: AttemptRow) =>
  tx
    .selectFrom('automation_template')
    .select(['notify'])
    .where('id', '=', id ?? 0)
    .executeTakeFirst()

async function tellStarter(
  { kernel }: Automation,
  tx: Tx,
  { run, attempt, starter }: { run: RunRow; attempt: AttemptRow; starter: number | null },
): Promise<void> {
  if (starter === null || attempt.status === 'running') return
  await tellOwnWebhooks(kernel, OWN_EVENTS, tx, {
    ...{ account: starter, page: runPage(run.id), event: `automation.run.${attempt.status}` },
    data: {
      ...{
        run: run.id,
        name: run.name,
        attempt: attempt.number,
        status: attempt.status,
        cause: attempt.cause,
      },
      ...{ hosts: attempt.hosts, ok: attempt.ok, failed: attempt.failed, unreachable: attempt.unreachable },
      finishedAt: attempt.finished_at === null ? null : new Date(attempt.finished_at).toISOString(),
    },
  })
}
