import { inTransaction } from '../../../kernel/db/db.ts'
import { newSecret, sha256 } from '../../../kernel/identity/credential.ts'
import type { Compute } from '../compute.ts'
import type { Tx } from '../tables.ts'
import { type Pass, sealPass, unsealPass } from './pass.ts'

/** Long enough for a browser to follow an address, and no longer. */
const LIVES_MS = 60_000

/** A code that lets a browser in once, within a minute. */
export async function addCode({ kernel }: Compute, tx: Tx, pass: Pass): Promise<string> {
  const now = kernel.clock.now()
  await tx.deleteFrom('compute_session_code').where('ends_at', '<', now).execute()
  const code = newSecret()
  await tx
    .insertInto('compute_session_code')
    .values({
      session_id: pass.session,
      hash: sha256(code),
      pass: sealPass(kernel.secrets, pass),
      ends_at: now + LIVES_MS,
    })
    .execute()
  return code
}

/** Who is let in by a code, which is good no longer then. */
export async function takeCode({ kernel, db }: Compute, code: string): Promise<Pass | undefined> {
  const row = await inTransaction(db, (tx) =>
    tx
      .deleteFrom('compute_session_code')
      .where('hash', '=', sha256(code))
      .where('ends_at', '>', kernel.clock.now())
      .returning('pass')
      .executeTakeFirst(),
  )
  return row && unsealPass(kernel.secrets, row.pass)
}
