import { Type } from 'typebox'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { removeFile } from '../../../kernel/files/remove.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { tellOwnWebhooks } from '../../../kernel/webhooks/own.ts'
import { removeAll } from '../experiments/remove.ts'
import { LEAVING, nameOf } from '../notices/notices.ts'
import type { Pipelines } from '../pipelines.ts'
import type { Tx } from '../tables.ts'
import { OWN_EVENTS } from '../webhook.ts'
import { recomputeAll } from './recompute.ts'

const PAGE = 100
const MOST_NAMES = 5
const SYSTEM = { via: 'system' } as const
const PAGE_OF_USE = '/app/pipelines/usage'

const payload = Type.Object({})

/** Removes what is past its time. Results go not before a day after their owner was told. */
const removeOld: Job<typeof payload, Pipelines> = defineJob({
  name: 'pipelines.remove-old',
  payload,
  async run(_payload, pipelines, { signal }) {
    await recomputeAll(pipelines)
    for (const side of ['inputs', 'outputs'] as const)
      for (let after = 0; !signal.aborted; ) {
        const ids = await listDue(pipelines, side, after)
        for (const id of ids) await removeDue(pipelines, side, id)
        const last = ids.at(-1)
        if (last === undefined || ids.length < PAGE) break
        after = last
      }
  },
})

/** Tells people what of theirs goes soon: all of it in one message a day. */
const warnOwners: Job<typeof payload, Pipelines> = defineJob({
  name: 'pipelines.warn-of-removal',
  payload,
  async run(_payload, pipelines, { signal }) {
    await recomputeAll(pipelines)
    for (let after = 0; !signal.aborted; ) {
      const accounts = await listWithLeaving(pipelines, after)
      for (const account of accounts) await warn(pipelines, account)
      const last = accounts.at(-1)
      if (last === undefined || accounts.length < PAGE) return
      after = last
    }
  },
})

export function registerRetention(pipelines: Pipelines): void {
  const { jobs } = pipelines.kernel
  jobs.register(removeOld, pipelines)
  jobs.register(warnOwners, pipelines)
  jobs.schedule({ name: removeOld.name, cron: '37 * * * *', job: removeOld, payload: {} })
  jobs.schedule({ name: warnOwners.name, cron: '5 6 * * *', job: warnOwners, payload: {} })
}

type Side = 'inputs' | 'outputs'

const due = ({ kernel }: Pipelines, side: Side) => {
  const now = kernel.clock.now()
  return (db: Pick<Tx, 'selectFrom'>) =>
    db
      .selectFrom('pipelines_experiment')
      .select(['id', 'log_file_id'])
      .where(`${side}_until`, '<=', now)
      .where(`${side}_removed_at`, 'is', null)
      .where('kept', '=', 0)
      .$if(side === 'outputs', (query) => query.where('warned_at', '<=', now - DAY_MS))
}

async function listDue(pipelines: Pipelines, side: Side, after: number): Promise<number[]> {
  const rows = await due(
    pipelines,
    side,
  )(pipelines.db)
    .where('id', '>', after)
    .orderBy('id')
    .limit(PAGE)
    .execute()
  return rows.map(({ id }) => id)
}

/** Somebody may have said meanwhile that it is to be kept. */
async function removeDue(pipelines: Pipelines, side: Side, id: number): Promise<void> {
  await inTransaction(pipelines.db, async (tx) => {
    await lock(tx, 'pipelines_experiment', [id])
    const row = await due(pipelines, side)(tx).where('id', '=', id).executeTakeFirst()
    if (!row) return
    const text = side === 'inputs' ? 'Their time was over.' : 'Their time was over; the log went with them.'
    await removeAll(pipelines, tx, id, side, { by: SYSTEM, text })
    if (side === 'inputs' || row.log_file_id === null) return
    await removeFile(tx, row.log_file_id)
    await tx.updateTable('pipelines_experiment').set({ log_file_id: null }).where('id', '=', id).execute()
  })
}

const leaving = ({ kernel, settings }: Pipelines, db: Pick<Tx, 'selectFrom'>) =>
  db
    .selectFrom('pipelines_experiment')
    .where('outputs_until', '<=', kernel.clock.now() + settings.warnDays * DAY_MS)
    .where('outputs_removed_at', 'is', null)
    .where('warned_at', 'is', null)
    .where('kept', '=', 0)

async function listWithLeaving(pipelines: Pipelines, after: number): Promise<number[]> {
  const rows = await leaving(pipelines, pipelines.db)
    .select('account_id')
    .distinct()
    .where('account_id', '>', after)
    .orderBy('account_id')
    .limit(PAGE)
    .execute()
  return rows.flatMap(({ account_id }) => account_id ?? [])
}

async function warn(pipelines: Pipelines, account: number): Promise<void> {
  const { kernel } = pipelines
  await inTransaction(pipelines.db, async (tx) => {
    await lock(tx, 'kernel_account', [account])
    const going = await leaving(pipelines, tx)
      .select(['id', 'name', 'outputs_until'])
      .select((is) =>
        is
          .exists(
            is
              .selectFrom('pipelines_output as o')
              .select('o.id')
              .whereRef('o.experiment_id', '=', 'pipelines_experiment.id')
              .where('o.file_id', 'is not', null),
          )
          .as('has_results'),
      )
      .where('account_id', '=', account)
      .orderBy('outputs_until')
      .orderBy('id')
      .limit(10_000)
      .execute()
    if (going.length === 0) return
    for (let at = 0; at < going.length; at += PAGE)
      await tx
        .updateTable('pipelines_experiment')
        .set({ warned_at: kernel.clock.now() })
        .where(
          'id',
          'in',
          going.slice(at, at + PAGE).map(({ id }) => id),
        )
        .execute()
    // Where nothing came of it there is nothing to tell.
    const told = going.filter(({ has_results }) => Boolean(has_results))
    const [first] = told
    if (!first || first.outputs_until === null) return
    await kernel.notices.send(tx, {
      to: [account],
      kind: LEAVING,
      title: `Results of ${told.length === 1 ? 'an experiment are' : `${told.length} experiments are`} removed soon`,
      text: leavingInWords(told, first.outputs_until),
      link: PAGE_OF_USE,
    })
    await tellOwnWebhooks(kernel, OWN_EVENTS, tx, {
      ...{ account, page: PAGE_OF_USE, event: 'pipelines.results.leaving' },
      data: {
        experiments: told.slice(0, PAGE).map(({ id }) => id),
        count: told.length,
        firstAt: new Date(first.outputs_until).toISOString(),
      },
    })
  })
}

function leavingInWords(told: readonly { id: number; name: string }[], firstAt: number): string {
  const names = told.slice(0, MOST_NAMES).map((each) => `“${nameOf(each)}”`)
  const more = told.length - names.length
  const all = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const day = new Date(firstAt).toISOString().slice(0, 10)
  return `The first go on ${day}: ${all}. Download what you need, or mark it to be kept.`
}
