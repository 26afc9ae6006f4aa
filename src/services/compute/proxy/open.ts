import { inTransaction } from '../../../kernel/db/db.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import { recordSession } from '../sessions/session.ts'
import type { SessionRow } from '../tables.ts'
import { ownOrigin, portOf, sharedPath } from './address.ts'
import { addCode } from './code.ts'
import { CODE, refOf } from './entry.ts'
import { type Door, isPort, type Pass } from './pass.ts'
import { isOpenPort } from './port.ts'
import { proxyProblems } from './proxy-problems.ts'
import { tellVisit } from './visit-notices.ts'

export interface Opening {
  /** As this server was called. */
  origin: string
  door: Door
  /** Below the session's address; its own start page by default. */
  page?: string
  /** Why somebody opens a session that is not theirs. */
  reason?: string
}

/** Gives an address that lets a browser in once, within a minute. Whoever opens another's session says why, and is told of. */
export async function openSession(
  compute: Compute,
  { actor, by }: { actor: Actor; by: By },
  session: SessionRow,
  { origin, door, page, reason }: Opening,
): Promise<string> {
  const isVisit = session.account_id !== actor.accountId
  if (isVisit && !reason) throw proxyProblems.needsReason()
  if (door !== 'main' && session.helper_port === null) throw proxyProblems.noHelper()
  if (isPort(door) && !(await isOpenPort(compute.db, session.id, portOf(door)))) throw proxyProblems.noPort()
  const pass: Pass = {
    ...{ session: session.id, door, may: 'use', account: actor.accountId, visit: isVisit },
    ...{ by: actor.via === 'session' ? 'sign-in' : 'token', ref: refOf(actor) },
  }
  return inTransaction(compute.db, async (tx) => {
    const code = await addCode(compute, tx, pass)
    const address = addressWith(compute, session, { origin, door, code, page })
    if (address === undefined) throw proxyProblems.notRunning()
    if (isVisit) {
      const action = 'compute.session.visited'
      await recordSession(compute, tx, session, { by, action, reason, details: { door } })
      await tellVisit(compute, tx, session, { name: actor.name, may: 'use', reason })
    }
    return address
  })
}

/** Where a browser goes with a code; undefined while there is nothing there. */
export function addressWith(
  compute: Compute,
  session: SessionRow,
  { origin, door, code, page }: Pick<Opening, 'origin' | 'door' | 'page'> & { code: string },
): string | undefined {
  const { id, host, label, status, port } = session
  if (status !== 'running' || host === null || (door === 'main' && port === null)) return undefined
  const path = sharedPath(compute, { id, host }, door)
  const [file = '', query = ''] = (page ?? (door === 'main' ? (session.start_page ?? '') : '')).split('?', 2)
  const rest = `${file}?${query === '' ? '' : `${query}&`}${CODE}=${code}`
  if (door === 'terminal') return `${origin}${path}${rest}`
  const apart = ownOrigin(compute, { id, label }, { door, origin })
  if (apart === undefined) return `${origin}${path}/${rest}`
  return `${apart}${door === 'main' ? path : ''}/${rest}`
}
