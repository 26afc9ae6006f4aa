import type { Db, Tx } from '../tables.ts'

const AT_ONCE = 500

/** Why a run that changes these hosts has to wait, as a sentence; undefined where nobody else is at them. */
export async function conflictOf(db: Db | Tx, hosts: readonly string[]): Promise<string | undefined> {
  const byRun = new Map<number, number>()
  for (let from = 0; from < hosts.length; from += AT_ONCE) {
    const rows = await db
      .selectFrom('automation_host_lock as l')
      .innerJoin('automation_attempt as a', 'a.id', 'l.attempt_id')
      .select(['a.run_id'])
      .select((is) => is.fn.countAll<number>().as('n'))
      .where('l.host', 'in', hosts.slice(from, from + AT_ONCE))
      .groupBy('a.run_id')
      .execute()
    for (const { run_id, n } of rows) byRun.set(run_id, (byRun.get(run_id) ?? 0) + Number(n))
  }
  const [first] = [...byRun].sort(([a], [b]) => a - b)
  if (!first) return undefined
  const [run, count] = first
  return `Waits for run #${run}, which changes ${count === 1 ? 'one' : count} of its hosts.`
}

/** Takes hosts for an attempt alone; false where another one was first. They are in order, so that two never wait for each other. */
export async function takeLocks(tx: Tx, hosts: readonly string[], attempt: number): Promise<boolean> {
  let taken = 0
  for (let from = 0; from < hosts.length; from += AT_ONCE) {
    const rows = await tx
      .insertInto('automation_host_lock')
      .values(hosts.slice(from, from + AT_ONCE).map((host) => ({ host, attempt_id: attempt })))
      .onConflict((on) => on.doNothing())
      .returning('host')
      .execute()
    taken += rows.length
  }
  return taken === hosts.length
}

export const releaseLocks = (tx: Tx, attempt: number): Promise<unknown> =>
  tx.deleteFrom('automation_host_lock').where('attempt_id', '=', attempt).execute()
