import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import type { KernelDb } from '../db/db.ts'
import { type OsUser, Refused } from './execution.ts'

export const OS_NAME = '^[a-z_][a-z0-9_.-]{0,31}$'
const NAME = new RegExp(OS_NAME)
/** Below are the accounts of the system itself. */
export const FIRST_PERSON = 1_000
/** How long what the system says of an account is believed. */
const FRESH_MS = 60_000
const MOST_KNOWN = 10_000

const run = promisify(execFile)

export interface OsAccountsOptions {
  db: KernelDb
  /** The account of all who have none of their own. */
  user: string
  osAccounts: 'mapped' | 'same-name' | 'none'
}

export interface OsAccounts {
  userOf(account: number | undefined): Promise<OsUser | undefined>
  /** Whether executions of anybody may run as that one. */
  mayBeOf(uid: number): Promise<boolean>
}

/** Says as whom executions run. */
export function createOsAccounts({ db, user, osAccounts }: OsAccountsOptions): OsAccounts {
  return {
    async userOf(account) {
      // Who is not root can be nobody else.
      if (process.getuid?.() !== 0) return undefined
      const own = account === undefined ? undefined : await ownName(account)
      if (own !== undefined) return findPerson(own)
      const service = await findOsUser(user)
      if (!service)
        throw new Refused(
          `The account ${user} of the operating system is not on this machine (ATELIER_EXECUTION_USER).`,
        )
      if (service.uid === 0)
        throw new Refused('Nothing is run as root. An administrator sets ATELIER_EXECUTION_USER.')
      // What many share is nobody's home.
      return { ...service, home: '' }
    },
    async mayBeOf(uid) {
      if ((await findOsUser(user))?.uid === uid) return true
      if (osAccounts === 'none' || uid < FIRST_PERSON) return false
      const own = await askFor(String(uid))
      return own !== undefined && (await isSomebodys(own.name))
    },
  }

  async function isSomebodys(name: string): Promise<boolean> {
    const table = osAccounts === 'mapped' ? 'kernel_os_account' : 'kernel_account'
    const row = await db.selectFrom(table).select('name').where('name', '=', name).executeTakeFirst()
    return row !== undefined
  }

  async function ownName(account: number): Promise<string | undefined> {
    if (osAccounts === 'none') return undefined
    if (osAccounts === 'mapped') return (await findOsName(db, account))?.name
    const row = await db
      .selectFrom('kernel_account')
      .select('name')
      .where('id', '=', account)
      .executeTakeFirst()
    return row?.name
  }
}

async function findPerson(name: string): Promise<OsUser> {
  const found = await findOsUser(name)
  if (!found) throw new Refused(`The account ${name} of the operating system is not on this machine.`)
  if (found.uid < FIRST_PERSON)
    throw new Refused(`The account ${name} belongs to the operating system itself; nothing is run as it.`)
  return found
}

/** Which account of the operating system an administrator gave somebody. */
export function findOsName(db: KernelDb, account: number): Promise<{ name: string } | undefined> {
  return db
    .selectFrom('kernel_os_account')
    .select('name')
    .where('account_id', '=', account)
    .executeTakeFirst()
}

const known = new Map<string, { user: OsUser; at: number }>()

/** As the system knows it, also where a directory of the house answers. Undefined for none of that name. */
export async function findOsUser(name: string): Promise<OsUser | undefined> {
  if (!NAME.test(name)) return undefined
  const before = known.get(name)
  if (before && performance.now() - before.at < FRESH_MS) return before.user
  const user = await askFor(name)
  if (user?.name !== name) return undefined
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(name, { user, at: performance.now() })
  return user
}

/** By its name or its number. */
async function askFor(key: string): Promise<OsUser | undefined> {
  try {
    const { stdout } = await run('getent', ['passwd', '--', key], { timeout: 10_000 })
    const [name, , uid, gid, , home = ''] = stdout.trim().split(':')
    if (name === undefined || !NAME.test(name)) return undefined
    return { name, uid: Number(uid), gid: Number(gid), home: existsSync(home) ? home : '' }
  } catch (error) {
    // What `getent` says of a name that it does not find.
    if ((error as { code?: unknown }).code === 2) return undefined
    throw error
  }
}
