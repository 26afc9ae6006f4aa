import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import { recordSession } from '../sessions/session.ts'
import type { Db, SessionRow, Tx } from '../tables.ts'
import { proxyProblems } from './proxy-problems.ts'

const MOST_PORTS = 20

export async function isOpenPort(db: Db, session: number, port: number): Promise<boolean> {
  const row = await db
    .selectFrom('compute_session_port')
    .select('id')
    .where('session_id', '=', session)
    .where('port', '=', port)
    .executeTakeFirst()
  return row !== undefined
}

/** The further ports of a session, in the order of their numbers. */
export const listPorts = (db: Db, session: number) =>
  db
    .selectFrom('compute_session_port')
    .selectAll()
    .where('session_id', '=', session)
    .orderBy('port')
    .limit(MOST_PORTS)
    .execute()

export type PortRow = Awaited<ReturnType<typeof listPorts>>[number]

/** Opens a way to a port on which something listens beside the session's own server. */
export function openPort(
  compute: Compute,
  by: By,
  session: SessionRow,
  { port, name }: { port: number; name: string },
): Promise<PortRow> {
  if (session.helper_port === null) throw proxyProblems.noHelper()
  return inTransaction(compute.db, async (tx) => {
    await requireRoomFor(tx, session.id)
    const row = await tx
      .insertInto('compute_session_port')
      .values({ session_id: session.id, port, name, added_at: compute.kernel.clock.now() })
      .onConflict((on) => on.columns(['session_id', 'port']).doUpdateSet({ name }))
      .returningAll()
      .executeTakeFirstOrThrow()
    const action = 'compute.session.port-opened'
    await recordSession(compute, tx, session, { by, action, details: { port } })
    return row
  })
}

async function requireRoomFor(tx: Tx, session: number): Promise<void> {
  if ((await listPorts(tx, session)).length >= MOST_PORTS) throw proxyProblems.tooManyPorts()
}

export function closePort(compute: Compute, by: By, session: SessionRow, port: number): Promise<void> {
  return inTransaction(compute.db, async (tx) => {
    const row = await tx
      .deleteFrom('compute_session_port')
      .where('session_id', '=', session.id)
      .where('port', '=', port)
      .returning('id')
      .executeTakeFirst()
    if (!row) throw proxyProblems.noPort()
    const action = 'compute.session.port-closed'
    await recordSession(compute, tx, session, { by, action, details: { port } })
  })
}
