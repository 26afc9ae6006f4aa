import { Type } from 'typebox'
import { inTransaction, type KernelDb, type KernelTx } from '../db/db.ts'
import { Cancelled, defineJob, enqueue, type Job } from '../jobs/jobs.ts'
import type { By } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import { fillPeople, removePeople } from './people.ts'
import { problems } from './problems.ts'
import { Random } from './random.ts'
import type { SampleRow } from './tables.ts'
import { listThings } from './things.ts'

/** There is one set of sample data. */
const ONE = 1
const SEED = 2_026
/** People and groups are quick; the rest belongs to the services. */
const AFTER_PEOPLE = 5

/** What a service needs to make its part of the sample data. */
export interface Filling {
  by: By
  /** Accounts of sample people, by name. */
  people: ReadonlyMap<string, number>
  random: Random
  /** How many take part in a study. */
  participants: number
  /** How far it is, from 0 to 1, and what comes next. */
  tell(share: number, text: string): Promise<void>
  signal: AbortSignal
}

/** A service's part of the sample data. */
export interface SampleSource {
  /** Kinds of things as they are noted. */
  kind: string
  fill(filling: Filling): Promise<void>
  remove(by: By, ids: readonly number[]): Promise<void>
}

/** As many as a study of a month has. */
const PARTICIPANTS = 184

const payload = Type.Object({
  account: Type.Union([Type.Integer({ minimum: 1, maximum: 2 ** 53 - 1 }), Type.Null()]),
  participants: Type.Optional(Type.Integer({ minimum: 10, maximum: 1_000 })),
})

const fillSample: Job<typeof payload, Kernel> = defineJob({
  name: 'sample.fill',
  payload,
  maxAttempts: 2,
  async run({ account, participants = PARTICIPANTS }, kernel, { signal, attempt }) {
    const by = byOf(account)
    try {
      // What an earlier try has left.
      await removeAll(kernel, by)
      const random = new Random(SEED)
      await tell(kernel, by, AFTER_PEOPLE, 'People and groups')
      const people = await fillPeople(kernel, by)
      const sources = sourcesOf(kernel)
      for (const [at, source] of sources.entries()) {
        const share = (100 - AFTER_PEOPLE) / sources.length
        await source.fill({
          by,
          people,
          random,
          participants,
          signal,
          tell: (done, text) => tell(kernel, by, AFTER_PEOPLE + (at + done) * share, text),
        })
      }
      await settle(kernel, by, { state: 'there', done: 100, text: '' }, 'sample.filled')
    } catch (error) {
      if (attempt === fillSample.maxAttempts || signal.reason instanceof Cancelled)
        await settle(
          kernel,
          by,
          { state: 'failed', text: 'It stopped with an error, which the jobs show.' },
          'sample.failed',
        )
      throw error
    }
  },
})

const removeSample: Job<typeof payload, Kernel> = defineJob({
  name: 'sample.remove',
  payload,
  async run({ account }, kernel) {
    const by = byOf(account)
    await removeAll(kernel, by)
    await inTransaction(kernel.db, async (tx) => {
      await tx.deleteFrom('kernel_sample').where('id', '=', ONE).execute()
      await kernel.journal.record(tx, { by, action: 'sample.removed', object: 'sample' })
    })
  },
})

export function registerSample(kernel: Kernel): void {
  kernel.jobs.register(fillSample, kernel)
  kernel.jobs.register(removeSample, kernel)
}

export function findSample(db: KernelDb): Promise<SampleRow | undefined> {
  return db.selectFrom('kernel_sample').selectAll().where('id', '=', ONE).executeTakeFirst()
}

/** Asks for the sample data, in the background; 409 when they are there. */
export async function askForSample(
  { clock, journal }: Kernel,
  tx: KernelTx,
  by: By,
  participants = PARTICIPANTS,
): Promise<void> {
  const row = { state: 'filling', done: 0, text: '', at: clock.now() } as const
  const made = await tx
    .insertInto('kernel_sample')
    .values({ id: ONE, ...row })
    .onConflict((on) => on.column('id').doUpdateSet(row).where('kernel_sample.state', '=', 'failed'))
    .returning('id')
    .executeTakeFirst()
  if (!made) throw problems.there()
  await enqueue(tx, fillSample, { account: by.account ?? null, participants })
  await journal.record(tx, { by, action: 'sample.asked', object: 'sample' })
}

/** Asks that they be removed: what was made for them, with all that has come to it since. */
export async function askForRemoval({ clock, db, journal }: Kernel, by: By): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('kernel_sample')
      .set({ state: 'removing', done: 0, text: '', at: clock.now() })
      .where('id', '=', ONE)
      .where('state', 'in', ['there', 'failed'])
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw problems.none()
    await enqueue(tx, removeSample, { account: by.account ?? null })
    await journal.record(tx, { by, action: 'sample.removal-asked', object: 'sample' })
  })
}

async function removeAll(kernel: Kernel, by: By): Promise<void> {
  const things = await listThings(kernel.db)
  for (const source of sourcesOf(kernel)) {
    const ids = things.get(source.kind) ?? []
    if (ids.length > 0) await source.remove(by, ids)
  }
  const [accounts, groups] = [things.get('account') ?? [], things.get('group') ?? []]
  await removePeople(kernel, by, { accounts, groups })
  await inTransaction(kernel.db, (tx) => tx.deleteFrom('kernel_sample_thing').execute())
}

const sourcesOf = ({ services }: Kernel): SampleSource[] =>
  services.list().flatMap(({ sample }) => (sample === undefined ? [] : [sample]))

const byOf = (account: number | null): By =>
  account === null ? { via: 'system' } : { via: 'system', account }

/** Each step is in the journal, so that open pages follow it. */
function tell(kernel: Kernel, by: By, done: number, text: string): Promise<void> {
  return settle(kernel, by, { done: Math.floor(done), text }, 'sample.progressed')
}

async function settle(
  { db, journal, clock }: Kernel,
  by: By,
  columns: Partial<Pick<SampleRow, 'state' | 'done' | 'text'>>,
  action: string,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable('kernel_sample')
      .set({ ...columns, at: clock.now() })
      .where('id', '=', ONE)
      .execute()
    await journal.record(tx, {
      by,
      action,
      object: 'sample',
      details: { done: columns.done, text: columns.text },
    })
  })
}
