import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { insertBackup, updateBackup } from '../../src/kernel/backup/backup.store.ts'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

/** A mail that is kept, since there is no server. */
async function mail({ opened: { kernel }, mark }: Stage): Promise<number> {
  const values = { address: mark, time: mark }
  const prepared = await kernel.mail.prepare({ to: `${mark}@x.org`, template: 'test', values })
  return inTransaction(kernel.db, (tx) => kernel.mail.send(tx, prepared))
}

/** A mail that could not be sent. */
async function failedMail(stage: Stage): Promise<number> {
  const id = await mail(stage)
  const { db } = stage.opened.kernel
  await inTransaction(db, (tx) =>
    tx.updateTable('kernel_mail').set({ state: 'failed' }).where('id', '=', id).execute(),
  )
  return id
}

/** Backups as if they had been made: the one asked for, and a newer good one. */
async function backup({ opened: { kernel }, mark }: Stage): Promise<number> {
  const { folder } = kernel.config.backup
  mkdirSync(folder, { recursive: true })
  const make = async (file: string) => {
    writeFileSync(join(folder, file), mark)
    const now = kernel.clock.now()
    return inTransaction(kernel.db, async (tx) => {
      const row = await insertBackup(tx, {
        file,
        origin: 'asked',
        state: 'good',
        started_at: now,
        with_key: 0,
      })
      await updateBackup(tx, row.id, { bytes: 1, rows: 1, files: 0, ended_at: now, verified_at: now })
      return row.id
    })
  }
  const id = await make(`${mark}.zip`)
  await make(`${mark}-newer.zip`)
  return id
}

async function entry({ opened: { kernel } }: Stage): Promise<number> {
  return (await kernel.journal.head()).seq
}

/** Journal, jobs, mails, health and backups. */
export const operateBindings: Bindings = {
  'GET /api/journal/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/journal/${await entry(stage)}`),
  },
  'GET /api/journal/export': {
    prepare: async ({ admin }) => call(admin, 'GET', '/api/journal/export?format=csv'),
    changes: true,
  },
  'POST /api/journal/verify': { prepare: async ({ admin }) => call(admin, 'POST', '/api/journal/verify') },
  'POST /api/jobs/retry-failed': {
    prepare: async ({ admin }) => call(admin, 'POST', '/api/jobs/retry-failed', {}),
    unrecorded: 'No job has failed, so nothing changes.',
  },
  'GET /api/mails/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/mails/${await mail(stage)}`),
    changes: true,
  },
  'POST /api/mails/{id}/retry': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/mails/${await failedMail(stage)}/retry`),
  },
  'DELETE /api/mails/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `/api/mails/${await mail(stage)}`),
  },
  'POST /api/mails/retry': {
    prepare: async ({ admin }) => call(admin, 'POST', '/api/mails/retry', { state: 'failed' }),
    unrecorded: 'No mail has failed, so nothing changes.',
  },
  'POST /api/mails/test': {
    prepare: async ({ admin, mark }) => {
      await must(admin.patch(`/api/accounts/${admin.id}`, { email: `${mark}@x.org` }))
      return call(admin, 'POST', '/api/mails/test')
    },
  },
  'POST /api/health/look': { prepare: async ({ admin }) => call(admin, 'POST', '/api/health/look') },
  'POST /api/backups': { prepare: async ({ admin }) => call(admin, 'POST', '/api/backups') },
  'POST /api/backups/{id}/verify': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/backups/${await backup(stage)}/verify`),
  },
  'POST /api/backups/{id}/rehearse': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/backups/${await backup(stage)}/rehearse`),
  },
  'GET /api/backups/{id}/file': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/backups/${await backup(stage)}/file`),
    changes: true,
  },
  'DELETE /api/backups/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `/api/backups/${await backup(stage)}`),
  },
}
