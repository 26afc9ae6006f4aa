import { rm } from 'node:fs/promises'
import { Type } from 'typebox'
import { inTransaction, type KernelTx } from '../db/db.ts'
import { defineJob, enqueue, type Job } from '../jobs/jobs.ts'
import type { By } from '../journal/journal.ts'
import * as store from './backup.store.ts'
import { BACKUP_NOTICE, type BackupParts, forget, newRow, pathOf } from './kept.ts'
import { check, make, rehearseOne, verifyOne } from './make.ts'
import { backupProblems } from './problems.ts'
import type { BackupRow } from './tables.ts'

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
/** Without an id: a new one at its time, or the newest. */
const payload = Type.Object({ id: Type.Optional(Id) })

const makeJob: Job<typeof payload, BackupParts> = defineJob({
  name: 'backup.make',
  payload,
  maxAttempts: 3,
  run: ({ id }, parts, info) => alone(() => make(parts, id, info)),
})

const verifyJob: Job<typeof payload, BackupParts> = defineJob({
  name: 'backup.verify',
  payload,
  maxAttempts: 3,
  run: ({ id }, parts, info) => alone(() => check(parts, id, info, verifyOne)),
})

const rehearseJob: Job<typeof payload, BackupParts> = defineJob({
  name: 'backup.rehearse',
  payload,
  maxAttempts: 3,
  run: ({ id }, parts, info) => alone(() => check(parts, id, info, rehearseOne)),
})

/** Has backups made, checked and rehearsed at the times of the settings. */
export function keepBackups(parts: BackupParts): void {
  const { jobs, notices, config } = parts
  const { enabled, cron, rehearsalCron, timezone } = config.backup
  notices.define({
    kind: BACKUP_NOTICE,
    service: 'operate',
    title: 'A backup failed, or could not be restored',
    default: { console: true, mail: true },
  })
  for (const job of [makeJob, verifyJob, rehearseJob]) jobs.register(job, parts)
  if (!enabled) return
  jobs.schedule({ name: 'backup.make', cron, timezone, job: makeJob, payload: {} })
  jobs.schedule({ name: 'backup.rehearse', cron: rehearsalCron, timezone, job: rehearseJob, payload: {} })
}

/** Asks for a backup now, in the caller's transaction. */
export async function askForBackup(tx: KernelTx, parts: BackupParts, by: By): Promise<BackupRow> {
  const row = await store.insertBackup(tx, newRow(parts, 'asked', 'waiting'))
  await parts.journal.record(tx, { by, action: 'backup.asked', object: `backup:${row.id}` })
  await enqueue(tx, makeJob, { id: row.id }, { key: `backup.make:${row.id}` })
  return row
}

/** Asks for a look at a backup, or for a rehearsal of its restore. */
export async function askForCheck(
  parts: BackupParts,
  by: By,
  what: 'verify' | 'rehearse',
  id: number,
): Promise<void> {
  await inTransaction(parts.db, async (tx) => {
    const row = await store.findBackup(tx, id)
    if (!row) throw backupProblems.unknown()
    if (row.bytes === null) throw backupProblems.noFile()
    const job = what === 'verify' ? verifyJob : rehearseJob
    await parts.journal.record(tx, { by, action: `backup.${what}-asked`, object: `backup:${id}` })
    await store.updateBackup(tx, id, { progress: 'Waiting' })
    await enqueue(tx, job, { id }, { key: `${job.name}:${id}` })
  })
}

/** Removes a backup and its file; the last good one stays. */
export async function removeBackup(parts: BackupParts, by: By, id: number): Promise<void> {
  const row = await inTransaction(parts.db, async (tx) => {
    const found = await store.findBackup(tx, id)
    if (!found) throw backupProblems.unknown()
    if (found.state === 'running' || found.progress !== null) throw backupProblems.underWay()
    const last = await store.findLastGood(tx)
    if (last?.id === id) throw backupProblems.lastGood()
    await forget(tx, parts, by, found)
    return found
  })
  await rm(pathOf(parts, row), { force: true })
}

let turn: Promise<void> = Promise.resolve()

/** One after another: two at once would only take longer, and what one leaves is swept by the next. */
function alone(work: () => Promise<void>): Promise<void> {
  const mine = turn.then(work)
  turn = mine.catch(() => undefined)
  return mine
}
