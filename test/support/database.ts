import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import pg from 'pg'
import { type Database, openDatabase } from '../../src/kernel/db/database.ts'
import { migrate, type Room } from '../../src/kernel/db/migrate.ts'
import { silentLog } from '../../src/kernel/log.ts'

export interface OpenOptions {
  /** Whose tables it gets; all of the kernel's when none are named. */
  rooms?: readonly Room[]
}

export type Open = (options?: OpenOptions) => Promise<Database>

/**
 * Runs `define` once on SQLite and, when the runner has started one, once on PostgreSQL. Each `open()` gives a new
 * database with its tables made, which goes away after the test file.
 */
export function eachDatabase(name: string, define: (open: Open) => void): void {
  describe(`${name} (SQLite)`, () => define(opener(openSqlite)))
  const server = process.env.ATELIER_TEST_POSTGRES_URL
  if (server) describe(`${name} (PostgreSQL)`, () => define(opener(() => openPostgres(server))))
}

interface Opened {
  database: Database
  remove(): Promise<unknown>
}

function opener(openOne: () => Promise<Opened>): Open {
  const opened: Opened[] = []
  after(async () => {
    for (const { database, remove } of opened) {
      await database.close()
      await remove()
    }
  })
  return async (options = {}) => {
    const one = await openOne()
    opened.push(one)
    const rooms = options.rooms ?? (await import('../../src/kernel/rooms.ts')).kernelRooms
    await migrate(one.database, rooms, Date.UTC(2027, 2, 1))
    return one.database
  }
}

async function openSqlite(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-test-'))
  const database = await openDatabase({ folder, log: silentLog, strict: true })
  return { database, remove: async () => rmSync(folder, { recursive: true, force: true }) }
}

async function openPostgres(server: string): Promise<Opened> {
  const url = await createPostgresDatabase(server)
  const database = await openDatabase({ url, folder: tmpdir(), log: silentLog, poolSize: 10 })
  return {
    database,
    remove: () => onServer(server, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`),
  }
}

/** Makes a database on the server, an empty one or a copy of `template`, and gives its address. */
export async function createPostgresDatabase(server: string, template = 'template0'): Promise<string> {
  const name = `atelier_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name} template ${template} encoding 'UTF8' strategy file_copy`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** Takes one away again, so that what is still in memory of it is never written; one that another server has open stays. */
export async function dropPostgresDatabase(server: string, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  const users = await onServer(server, `select pid from pg_stat_activity where datname = '${name}'`)
  if (users.length === 0) await onServer(server, `drop database if exists ${name}`)
}

async function onServer(server: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
