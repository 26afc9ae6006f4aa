import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { addRole, removeRole } from '../../../kernel/identity/role.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Pipelines, SERVICE, USER_ROLE } from '../pipelines.ts'
import type { ApplicantRow, Tx } from '../tables.ts'
import { findApplicant, findPerson, insertApplicant } from './person.store.ts'
import { problems } from './person-problems.ts'
import { tellDecision } from './tell.ts'

/** What an administrator says to the person. */
interface Decision {
  message?: string
}

/** Lets somebody use pipelines. Doing it twice changes nothing more. */
export function approve(
  pipelines: Pipelines,
  by: By,
  id: number,
  { message = '' }: Decision = {},
): Promise<void> {
  return inTransaction(pipelines.db, async (tx) => {
    await requirePerson(pipelines, tx, id)
    await letIn(pipelines, tx, by, { account: id, message })
  })
}

/** The same in the caller's transaction, of somebody who is there. */
export async function letIn(
  pipelines: Pipelines,
  tx: Tx,
  by: By,
  { account, message = '' }: { account: number; message?: string },
): Promise<void> {
  const isNew = await addRole(pipelines.kernel.identity, tx, by, { holder: { account }, role: USER_ROLE })
  const applicant = await findApplicant(tx, account)
  if (!isNew && applicant?.state !== 'waiting' && applicant?.state !== 'denied') return
  await decide(pipelines, tx, by, { account, state: 'approved', message })
}

/** Takes the right to use pipelines away, at once. Doing it twice changes nothing more. */
export function deny(
  pipelines: Pipelines,
  by: By,
  id: number,
  { message = '' }: Decision = {},
): Promise<void> {
  const { kernel, db } = pipelines
  return inTransaction(db, async (tx) => {
    const person = await requirePerson(pipelines, tx, id)
    const had = await removeRole(kernel.identity, tx, by, { holder: { account: id }, role: USER_ROLE })
    if ((await findPerson(tx, kernel.identity, id))?.may === 1) throw problems.mayAnyway()
    if (!had && (person.state === null || person.state === 'denied')) return
    await decide(pipelines, tx, by, { account: id, state: 'denied', message })
  })
}

async function requirePerson({ kernel }: Pipelines, tx: Tx, id: number) {
  await lock(tx, 'kernel_account', [id])
  const person = await findPerson(tx, kernel.identity, id)
  if (!person) throw problems.noPerson()
  return person
}

async function decide(
  pipelines: Pipelines,
  tx: Tx,
  by: By,
  { account, state, message }: { account: number; state: 'approved' | 'denied'; message: string },
): Promise<void> {
  const { clock, journal } = pipelines.kernel
  const now = clock.now()
  const decided: Partial<ApplicantRow> = {
    state,
    decided_at: now,
    decided_by: by.account ?? null,
    decision: message === '' ? null : message,
    verify_hash: null,
  }
  const made = await insertApplicant(tx, { account_id: account, applied_at: now, state, ...decided })
  if (!made)
    await tx.updateTable('pipelines_applicant').set(decided).where('account_id', '=', account).execute()
  await journal.record(tx, {
    by,
    service: SERVICE,
    action: `pipelines.person.${state}`,
    object: `account:${account}`,
    reason: message === '' ? undefined : message,
    audience: `account:${account}`,
  })
  await tellDecision(pipelines, tx, { account, isApproved: state === 'approved', message })
}
