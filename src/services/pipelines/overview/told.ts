import { batchPage, experimentPage, SHARED } from '../notices/notices.ts'
import { APPLIED, titleOfApplicant } from '../people/tell.ts'
import type { Tx } from '../tables.ts'

const MOST = 10_000

/** Takes away what others were told of somebody who goes: what they said when they signed up, and what they shared. */
export async function forgetTold(tx: Tx, account: number): Promise<void> {
  const { name, email } = await tx
    .selectFrom('kernel_account')
    .select(['name', 'email'])
    .where('id', '=', account)
    .executeTakeFirstOrThrow()
  const shares = await tx
    .selectFrom('pipelines_share')
    .select(['experiment_id', 'batch_id'])
    .where('made_by', '=', account)
    .orderBy('id')
    .limit(MOST)
    .execute()
  const pages = shares.map(({ experiment_id, batch_id }) =>
    experiment_id === null ? batchPage(batch_id as number) : experimentPage(experiment_id),
  )
  // A list of none is no SQL.
  const links = ['', ...pages]
  // Who signs up is called by the address, unless that was changed since.
  const applied = [name, email ?? name].map(titleOfApplicant)
  const told = await tx
    .deleteFrom('kernel_notice')
    .where((is) =>
      is.or([
        is.and([is('kind', '=', APPLIED), is('title', 'in', applied)]),
        is.and([is('kind', '=', SHARED), is('link', 'in', links)]),
      ]),
    )
    .returning('title')
    .execute()
  const subjects = new Set([...applied, ...told.map(({ title }) => title)])
  await tx
    .deleteFrom('kernel_mail')
    .where('subject', 'in', [...subjects])
    .execute()
}
