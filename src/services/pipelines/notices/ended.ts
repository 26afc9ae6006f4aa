import { Type } from 'typebox'
import { publicAddress } from '../../../kernel/config/address.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import { spanInWords } from '../../../kernel/span.ts'
import { tellOwnWebhooks } from '../../../kernel/webhooks/own.ts'
import { findSetting, NOTIFICATION, wantsSlack } from '../people/setting.ts'
import { postToSlack } from '../people/tell.ts'
import type { Pipelines } from '../pipelines.ts'
import { createTitles } from '../results/titles.ts'
import { CANCELLED } from '../runner/cancel.ts'
import type { BatchRow, Db, ExperimentRow, Tx } from '../tables.ts'
import { OWN_EVENTS } from '../webhook.ts'
import { BATCH_ENDED, batchPage, COMPLETED, experimentPage, FAILED, nameOf } from './notices.ts'

const payload = Type.Object({ batch: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** Looks whether a batch is over: after the end of each of its experiments, so that of two at once the later one sees it. */
export const batchEnded: Job<typeof payload, Pipelines> = defineJob({
  name: 'pipelines.batch-ended',
  payload,
  run: ({ batch }, pipelines) => tellBatch(pipelines, batch),
})

/** Tells whose experiment it is that it has ended, in the transaction of its end. One of a batch is told with the others. */
export async function tellEnd(pipelines: Pipelines, tx: Tx, experiment: ExperimentRow): Promise<void> {
  const { id, account_id: account, batch_id: batch, status } = experiment
  if (account === null || (status !== 'completed' && status !== 'failed' && status !== 'cancelled')) return
  const page = experimentPage(id)
  await tellOwnWebhooks(pipelines.kernel, OWN_EVENTS, tx, {
    ...{ account, page, event: `pipelines.experiment.${status}` },
    data: {
      ...{ experiment: id, name: experiment.name, app: experiment.app, batch, status },
      exitCode: experiment.exit_code,
      endedAt: experiment.ended_at === null ? null : new Date(experiment.ended_at).toISOString(),
    },
  })
  if (batch !== null) return enqueue(tx, batchEnded, { batch }, { key: `${batchEnded.name}:${batch}` })
  // Whoever cancels their own gives no reason.
  if (status === 'cancelled' && ['', CANCELLED].includes(experiment.message)) return
  await tell(pipelines, tx, {
    account,
    kind: status === 'completed' ? COMPLETED : FAILED,
    title: `“${nameOf(experiment)}” ${HAPPENED[status]}`,
    text: status === 'cancelled' ? experiment.message : endInWords(experiment, await titleOf(tx, experiment)),
    link: page,
    isAsked: experiment.notify === 1,
  })
}

const HAPPENED = { completed: 'is completed', failed: 'failed', cancelled: 'was cancelled' } as const

/** Below the bell, and besides as they have said by the protocol: to their Slack, or by mail unless they chose otherwise here. */
async function tell(
  { kernel }: Pipelines,
  tx: Tx,
  {
    account,
    isAsked,
    ...notice
  }: { account: number; isAsked: boolean; kind: string; title: string; text: string; link: string },
): Promise<void> {
  const way = await findSetting(tx, account, NOTIFICATION)
  const isSlack = await wantsSlack(tx, account)
  if (isSlack) {
    const text = `${notice.title}. ${notice.text}\n${publicAddress(kernel.config)}${notice.link}`
    await enqueue(tx, postToSlack, { account, text })
  }
  const mail = isAsked && !isSlack ? { mail: true as const } : way === 'email' && { mail: 'usual' as const }
  await kernel.notices.send(tx, { to: [account], ...notice, ...mail })
}

/** What its app is called; of one that is not known here its key. */
async function titleOf(tx: Tx, { app, app_version_id: version }: ExperimentRow): Promise<string> {
  return (await createTitles(tx)([version])).get(version) ?? (app || 'It')
}

function endInWords({ status, message, started_at, ended_at }: ExperimentRow, name: string): string {
  const took =
    started_at === null || ended_at === null ? '' : ` ran for ${spanInWords(ended_at - started_at)}`
  const first = took === '' ? `${name} is over.` : `${name}${took}.`
  // The last that a program said often has no full stop.
  const cause = /[.!?…]$/.test(message) ? message : `${message}.`
  return status === 'failed' && message !== '' ? `${cause} ${first}` : first
}

async function tellBatch(pipelines: Pipelines, id: number): Promise<void> {
  const { db, kernel } = pipelines
  await inTransaction(db, async (tx) => {
    const counts = await countsOf(tx, id)
    if (counts.open > 0) return
    const batch = await tx
      .updateTable('pipelines_batch')
      .set({ told_at: kernel.clock.now() })
      .where('id', '=', id)
      .where('told_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (!batch || batch.account_id === null) return
    await tellOwnWebhooks(kernel, OWN_EVENTS, tx, {
      ...{ account: batch.account_id, page: batchPage(id), event: 'pipelines.batch.ended' },
      data: { batch: id, name: batch.name, app: batch.app, ...counts },
    })
    // All of it was cancelled: by whom it is, who knows.
    if (counts.completed + counts.failed === 0) return
    await tell(pipelines, tx, {
      account: batch.account_id,
      kind: BATCH_ENDED,
      title: `“${nameOfBatch(batch)}” has ended`,
      text: batchInWords(counts),
      link: batchPage(id),
      isAsked: batch.notify === 1,
    })
  })
}

const nameOfBatch = ({ id, name }: Pick<BatchRow, 'id' | 'name'>): string => name || `Batch ${id}`

interface Counts {
  open: number
  completed: number
  failed: number
  cancelled: number
}

async function countsOf(db: Db | Tx, batch: number): Promise<Counts> {
  const rows = await db
    .selectFrom('pipelines_experiment')
    .select((is) => ['status', is.fn.countAll<number>().as('count')])
    .where('batch_id', '=', batch)
    .groupBy('status')
    .execute()
  const of = (...statuses: string[]) =>
    rows.filter(({ status }) => statuses.includes(status)).reduce((sum, { count }) => sum + Number(count), 0)
  return {
    open: of('submitted', 'claimed', 'running'),
    completed: of('completed'),
    failed: of('failed'),
    cancelled: of('cancelled'),
  }
}

/** `All 24 have ended: 22 are completed, 2 failed.` */
function batchInWords({ completed, failed, cancelled }: Counts): string {
  const all = completed + failed + cancelled
  if (failed + cancelled === 0)
    return all === 1 ? 'Its experiment is completed.' : `All ${all} are completed.`
  const parts = [
    ...(completed > 0 ? [`${completed} ${completed === 1 ? 'is' : 'are'} completed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} ${cancelled === 1 ? 'was' : 'were'} cancelled`] : []),
  ]
  return `${all === 1 ? 'It has' : `All ${all} have`} ended: ${parts.join(', ')}.`
}
