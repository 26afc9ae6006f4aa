import type { KernelTx } from '../db/db.ts'
import { newSecret, sha256 } from './credential.ts'

/** So long a browser is remembered that is not used. */
export const BROWSER_MS = 400 * 86_400_000

/**
 * Notes in which browser a person signs in. `isNew` when they have used others before but never this one; the first one of
 * an account is no news.
 */
export async function noteBrowser(
  tx: KernelTx,
  { accountId, now, browser = newSecret() }: { accountId: number; now: number; browser?: string },
): Promise<{ browser: string; isNew: boolean }> {
  const key = sha256(browser)
  const known = await tx
    .selectFrom('kernel_browser')
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn.count<number>(eb.case().when('sha256', '=', key).then(1).end()).as('mine'),
    ])
    .where('account_id', '=', accountId)
    .where('last_seen_at', '>', now - BROWSER_MS)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('kernel_browser')
    .values({ account_id: accountId, sha256: key, created_at: now, last_seen_at: now })
    .onConflict((on) => on.columns(['account_id', 'sha256']).doUpdateSet({ last_seen_at: now }))
    .execute()
  return { browser, isNew: Number(known.all) > 0 && Number(known.mine) === 0 }
}
