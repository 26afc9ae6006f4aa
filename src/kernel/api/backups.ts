import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { Type } from 'typebox'
import { findBackup, listBackups } from '../backup/backup.store.ts'
import { askForBackup, askForCheck, removeBackup } from '../backup/keeper.ts'
import { pathOf } from '../backup/kept.ts'
import { backupProblems } from '../backup/problems.ts'
import { isGood } from '../backup/retention.ts'
import { backupState } from '../backup/state.ts'
import type { BackupRow } from '../backup/tables.ts'
import { answerWith } from '../files/download.ts'
import { errnoOf } from '../files/failures.ts'
import type { Scope } from '../http/app.ts'
import { answerOnce } from '../http/idempotent.ts'
import type { Actor } from '../identity/actor.ts'
import { requireFresh } from '../identity/confirm.ts'
import type { Kernel } from '../kernel.ts'
import {
  BackPageQuery,
  Count,
  Empty,
  Id,
  IdParams,
  Nullable,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  RetryHeaders,
  Time,
  time,
} from './shapes.ts'

const NullableCount = Type.Union([Count, Type.Null()])
const Binary = Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'application/zip' })

const View = Type.Object({
  id: Id,
  file: Type.String(),
  origin: Type.Union([Type.Literal('scheduled'), Type.Literal('asked')]),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('good'),
    Type.Literal('incomplete', { description: 'Whole, but of files that were damaged already' }),
    Type.Literal('damaged'),
    Type.Literal('failed'),
  ]),
  startedAt: Time,
  endedAt: OptionalTime,
  bytes: NullableCount,
  rows: NullableCount,
  files: NullableCount,
  damagedFiles: Count,
  withKey: Type.Boolean({ description: 'The secret key is in it, sealed by the passphrase' }),
  progress: Nullable,
  error: Nullable,
  verifiedAt: OptionalTime,
  rehearsal: Type.Union([Type.Object({ at: Time, ok: Type.Boolean(), words: Type.String() }), Type.Null()]),
})

const State = Type.Object({
  enabled: Type.Boolean({ description: 'Whether the server makes backups at their times' }),
  overdue: Type.Boolean({ description: 'Nothing good within the hours of the settings' }),
  sentence: Type.String(),
  lastGood: Type.Union([View, Type.Null()]),
  running: Type.Union([View, Type.Null()]),
  lastFailure: Nullable,
  rehearsal: View.properties.rehearsal,
  nextAt: OptionalTime,
  folder: Type.String(),
  keep: Type.Object({ daily: Count, weekly: Count, monthly: Count }),
  warnAfterHours: Count,
})

/** The backups that the server makes and keeps. */
export function backupRoutes(scope: Scope, kernel: Kernel): void {
  const access = 'administrator' as const
  const { db } = kernel

  scope.get(
    '/backups',
    {
      config: { access },
      schema: { summary: 'Backups, newest first', querystring: BackPageQuery, response: { 200: Page(View) } },
    },
    async (request) => {
      const { limit, before } = request.query
      return pageOf(await listBackups(db, { before, limit: limit + 1 }), limit, backupView)
    },
  )

  scope.get(
    '/backups/state',
    {
      config: { access },
      schema: { summary: 'How the backups stand: the last good one, the next one', response: { 200: State } },
    },
    async () => {
      const { rehearsal, lastGood, running, nextAt, ...state } = await backupState(kernel)
      const { folder, keepDaily, keepWeekly, keepMonthly, warnAfterHours } = kernel.config.backup
      return {
        ...state,
        lastGood: lastGood && backupView(lastGood),
        running: running && backupView(running),
        rehearsal: rehearsal && { ...rehearsal, at: time(rehearsal.at) },
        nextAt: optionalTime(nextAt),
        folder,
        keep: { daily: keepDaily, weekly: keepWeekly, monthly: keepMonthly },
        warnAfterHours,
      }
    },
  )

  scope.post(
    '/backups',
    {
      config: { access },
      schema: {
        summary: 'Make a backup now, in the background. It stays until somebody removes it',
        headers: RetryHeaders,
        response: { 202: View },
      },
    },
    (request, reply) =>
      answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => ({
        status: 202,
        body: backupView(await askForBackup(tx, kernel, request.by)),
      })) as never,
  )

  for (const [verb, summary] of [
    ['verify', 'Have a backup read from end to end'],
    ['rehearse', 'Have a backup restored beside the server, compared, and thrown away'],
  ] as const) {
    scope.post(
      `/backups/:id/${verb}`,
      {
        config: { access, refusals: [409] },
        schema: { summary, params: IdParams, response: { 202: Empty } },
      },
      async (request, reply) => {
        await askForCheck(kernel, request.by, verb, request.params.id)
        return reply.code(202).send(null)
      },
    )
  }

  scope.get(
    '/backups/:id/file',
    {
      config: { access, refusals: [409, 410] },
      schema: {
        summary: 'The file of a backup, also by ranges; that somebody took it is in the journal',
        params: IdParams,
        response: { 200: Binary },
      },
    },
    async (request, reply) => {
      const actor = request.actor as Actor
      // A token cannot be asked again; an administrator's is good for all that a backup holds.
      if (actor.via === 'session') await requireFresh(kernel.identity, actor)
      const row = await findBackup(db, request.params.id)
      if (!row) throw backupProblems.unknown()
      if (!isGood(row)) throw backupProblems.noFile()
      const source = await sourceOf(kernel, row)
      kernel.journal.note({
        by: request.by,
        action: 'backup.downloaded',
        object: `backup:${row.id}`,
        details: { file: row.file, range: request.headers.range },
      })
      const { status, headers, stream } = await answerWith(source, request.headers)
      return reply
        .code(status as 200)
        .headers(headers)
        .serializer((body: unknown) => body as string)
        .send(stream)
    },
  )

  scope.delete(
    '/backups/:id',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Remove a backup; the last good one stays',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeBackup(kernel, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )
}

async function sourceOf(kernel: Kernel, row: BackupRow) {
  const path = pathOf(kernel, row)
  const found = await stat(path).catch((error) => {
    if (errnoOf(error) === 'ENOENT') throw backupProblems.gone()
    throw error
  })
  return {
    size: found.size,
    tag: `backup-${row.id}-${found.size}-${Math.floor(found.mtimeMs)}`,
    modifiedAt: found.mtimeMs,
    fileName: row.file,
    type: 'application/zip',
    whole: async (): Promise<Readable> => createReadStream(path),
    part: async (range: { start: number; end: number }): Promise<Readable> => createReadStream(path, range),
  }
}

function backupView(row: BackupRow) {
  return {
    id: row.id,
    file: row.file,
    origin: row.origin,
    state: row.state,
    startedAt: time(row.started_at),
    endedAt: optionalTime(row.ended_at),
    bytes: row.bytes,
    rows: row.rows,
    files: row.files,
    damagedFiles: row.damaged,
    withKey: row.with_key === 1,
    progress: row.progress,
    error: row.error,
    verifiedAt: optionalTime(row.verified_at),
    rehearsal:
      row.rehearsed_at === null
        ? null
        : { at: time(row.rehearsed_at), ok: row.rehearsed_ok === 1, words: row.rehearsal ?? '' },
  }
}
