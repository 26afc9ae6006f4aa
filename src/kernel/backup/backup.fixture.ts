import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after } from 'node:test'
import type { Generated, Insertable } from 'kysely'
import { Type } from 'typebox'
import { handClock } from '../../../test/support/clock.ts'
import { createPostgresDatabase } from '../../../test/support/database.ts'
import type { Clock } from '../clock.ts'
import { type KernelConfig, kernelConfig, readConfig } from '../config/config.ts'
import { kernelSettings } from '../config/settings.ts'
import { inTransaction, type KernelDb } from '../db/db.ts'
import type { Room } from '../db/migrate.ts'
import type { Area } from '../files/area.ts'
import { insertFile } from '../files/file.store.ts'
import { createAccount } from '../identity/account.ts'
import { defineJob, enqueue } from '../jobs/jobs.ts'
import { type Kernel, openKernel } from '../kernel.ts'
import { silentLog } from '../log.ts'
import { kernelRooms } from '../rooms.ts'
import { restoreBackup } from './backup.ts'
import type { Restored, RestoreOptions } from './restore.ts'

interface NoteTables {
  note: { id: Generated<number>; text: string; cipher: string | null; answers: number | null }
  note_mark: { note_id: number; word: string }
}

/** A service's tables: long texts, a reference to itself, a key of two columns. */
export const noteRoom: Room = {
  name: 'note',
  migrations: {
    async '0001_note'(ddl) {
      await ddl.table('note', { id: 'id', text: 'text', cipher: 'text?', answers: 'ref:note?' })
      await ddl.table('note_mark', { note_id: 'ref:note', word: 'text' }, { primaryKey: ['note_id', 'word'] })
    },
  },
}

export const remember = defineJob({
  name: 'note.remember',
  payload: Type.Object({ note: Type.Integer({ minimum: 0, maximum: 1e9 }) }),
  async run() {},
})

const SHARED_KEY = '5e'.repeat(32)

/** Where an installation is, or will be. */
export interface Place {
  config: KernelConfig
  areas: Record<string, string>
}

export type Dialect = 'sqlite' | 'postgres'

/** The databases that the runner has. */
export const dialects: readonly Dialect[] = process.env.ATELIER_TEST_POSTGRES_URL
  ? ['sqlite', 'postgres']
  : ['sqlite']

/** With a key of its own, or else with the one that all of them share: then what one has encrypted the others can read. */
export async function emptyPlace(dialect: Dialect, { ownKey = false } = {}): Promise<Place> {
  const data = mkdtempSync(join(tmpdir(), 'atelier-backup-'))
  after(() => rmSync(data, { recursive: true, force: true }))
  const server = process.env.ATELIER_TEST_POSTGRES_URL ?? ''
  const env = {
    ATELIER_DATA: data,
    ATELIER_RESERVE_BYTES: '0',
    ATELIER_DATABASE_POOL_SIZE: '5',
    ...(!ownKey && { ATELIER_SECRET_KEY: SHARED_KEY }),
    ...(dialect === 'postgres' && { ATELIER_DATABASE_URL: await createPostgresDatabase(server) }),
  }
  const config = kernelConfig(readConfig(Type.Object(kernelSettings), { env }).values)
  return { config, areas: { stored: join(data, 'stored') } }
}

export type Installation = Kernel & { stored: Area }

/** It is closed at the latest when the test file ends. */
export async function openPlace(
  { config, areas }: Place,
  { services = [noteRoom], clock = handClock() }: { services?: readonly Room[]; clock?: Clock } = {},
): Promise<Installation> {
  const holder = { pid: process.pid, address: 'a test' }
  const kernel = await openKernel({ config, log: silentLog, holder, rooms: services, clock, strict: true })
  const stored = await kernel.addArea('stored', areas.stored as string)
  let closed: Promise<void> | undefined
  const end = kernel.close
  const close = () => {
    closed ??= end.call(kernel)
    return closed
  }
  after(close)
  return Object.assign(kernel, { stored, close })
}

export function restoreTo(
  { config, areas }: Place,
  path: string,
  more: Partial<RestoreOptions> = {},
): Promise<Restored> {
  return restoreBackup({ path, config, rooms: [...kernelRooms, noteRoom], areas, ...more })
}

/** Stores bytes as services do: file first, then its row. Gives the row's id. */
export async function store(kernel: Installation, path: string, content: Buffer): Promise<number> {
  const incoming = await kernel.stored.receive(Readable.from([content]))
  try {
    await kernel.stored.keep(incoming, path)
    return await inTransaction(kernel.db, async (tx) => {
      const row = await insertFile(tx, { ...incoming, area: 'stored', path, createdAt: kernel.clock.now() })
      await kernel.journal.record(tx, { by: {}, action: 'file.stored', object: `file:${row?.id}` })
      return row?.id as number
    })
  } finally {
    await incoming.discard()
  }
}

export function addNotes(kernel: Kernel, notes: readonly Insertable<NoteTables['note']>[]): Promise<void> {
  return inTransaction(kernel.db as KernelDb<NoteTables>, async (tx) => {
    for (const note of notes) {
      const { id } = await tx.insertInto('note').values(note).returning('id').executeTakeFirstOrThrow()
      await tx.insertInto('note_mark').values({ note_id: id, word: 'neu' }).execute()
    }
  })
}

/** Some of everything that a backup has to carry. */
export async function furnish(kernel: Installation, files = 12): Promise<void> {
  for (const name of ['ada', 'Grace', 'émile'])
    await createAccount(
      kernel.identity,
      { via: 'system' },
      { name, email: `${name}@example.org`.toLowerCase() },
    )
  const odd = 'Zeile\u2028\n"Anführung" \\ 🜚 \u0001'
  await addNotes(kernel, [
    { text: odd, cipher: null, answers: null },
    { text: 'x'.repeat(5_000_000), cipher: null, answers: 1 },
    ...Array.from({ length: 1_200 }, (_, index) => ({ text: `${index}`, cipher: null, answers: 2 })),
  ])
  for (let index = 0; index < files; index += 1)
    await store(kernel, `a/${index % 3}/${index} ü.bin`, randomBytes(index * 5_000))
  await inTransaction(kernel.db, async (tx) => {
    await enqueue(tx, remember, { note: 1 }, { key: 'one', priority: 3 })
    await enqueue(tx, remember, { note: 2 }, { runAt: Date.UTC(2031, 0, 1) })
  })
}
