import { stat } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Kernel } from '../kernel.ts'
import { quickCheck } from './quick-check.ts'

/** What is wrong with an installation and what mends it; nothing when all is well. */
export interface Finding {
  level: 'warning' | 'failing'
  finding: string
  fix: string
}

/** One look at one thing. */
export interface Check {
  name: string
  look(): Promise<Finding | undefined>
}

export interface Diagnosis {
  name: string
  level: 'ok' | Finding['level']
  finding?: string
  fix?: string
}

const LOG_ALARM_BYTES = 256 * 1024 * 1024
const CLOCK_MS = 5_000
const FUTURE_MS = 60_000

/** Looks at everything that an operator can mend, one thing after another; a look that fails is a finding itself. */
export async function diagnose(checks: readonly Check[]): Promise<Diagnosis[]> {
  const found: Diagnosis[] = []
  for (const { name, look } of checks) {
    try {
      const finding = await look()
      found.push({ name, level: 'ok', ...finding })
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      found.push({
        name,
        level: 'failing',
        finding: `It could not be looked at: ${words}`,
        fix: 'See the log of the server.',
      })
    }
  }
  return found
}

/** Whether the database answers and takes changes, for `/readyz` too: a sentence when it does not. */
export async function databaseFault({ database }: Pick<Kernel, 'database'>): Promise<string | undefined> {
  if (!database.writable) return 'The database takes no more changes.'
  await database.db.selectNoFrom(sql.lit(1).as('one')).execute()
  return undefined
}

/** The kernel's own checks; services add theirs. */
export function kernelChecks(kernel: Kernel): Check[] {
  return [
    { name: 'key', look: () => lookAtKey(kernel) },
    { name: 'disk', look: () => lookAtDisk(kernel) },
    { name: 'database', look: () => lookAtDatabase(kernel) },
    { name: 'clock', look: () => lookAtClock(kernel) },
    { name: 'jobs', look: () => lookAtJobs(kernel) },
    { name: 'mail', look: () => lookAtMail(kernel) },
    { name: 'proxy', look: async () => lookAtProxy(kernel) },
  ]
}

async function lookAtKey({ secrets }: Kernel): Promise<Finding | undefined> {
  if (secrets.file === undefined) return undefined
  const { mode } = await stat(secrets.file)
  if ((mode & 0o077) === 0) return undefined
  return {
    level: 'failing',
    finding: `Others on this machine can read the secret key ${secrets.file}.`,
    fix: `chmod 600 ${secrets.file}, then ./atelier secrets rotate`,
  }
}

async function lookAtDisk({ space, config }: Kernel): Promise<Finding | undefined> {
  const { freeBytes, reserveBytes, full } = await space.state()
  if (freeBytes > 2 * reserveBytes) return undefined
  const free = `${Math.floor(freeBytes / 1_000_000)} MB are free where ${config.data} lies`
  return {
    level: full ? 'failing' : 'warning',
    finding: full ? `${free}: new files are refused.` : `${free}: new files will soon be refused.`,
    fix: 'Make room, or move the data folder to a larger disk.',
  }
}

async function lookAtDatabase(kernel: Kernel): Promise<Finding | undefined> {
  const { database, config } = kernel
  const damage = (await databaseFault(kernel)) ?? (await damageOf(kernel))
  if (damage !== undefined) {
    return { level: 'failing', finding: damage, fix: 'Stop the server and restore the last good backup.' }
  }
  const { logBytes = 0 } = database.stats()
  if (logBytes <= LOG_ALARM_BYTES) return undefined
  return {
    level: 'warning',
    finding: `The write-ahead log has ${Math.floor(logBytes / 1_000_000)} MB: something keeps it from being taken over.`,
    fix: `End other programs that have ${config.data}/atelier.db open.`,
  }
}

async function damageOf({ database, config }: Kernel): Promise<string | undefined> {
  if (database.dialect !== 'sqlite') return undefined
  const found = await quickCheck(`${config.data}/atelier.db`)
  return found === 'ok' ? undefined : `The database is damaged: ${found}`
}

async function lookAtClock({ database, journal, clock }: Kernel): Promise<Finding | undefined> {
  const fix = 'Set the clock of this machine by NTP (timedatectl set-ntp true).'
  const [last] = await journal.list({ limit: 1 })
  if (last && last.at > clock.now() + FUTURE_MS) {
    const at = new Date(last.at).toISOString()
    return {
      level: 'warning',
      finding: `The journal already has an entry of ${at}: the clock was put back.`,
      fix,
    }
  }
  if (database.dialect === 'sqlite') return undefined
  const { now } = await database.db
    .selectNoFrom(sql<number>`(extract(epoch from clock_timestamp()) * 1000)::int8`.as('now'))
    .executeTakeFirstOrThrow()
  const apart = Math.abs(now - clock.now())
  if (apart <= CLOCK_MS) return undefined
  return {
    level: 'warning',
    finding: `The clocks of this machine and of PostgreSQL are ${Math.round(apart / 1000)} s apart.`,
    fix,
  }
}

async function lookAtJobs({ jobs }: Kernel): Promise<Finding | undefined> {
  const failed = await jobs.list({ state: 'failed', limit: 100 })
  const [first] = failed
  if (!first) return undefined
  return {
    level: 'warning',
    finding: `${failed.length === 100 ? '100 or more' : failed.length} background jobs have failed, the last one ${first.name}: ${first.lastError}`,
    fix: './atelier jobs list, mend the cause, then ./atelier jobs retry ID',
  }
}

async function lookAtMail({ mail }: Kernel): Promise<Finding | undefined> {
  const finding = await mail.check()
  if (finding === undefined) return undefined
  return {
    level: 'warning',
    finding,
    fix: 'Set ATELIER_SMTP_URL to a mail server that takes mail from here.',
  }
}

const LOOPBACK = /^(127\.|::1$|localhost$)/

function lookAtProxy({ config }: Kernel): Finding | undefined {
  const { host, publicUrl, trustedProxies } = config
  if (publicUrl?.startsWith('https:')) {
    if (trustedProxies.length > 0) return undefined
    return {
      level: 'warning',
      finding:
        'People come by https, so through a proxy, but no proxy is trusted: all of them seem to come from it.',
      fix: 'Set ATELIER_TRUSTED_PROXIES to the address of the proxy.',
    }
  }
  if (LOOPBACK.test(host)) return undefined
  return {
    level: 'warning',
    finding: `The server listens on ${host} without TLS: passwords can be read on the way.`,
    fix: 'Put nginx or Caddy in front (deploy/), and set ATELIER_PUBLIC_URL to its https address.',
  }
}
