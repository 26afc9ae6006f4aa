import { stat } from 'node:fs/promises'
import { sql } from 'kysely'
import { backupState } from '../backup/state.ts'
import { verifyFile } from '../files/checked.ts'
import { chainState } from '../journal/chain.ts'
import type { Kernel } from '../kernel.ts'
import { forecast, listSamples, sampleDisk } from './disk.ts'

/** What is wrong with an installation and what mends it. */
export interface Finding {
  level: 'warning' | 'failing'
  finding: string
  fix: string
}

/** How a thing stands that is well. */
export interface Fine {
  level: 'ok'
  finding: string
}

/** One look at one thing. */
export interface Check {
  name: string
  look(): Promise<Finding | Fine | undefined>
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
const SOON_DAYS = 30

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

/** How a database stands that takes no changes. */
export const DAMAGED = {
  level: 'failing',
  finding: 'The database takes no more changes.',
  fix: 'Stop the server and restore the last good backup.',
} as const

/** Whether the database answers and takes changes, for `/readyz` too: a sentence when it does not. */
export async function databaseFault({ database }: Pick<Kernel, 'database'>): Promise<string | undefined> {
  if (!database.writable) return DAMAGED.finding
  await database.db.selectNoFrom(sql.lit(1).as('one')).execute()
  return undefined
}

/** The kernel's own checks; services add theirs. */
export function kernelChecks(kernel: Kernel): Check[] {
  return [
    { name: 'database', look: () => lookAtDatabase(kernel) },
    { name: 'disk', look: () => lookAtDisk(kernel) },
    { name: 'files', look: () => lookAtFiles(kernel) },
    { name: 'backups', look: () => lookAtBackups(kernel) },
    { name: 'mail', look: () => lookAtMail(kernel) },
    { name: 'jobs', look: () => lookAtJobs(kernel) },
    { name: 'clock', look: () => lookAtClock(kernel) },
    { name: 'proxy', look: async () => lookAtProxy(kernel) },
    { name: 'key', look: () => lookAtKey(kernel) },
    { name: 'journal', look: () => lookAtJournal(kernel) },
  ]
}

async function lookAtKey({ secrets }: Kernel): Promise<Finding | Fine> {
  if (secrets.file === undefined) return fine(`The key ${secrets.fingerprint} came by a variable.`)
  const { mode } = await stat(secrets.file)
  if ((mode & 0o077) === 0)
    return fine(`The key ${secrets.fingerprint} can be read by the server alone. Keep a copy elsewhere.`)
  return {
    level: 'failing',
    finding: `Others on this machine can read the secret key ${secrets.file}.`,
    fix: `chmod 600 ${secrets.file}, then ./atelier secrets rotate`,
  }
}

async function lookAtDisk({ space, config, db, clock }: Kernel): Promise<Finding | Fine> {
  const { freeBytes, totalBytes, reserveBytes, full } = await space.state()
  await sampleDisk(db, clock.now(), { freeBytes, totalBytes })
  const free = `${bytesOf(freeBytes)} of ${bytesOf(totalBytes)} are free where ${config.data} lies`
  if (freeBytes > 2 * reserveBytes) {
    const days = forecast(await listSamples(db), reserveBytes)
    if (days === undefined || days > SOON_DAYS) return fine(`${free}.`)
    return {
      level: 'warning',
      finding: `${free}. As it goes, new files will be refused in ${days} days.`,
      fix: 'Make room, or move the data folder to a larger disk.',
    }
  }
  return {
    level: full ? 'failing' : 'warning',
    finding: full ? `${free}: new files are refused.` : `${free}: new files will soon be refused.`,
    fix: 'Make room, or move the data folder to a larger disk.',
  }
}

async function lookAtDatabase(kernel: Kernel): Promise<Finding | Fine> {
  const { database, config } = kernel
  const damage = (await damageOf(kernel)) ?? (await databaseFault(kernel))
  if (damage !== undefined) {
    return { ...DAMAGED, finding: damage }
  }
  const { logBytes = 0 } = database.stats()
  if (logBytes <= LOG_ALARM_BYTES)
    return fine(
      database.dialect === 'sqlite'
        ? 'SQLite finds no damage and takes changes.'
        : 'PostgreSQL takes changes.',
    )
  return {
    level: 'warning',
    finding: `The write-ahead log has ${Math.floor(logBytes / 1_000_000)} MB: something keeps it from being taken over.`,
    fix: `End other programs that have ${config.data}/atelier.db open.`,
  }
}

async function damageOf({ database }: Kernel): Promise<string | undefined> {
  const found = await database.check()
  return found && `The database is damaged: ${found}`
}

async function lookAtClock({ database, journal, clock, started }: Kernel): Promise<Finding | Fine> {
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
  const drift = clock.now() - started.wallMs - (performance.now() - started.runMs)
  if (Math.abs(drift) > FUTURE_MS) {
    return {
      level: 'warning',
      finding: `The clock was put ${drift > 0 ? 'on' : 'back'} by ${Math.round(Math.abs(drift) / 1000)} s since the server started, or the machine slept.`,
      fix,
    }
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const well = fine(`It ran evenly since the server started. The zone of this machine is ${zone}.`)
  if (database.dialect === 'sqlite') return well
  const { now } = await database.db
    .selectNoFrom(sql<number>`(extract(epoch from clock_timestamp()) * 1000)::int8`.as('now'))
    .executeTakeFirstOrThrow()
  const apart = Math.abs(now - clock.now())
  if (apart <= CLOCK_MS) return well
  return {
    level: 'warning',
    finding: `The clocks of this machine and of PostgreSQL are ${Math.round(apart / 1000)} s apart.`,
    fix,
  }
}

/** Those that whoever read them found to be other bytes than were handed in; one that is whole again is forgotten. */
async function lookAtFiles({ areas }: Kernel): Promise<Finding | Fine> {
  const damaged: string[] = []
  for (const area of areas.values())
    for (const row of area.damaged.values())
      if ((await verifyFile(area, row)) === 'damaged') damaged.push(`${area.name}/${row.path}`)
  const [first] = damaged
  if (first === undefined) return fine('No stored file was found damaged by whoever read it.')
  return {
    level: 'failing',
    finding: `${damaged.length === 1 ? '1 stored file is' : `${damaged.length} stored files are`} damaged: ${first}${damaged.length > 1 ? ', …' : ''}`,
    fix: 'Look at the disk (dmesg, smartctl), and take the file from a backup.',
  }
}

async function lookAtJobs({ jobs }: Kernel): Promise<Finding | Fine> {
  const [first] = await jobs.list({ state: 'failed', limit: 1 })
  const { failed, waiting } = await jobs.count()
  if (!first) return fine(`No background job has failed, ${waiting} wait for their time.`)
  return {
    level: 'warning',
    finding: `${failed === 1 ? '1 background job has' : `${failed} background jobs have`} failed, the last one ${first.name}: ${first.lastError}`,
    fix: './atelier jobs list, mend the cause, then ./atelier jobs retry ID',
  }
}

async function lookAtMail({ mail }: Kernel): Promise<Finding | Fine> {
  const finding = await mail.check()
  if (finding === undefined) return fine('The mail server answers and takes mail.')
  return {
    level: 'warning',
    finding,
    fix: 'Set ATELIER_SMTP_URL to a mail server that takes mail from here.',
  }
}

/** Names of this machine alone, as settings and addresses write them. */
export const LOOPBACK = /^(127\.[\d.]+|::1|\[::1\]|localhost)$/

function lookAtProxy({ config, sightings }: Kernel): Finding | Fine {
  const { host, publicUrl, trustedProxies } = config
  const fix = 'Set ATELIER_TRUSTED_PROXIES to the address of the proxy.'
  if (sightings.forwarder !== undefined) {
    return {
      level: 'warning',
      finding: `${sightings.forwarder} hands requests on (they have X-Forwarded-For), and is not trusted: all people seem to come from it.`,
      fix: `If that is your proxy: ATELIER_TRUSTED_PROXIES=${sightings.forwarder}`,
    }
  }
  if (publicUrl?.startsWith('https:')) {
    if (trustedProxies.length > 0)
      return fine(`People come by ${publicUrl}; the word of ${trustedProxies.join(', ')} is believed.`)
    return {
      level: 'warning',
      finding:
        'People come by https, so through a proxy, but no proxy is trusted: all of them seem to come from it.',
      fix,
    }
  }
  if (LOOPBACK.test(host)) return fine('The server listens on this machine alone, without TLS.')
  return {
    level: 'warning',
    finding: `The server listens on ${host} without TLS: passwords can be read on the way.`,
    fix: 'Put nginx or Caddy in front (deploy/), and set ATELIER_PUBLIC_URL to its https address.',
  }
}

async function lookAtBackups(kernel: Kernel): Promise<Finding | Fine> {
  const { enabled, overdue, sentence, rehearsal, lastFailure } = await backupState(kernel)
  const page = 'See Health and backup in the console, or make one: ./atelier backup FILE'
  if (!enabled) return fine('Backups are not made by the server (ATELIER_BACKUP_ENABLED).')
  if (overdue) return { level: 'failing', finding: sentence, fix: page }
  if (lastFailure !== null)
    return { level: 'warning', finding: `The last try failed: ${lastFailure} ${sentence}`, fix: page }
  if (rehearsal?.ok === false)
    return { level: 'failing', finding: `The last rehearsal failed: ${rehearsal.words}`, fix: page }
  return fine(sentence)
}

async function lookAtJournal({ db }: Kernel): Promise<Finding | Fine> {
  const { state, checked, finding } = await chainState(db)
  if (state === 'broken') {
    return {
      level: 'failing',
      finding: finding ?? 'The chain of the journal is broken.',
      fix: 'Somebody with the database has changed it. Keep it as it is, and compare with the last backup.',
    }
  }
  if (state === 'unchecked') return fine('Its chain was not checked yet.')
  return fine(`Its chain is intact up to entry ${checked}.`)
}

const fine = (finding: string): Fine => ({ level: 'ok', finding })

function bytesOf(bytes: number): string {
  const [unit, size] = bytes >= 1e12 ? ['TB', 1e12] : bytes >= 1e9 ? ['GB', 1e9] : ['MB', 1e6]
  return `${(bytes / (size as number)).toFixed(bytes >= 1e9 ? 1 : 0)} ${unit}`
}
