import type { Automation } from '../automation.ts'
import type { AttemptRow, Db, Tx } from '../tables.ts'
import type { Entry } from './protocol.ts'
import { findAttempt } from './run.store.ts'
import { withheld } from './withheld.ts'

/** What the protocol answers of an attempt: without one, or while it goes on, it is empty. */
export type RunResult = Record<string, never> | { failed: boolean; hosts: HostResult[]; exception?: string }

export interface HostResult {
  hostname: string | null
  name: string
  failed: boolean
  result: unknown[]
}

const MOST_HOSTS = 100_000

/** The result of an attempt by its id, as the protocol has it (contract 3.5). */
export async function resultOf(
  { db }: Pick<Automation, 'db'>,
  attemptId: number | null,
  maySee: (attempt: AttemptRow) => Promise<boolean> = async () => true,
): Promise<RunResult> {
  const attempt = attemptId === null ? undefined : await findAttempt(db, attemptId)
  if (!attempt || attempt.status === 'running') return {}
  const all = await listResults(db, attempt.id)
  const rows = (await maySee(attempt)) ? all : all.map(withheld)
  // Of what never ran as a whole no host is told: the exception says it once.
  const hosts = rows.filter((row) => row.started_at !== null || row.error_kind !== 'died').map(hostResult)
  return {
    failed: attempt.exception !== null || hosts.some(({ failed }) => failed),
    hosts: hosts.sort((a, b) => (a.name < b.name ? -1 : 1)),
    ...exceptionOf(attempt),
  }
}

const exceptionOf = ({ exception }: AttemptRow) => (exception === null ? {} : { exception })

const listResults = (db: Db | Tx, attempt: number) =>
  db
    .selectFrom('automation_attempt_host')
    .select(['name', 'hostname', 'state', 'entries', 'error', 'error_kind', 'started_at'])
    .where('attempt_id', '=', attempt)
    .orderBy('position')
    .limit(MOST_HOSTS)
    .execute()

function hostResult(row: Awaited<ReturnType<typeof listResults>>[number]): HostResult {
  const { name, hostname, state, error } = row
  const entries = row.entries === null ? [] : (JSON.parse(row.entries) as Entry[])
  const failed = state !== 'ok'
  const result = entries.map((entry) => (failed ? failedEntry(entry) : wordOf(entry.result)))
  return { hostname, name, failed, result: failed && result.length === 0 ? [error ?? ''] : result }
}

/** The text of what was raised; where nothing was, what it says itself. */
function failedEntry({ exception, result }: Entry): string {
  if (exception !== undefined) return exception
  const said = wordOf(result)
  return typeof said === 'string' ? said : JSON.stringify(said)
}

/** Objects and lists as they are, everything else as Python says it. */
function wordOf(value: unknown): unknown {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  return typeof value === 'object' ? value : String(value)
}
