import { inTransaction } from '../../../kernel/db/db.ts'
import type { Compute } from '../compute.ts'

/** A session that is in use is written down so often, no more. */
const EVERY_MS = 20_000

const written = new WeakMap<Compute, Map<number, number>>()

/** Somebody uses the session: a request or a frame has passed. Cheap enough to be called for each of them. */
export function touchSession(compute: Compute, id: number): void {
  const now = compute.kernel.clock.now()
  const known = written.get(compute) ?? new Map<number, number>()
  written.set(compute, known)
  const last = known.get(id)
  // A clock that was put back must not hold it up.
  if (last !== undefined && now - last < EVERY_MS && now >= last) return
  known.set(id, now)
  writeActivity(compute, id, now).catch((error) => {
    known.delete(id)
    compute.kernel.log.warn(
      { err: error, session: id },
      'That a session is in use could not be written down.',
    )
  })
}

/** It is over. */
export const forgetActivity = (compute: Compute, id: number): void => {
  written.get(compute)?.delete(id)
}

export async function writeActivity(compute: Compute, id: number, at: number): Promise<void> {
  await inTransaction(compute.db, (tx) =>
    tx
      .updateTable('compute_session')
      .set({ last_active_at: at })
      .where('id', '=', id)
      .where('status', '=', 'running')
      .where((is) => is.or([is('last_active_at', 'is', null), is('last_active_at', '<', at)]))
      .execute(),
  )
}
