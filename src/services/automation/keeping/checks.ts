import { access, constants } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Check } from '../../../kernel/doctor/doctor.ts'
import { isInstalled } from '../../../kernel/execution/installed.ts'
import { HOUR_MS, MINUTE_MS, spanInWords } from '../../../kernel/span.ts'
import type { Automation } from '../automation.ts'
import { hasClear } from '../sealing/seal-old.ts'

/** A run that waits so long, although its time has come and nothing is said about why, may wait for ever. */
const STUCK_MS = 6 * HOUR_MS
const AGENT_MS = 2_000

/** What an operator can mend about automation. */
export function automationChecks(automation: Automation): Check[] {
  return [
    { name: 'folder of automation', look: () => lookAtRoot(automation) },
    { name: 'Python of automation', look: () => lookAtPython(automation) },
    { name: 'SSH agent of automation', look: () => lookAtAgent(automation) },
    { name: 'schedules of automation', look: () => lookAtSchedules(automation) },
    { name: 'runs that wait', look: () => lookAtQueue(automation) },
    { name: 'room of automation', look: () => lookAtRoom(automation) },
    { name: 'sealed texts of automation', look: () => lookAtSealing(automation) },
  ]
}

async function lookAtRoot({ root }: Automation) {
  try {
    await access(root, constants.R_OK | constants.W_OK)
    return { level: 'ok' as const, finding: 'Inventories and templates can be read and written.' }
  } catch (error) {
    return {
      level: 'failing' as const,
      finding: `The folder of inventories and templates cannot be used: ${(error as Error).message}`,
      fix: 'Give the account of the server the right to read and write it.',
    }
  }
}

async function lookAtPython({ settings: { python } }: Automation) {
  if (await isInstalled(python)) return { level: 'ok' as const, finding: 'Python templates find Python.' }
  return {
    level: 'ok' as const,
    finding: `There is no ${python} here: Python templates cannot run, those in TypeScript can.`,
  }
}

async function lookAtAgent({ settings: { agent } }: Automation) {
  if (agent === undefined) return undefined
  if (await answers(agent)) return { level: 'ok' as const, finding: 'The SSH agent answers.' }
  return {
    level: 'warning' as const,
    finding: 'The SSH agent does not answer at its socket.',
    fix: 'Start it, or change the setting automation.agent. Runs whose credentials name one of its keys fail meanwhile.',
  }
}

function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(path)
  socket.setTimeout(AGENT_MS)
  for (const event of ['error', 'timeout'] as const) socket.once(event, () => resolve(false))
  socket.once('connect', () => resolve(true))
  return promise.finally(() => socket.destroy())
}

async function lookAtSchedules({ db, kernel }: Automation) {
  const row = await db
    .selectFrom('automation_schedule')
    .select((is) => is.fn.min('next_at').as('at'))
    .where('enabled', '=', 1)
    .where('waits', '=', 0)
    .executeTakeFirst()
  if (row?.at == null) return undefined
  const late = kernel.clock.now() - Number(row.at)
  if (late < MINUTE_MS) return { level: 'ok' as const, finding: 'No schedule is late.' }
  return {
    level: 'warning' as const,
    finding: `A schedule should have begun ${spanInWords(late)} ago.`,
    fix: 'Look into the log of the server for what keeps it from being begun.',
  }
}

async function lookAtQueue({ db, kernel }: Automation) {
  const row = await db
    .selectFrom('automation_run')
    .select((is) => [is.fn.min('due_at').as('at'), is.fn.countAll<number>().as('count')])
    .where('status', '=', 'scheduled')
    .where('due_at', '<=', kernel.clock.now())
    .executeTakeFirst()
  if (row?.at == null) return { level: 'ok' as const, finding: 'No run waits.' }
  const waits = kernel.clock.now() - Number(row.at)
  const finding = `${Number(row.count) === 1 ? '1 run waits' : `${row.count} runs wait`}; the first for ${spanInWords(waits)}.`
  if (waits < STUCK_MS) return { level: 'ok' as const, finding }
  return {
    level: 'warning' as const,
    finding,
    fix: 'The page Queue says what each waits for: an approval, a place, or hosts that another run changes.',
  }
}

async function lookAtSealing({ db }: Automation) {
  if (!(await hasClear(db)))
    return { level: 'ok' as const, finding: 'All versions of configurations and files are sealed.' }
  return {
    level: 'warning' as const,
    finding: 'Versions that an older server has kept in clear are being sealed.',
    fix: 'Wait for the job automation.seal-old; where it has failed, the page Jobs says why and tries it again.',
  }
}

async function lookAtRoom({ db, settings }: Automation) {
  const [said, kept] = await Promise.all([
    db
      .selectFrom('automation_output')
      .select((is) => is.fn.sum<number | null>('bytes').as('bytes'))
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('automation_config_version')
      .select((is) => is.fn.sum<number | null>('size').as('bytes'))
      .executeTakeFirstOrThrow(),
  ])
  const until = settings.keepDays === 0 ? 'is never removed' : `goes after ${settings.keepDays} days`
  return {
    level: 'ok' as const,
    finding: `What hosts printed takes ${inMegabytes(said.bytes)} and ${until}; versions of configurations take ${inMegabytes(kept.bytes)}.`,
  }
}

const inMegabytes = (bytes: number | null): string => `${(Number(bytes ?? 0) / 1_000_000).toFixed(1)} MB`
