import { Type } from 'typebox'
import { inTransaction, type KernelDb, type KernelTx } from '../db/db.ts'
import { defineJob, enqueue, type Job } from '../jobs/jobs.ts'
import type { By } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import { type Check, DAMAGED, type Diagnosis, diagnose, kernelChecks } from './doctor.ts'

const KIND = 'kernel.health'
const MOST_PARTS = 200

const payload = Type.Object({})
const look: Job<typeof payload, Kernel> = defineJob({
  name: 'doctor.look',
  payload,
  maxAttempts: 2,
  run: async (_payload, kernel) => void (await examine(kernel)),
})

/** Has everything looked at every 10 minutes, and administrators told of what begins to fail. */
export function watchHealth(kernel: Kernel): void {
  kernel.notices.define({
    kind: KIND,
    service: 'operate',
    title: 'Something of the installation fails',
    default: { console: true, mail: true },
  })
  kernel.jobs.register(look, kernel)
  kernel.jobs.schedule({ name: 'doctor.look', cron: '*/10 * * * *', job: look, payload: {} })
}

/** Has everything looked at now. */
export function askForLook({ db, journal }: Kernel, by: By): Promise<void> {
  return inTransaction(db, async (tx) => {
    await journal.record(tx, { by, action: 'health.look-asked', object: 'health' })
    await enqueue(tx, look, {}, { key: 'doctor.look' })
  })
}

/** Looks at everything now, and keeps what was found; a change of a part is in the journal. */
export async function examine(kernel: Kernel): Promise<Diagnosis[]> {
  const found = await diagnose(checksOf(kernel))
  // Damage takes the place to write it down; who asks is told all the same.
  if (!kernel.database.writable) return found
  const now = kernel.clock.now()
  await inTransaction(kernel.db, async (tx) => {
    const known = new Map((await listKept(tx)).map((row) => [row.name, row]))
    const changed: Diagnosis[] = []
    for (const each of found) {
      const before = known.get(each.name)
      await save(tx, each, before, now)
      if ((before?.level ?? 'ok') !== each.level) changed.push(each)
    }
    const gone = [...known.keys()].filter((name) => !found.some((each) => each.name === name))
    if (gone.length > 0) await tx.deleteFrom('kernel_health').where('name', 'in', gone).execute()
    for (const each of changed) await tell(kernel, tx, each)
  })
  return found
}

/** How each part stood at the last look. A database that takes no changes cannot keep that it is so: it is told at once. */
export async function listHealth({ db, database, clock }: Kernel): Promise<Known[]> {
  const rows = await listKept(db)
  if (database.writable) return rows
  const now = clock.now()
  const kept = rows.find(({ name }) => name === 'database')
  const since = kept?.level === 'failing' ? kept.since : now
  const seen = { since, looked_at: now, last_good_at: kept?.last_good_at ?? null }
  return [{ name: 'database', ...DAMAGED, ...seen }, ...rows.filter((row) => row !== kept)]
}

function listKept(db: KernelDb | KernelTx) {
  return db.selectFrom('kernel_health').selectAll().orderBy('name').limit(MOST_PARTS).execute()
}

const checksOf = (kernel: Kernel): Check[] => [...kernelChecks(kernel), ...kernel.checks]

type Known = Awaited<ReturnType<typeof listKept>>[number]

async function save(tx: KernelTx, found: Diagnosis, before: Known | undefined, now: number): Promise<void> {
  const { name, level, finding = null, fix = null } = found
  const row = {
    level,
    finding,
    fix,
    looked_at: now,
    since: before?.level === level ? before.since : now,
    last_good_at: level === 'ok' ? now : (before?.last_good_at ?? null),
  }
  await tx
    .insertInto('kernel_health')
    .values({ name, ...row })
    .onConflict((on) => on.column('name').doUpdateSet(row))
    .execute()
}

async function tell({ journal, notices }: Kernel, tx: KernelTx, found: Diagnosis): Promise<void> {
  const { name, level, finding } = found
  const action = level === 'ok' ? 'health.recovered' : 'health.changed'
  await journal.record(tx, {
    by: { via: 'system' },
    action,
    object: `health:${name}`,
    details: { level, finding },
  })
  if (level !== 'failing') return
  await notices.send(tx, {
    to: { role: 'administrator' },
    kind: KIND,
    title: { en: `Something fails: ${name}`, nl: `Er gaat iets mis: ${name}` },
    text: finding ?? '',
    link: '/app/operate/health',
  })
}
