import { Type } from 'typebox'
import type { Clock } from '../clock.ts'
import { inTransaction, type KernelDb, type KernelTx } from '../db/db.ts'
import { defineJob, enqueue, type Job, type Jobs } from '../jobs/jobs.ts'
import { readHead } from './journal.store.ts'
import type { By, Journal } from './journal.ts'
import { type Place, type Verdict, verifyChain } from './verify.ts'

/** What is known of the chain: how far it was walked, when, and what was found. */
export interface ChainState {
  state: 'intact' | 'broken' | 'unchecked'
  checkedAt: number | null
  /** The last entry that was looked at. */
  checked: number
  /** When all of it was walked, not only what is new. */
  wholeAt: number | null
  head: Place
  finding: string | null
}

export interface ChainParts {
  db: KernelDb
  clock: Clock
  jobs: Jobs
  journal: Journal
}

const payload = Type.Object({
  /** From the first entry on; otherwise from where the last walk ended. */
  whole: Type.Boolean(),
  /** Who asked for it, if a person did. */
  account: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  name: Type.Optional(Type.String()),
})

const walk: Job<typeof payload, ChainParts> = defineJob({
  name: 'journal.verify',
  payload,
  maxAttempts: 3,
  async run({ whole, account, name }, parts, { signal }) {
    const known = await findCheck(parts.db)
    // What was found broken stays so until somebody has the whole looked at again.
    if (known && known.ok === 0 && !whole) return
    const from = whole || !known ? undefined : { seq: known.seq, hash: known.hash }
    const { db } = parts
    const verdict = await verifyChain(db, from ? { from, signal } : { signal, expectedHead: known })
    await inTransaction(db, async (tx) => {
      await saveCheck(tx, verdict, { now: parts.clock.now(), whole: from === undefined })
      if (account !== undefined || !verdict.ok) await tell(tx, parts, verdict, { account, name })
    })
  },
})

/** Has the chain walked in the background: what is new each hour, and all of it each week. */
export function watchChain(parts: ChainParts): void {
  const { jobs } = parts
  jobs.register(walk, parts)
  jobs.schedule({ name: 'journal.verify', cron: '47 * * * *', job: walk, payload: { whole: false } })
  jobs.schedule({ name: 'journal.verify-whole', cron: '7 4 * * 0', job: walk, payload: { whole: true } })
}

export async function chainState(db: KernelDb): Promise<ChainState> {
  const [known, head] = [await findCheck(db), await readHead(db)]
  if (!known) return { state: 'unchecked', checkedAt: null, checked: 0, wholeAt: null, head, finding: null }
  return {
    state: known.ok === 1 ? 'intact' : 'broken',
    checkedAt: known.at,
    checked: known.seq,
    wholeAt: known.whole_at,
    head,
    finding: known.finding,
  }
}

/** Has all of the chain walked soon; an entry of the journal says when that is done. */
export function askForWalk({ db, journal }: Pick<ChainParts, 'db' | 'journal'>, by: By): Promise<void> {
  return inTransaction(db, async (tx) => {
    await journal.record(tx, { by, action: 'journal.check-asked', object: 'journal' })
    await enqueue(tx, walk, { whole: true, account: by.account, name: by.name }, { key: 'journal.verify' })
  })
}

function tell(
  tx: KernelTx,
  { journal }: ChainParts,
  verdict: Verdict,
  by: { account?: number; name?: string },
): Promise<void> {
  return journal.record(tx, {
    by: { ...by, via: 'system' },
    action: verdict.ok ? 'journal.checked' : 'journal.broken',
    object: 'journal',
    details: { entries: verdict.entries, finding: verdict.finding },
  })
}

function findCheck(db: KernelDb) {
  return db.selectFrom('kernel_journal_check').selectAll().where('id', '=', 1).limit(1).executeTakeFirst()
}

async function saveCheck(
  tx: KernelTx,
  verdict: Verdict,
  { now, whole }: { now: number; whole: boolean },
): Promise<void> {
  const row = {
    ...verdict.head,
    at: now,
    ok: verdict.ok ? 1 : 0,
    finding: verdict.finding ?? null,
    ...(whole && { whole_at: now }),
  }
  await tx
    .insertInto('kernel_journal_check')
    .values({ id: 1, whole_at: null, ...row })
    .onConflict((on) => on.column('id').doUpdateSet(row))
    .execute()
}
