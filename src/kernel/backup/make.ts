import { rm } from 'node:fs/promises'
import { inTransaction, type KernelTx, openTransaction } from '../db/db.ts'
import { Cancelled } from '../jobs/jobs.ts'
import { Problem } from '../problem.ts'
import * as store from './backup.store.ts'
import { createBackup } from './create.ts'
import { BACKUP_NOTICE, type BackupParts, forget, newRow, pathOf, SYSTEM } from './kept.ts'
import { sweepLeftovers } from './leftovers.ts'
import { passphraseOf } from './passphrase.ts'
import { rehearse } from './rehearse.ts'
import { outlived } from './retention.ts'
import { requireRoom } from './room.ts'
import type { BackupRow } from './tables.ts'
import { verifyBackup } from './verify.ts'

const FAILURES_KEPT_MS = 90 * 86_400_000
const PROGRESS_MS = 1_000

type Run = { signal: AbortSignal }

/** Makes a backup, reads it from end to end, and lets those go that have served. */
export async function make(parts: BackupParts, id: number | undefined, run: Run): Promise<void> {
  const { db, clock, config } = parts
  await sweepLeftovers(parts)
  const row = await begin(parts, id)
  if (!row) return
  try {
    const bytes = await requireRoom(parts)
    parts.log.debug({ bytes }, 'A backup begins.')
    const { passphraseFile } = config.backup
    const made = await createBackup(parts, {
      path: pathOf(parts, row),
      by: SYSTEM,
      signal: run.signal,
      progress: teller(parts, row.id),
      ...(passphraseFile !== undefined && { passphrase: await passphraseOf(passphraseFile) }),
    })
    await inTransaction(db, (tx) =>
      store.updateBackup(tx, row.id, {
        bytes: made.bytes,
        rows: made.rows,
        files: made.files,
        damaged: made.damaged.length,
        progress: 'Being read from end to end',
      }),
    )
    await verifyOne(parts, { ...row, damaged: made.damaged.length })
  } catch (error) {
    if (isStop(run.signal)) throw error
    await fail(parts, row, run.signal.aborted ? 'It was cancelled.' : wordsOf(error))
    return
  }
  await applyRetention(parts)
  await inTransaction(db, (tx) => store.deleteFailures(tx, clock.now() - FAILURES_KEPT_MS))
}

/** Its row says that it runs. Undefined where that is over already: the job ran before. */
function begin(parts: BackupParts, id: number | undefined): Promise<BackupRow | undefined> {
  const { db, clock, journal } = parts
  return inTransaction(db, async (tx) => {
    const asked = id === undefined ? undefined : await store.findBackup(tx, id)
    if (id !== undefined && asked?.state !== 'waiting' && asked?.state !== 'running') return undefined
    await store.failAbandoned(tx, 'The server ended while it was made.', clock.now())
    const fresh = newRow(parts, 'scheduled', 'running')
    if (!asked) {
      const row = await store.insertBackup(tx, fresh)
      await journal.record(tx, { by: SYSTEM, action: 'backup.begun', object: `backup:${row.id}` })
      return row
    }
    const again = { state: 'running' as const, error: null, ended_at: null, started_at: fresh.started_at }
    await store.updateBackup(tx, asked.id, again)
    return { ...asked, ...again }
  })
}

/** Reads a backup from end to end; what is found is in its row, and administrators hear of what is bad. */
export async function verifyOne(parts: BackupParts, row: BackupRow): Promise<void> {
  const { db, clock, journal } = parts
  const found = await verifyBackup(pathOf(parts, row)).catch((error: unknown) => {
    if (error instanceof Problem) return error
    throw error
  })
  const now = clock.now()
  await inTransaction(db, async (tx) => {
    if (found instanceof Problem) {
      await store.updateBackup(tx, row.id, {
        state: 'damaged',
        error: found.message,
        ended_at: row.ended_at ?? now,
        progress: null,
      })
      await alarm(tx, parts, row, { action: 'backup.damaged', error: found.message })
      return
    }
    const state = found.damaged.length > 0 ? 'incomplete' : 'good'
    const ended_at = row.ended_at ?? now
    await store.updateBackup(tx, row.id, { state, ended_at, verified_at: now, progress: null, error: null })
    await journal.record(tx, {
      by: SYSTEM,
      action: 'backup.verified',
      object: `backup:${row.id}`,
      details: { rows: found.rows, files: found.files, damaged: found.damaged.length },
    })
  })
}

/** Restores a backup beside the server, compares what came out, and throws that away. */
export async function rehearseOne(parts: BackupParts, row: BackupRow, { signal }: Run): Promise<void> {
  const { db, clock, journal } = parts
  const outcome = await rehearse(parts, row, signal)
  const now = clock.now()
  await inTransaction(db, async (tx) => {
    await store.updateBackup(tx, row.id, {
      rehearsed_at: now,
      rehearsed_ok: outcome.ok ? 1 : 0,
      rehearsal: outcome.words,
      progress: null,
    })
    if (!outcome.ok) {
      await alarm(tx, parts, row, { action: 'backup.rehearsal-failed', error: outcome.words })
      return
    }
    await journal.record(tx, {
      by: SYSTEM,
      action: 'backup.rehearsed',
      object: `backup:${row.id}`,
      details: { words: outcome.words },
    })
  })
}

/** Does something to one backup, the last good one without an id, while its row says so. */
export async function check(
  parts: BackupParts,
  id: number | undefined,
  run: Run,
  act: (parts: BackupParts, row: BackupRow, run: Run) => Promise<void>,
): Promise<void> {
  const { db } = parts
  const row = id === undefined ? await store.findLastGood(db) : await store.findBackup(db, id)
  if (!row || row.bytes === null) return
  const progress = act === verifyOne ? 'Being read from end to end' : 'Being restored beside the server'
  await inTransaction(db, (tx) => store.updateBackup(tx, row.id, { progress }))
  try {
    await act(parts, row, run)
  } catch (error) {
    if (!isStop(run.signal))
      await inTransaction(db, (tx) => store.updateBackup(tx, row.id, { progress: null }))
    throw error
  }
}

async function fail(parts: BackupParts, row: BackupRow, error: string): Promise<void> {
  await inTransaction(parts.db, async (tx) => {
    const ended_at = parts.clock.now()
    await store.updateBackup(tx, row.id, { state: 'failed', error, ended_at, progress: null })
    await alarm(tx, parts, row, { action: 'backup.failed', error })
  })
}

const TITLES = {
  'backup.failed': { en: 'A backup failed', nl: 'Een back-up is mislukt' },
  'backup.damaged': { en: 'A backup is damaged', nl: 'Een back-up is beschadigd' },
  'backup.rehearsal-failed': {
    en: 'A backup could not be restored',
    nl: 'Een back-up kon niet worden teruggezet',
  },
} as const

async function alarm(
  tx: KernelTx,
  { journal, notices }: BackupParts,
  row: BackupRow,
  { action, error }: { action: keyof typeof TITLES; error: string },
): Promise<void> {
  await journal.record(tx, { by: SYSTEM, action, object: `backup:${row.id}`, details: { error } })
  await notices.send(tx, {
    to: { role: 'administrator' },
    kind: BACKUP_NOTICE,
    title: TITLES[action],
    text: error,
    link: '/app/operate/health',
  })
}

async function applyRetention(parts: BackupParts): Promise<void> {
  const { db, config } = parts
  const { keepDaily: daily, keepWeekly: weekly, keepMonthly: monthly, timezone } = config.backup
  const rows = await store.listForRetention(db)
  const gone = new Set(outlived(rows, { daily, weekly, monthly, timezone }))
  for (const row of rows.filter((each) => gone.has(each.id))) {
    // The row first: a file without one is swept, a row without its file would promise what is not there.
    await inTransaction(db, (tx) => forget(tx, parts, SYSTEM, row))
    await rm(pathOf(parts, row), { force: true })
  }
}

/** A line of progress into the row, now and then. */
function teller({ db, log }: BackupParts, id: number): (line: string) => void {
  let said = 0
  return (progress) => {
    if (performance.now() - said < PROGRESS_MS) return
    said = performance.now()
    // On PostgreSQL the backup is read in one transaction, which this must not be part of.
    const told = openTransaction.exit(() =>
      inTransaction(db, (tx) => store.updateBackup(tx, id, { progress })),
    )
    told.catch((error) => log.warn({ err: error }, 'The progress of a backup could not be written.'))
  }
}

/** The server stops: the job is given back and runs again. A cancelled one has ended. */
const isStop = (signal: AbortSignal): boolean => signal.aborted && !(signal.reason instanceof Cancelled)

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
