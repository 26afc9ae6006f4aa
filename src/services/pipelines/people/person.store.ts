import type { ExpressionBuilder } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Identity } from '../../../kernel/identity/identity.ts'
import { rolesEnoughFor } from '../../../kernel/identity/role.ts'
import type { KernelTables } from '../../../kernel/tables.ts'
import { ADMIN_ROLE, USER_ROLE } from '../pipelines.ts'
import type { ApplicantRow, Db, PipelinesTables, Tx } from '../tables.ts'

type Builder = ExpressionBuilder<PipelinesTables & KernelTables & { a: KernelTables['kernel_account'] }, 'a'>

const MOST_ADMINISTRATORS = 1_000

/** Has one of these roles by itself or by a group; administrators have all. */
const mayHave = (eb: Builder, roles: readonly string[]) =>
  eb.or([
    eb('a.administrator', '=', 1),
    eb.exists(
      eb
        .selectFrom('kernel_role as r')
        .select('r.id')
        .whereRef('r.account_id', '=', 'a.id')
        .where('r.role', 'in', roles),
    ),
    eb.exists(
      eb
        .selectFrom('kernel_role as r')
        .innerJoin('kernel_group_member as m', 'm.group_id', 'r.group_id')
        .select('r.id')
        .whereRef('m.account_id', '=', 'a.id')
        .where('r.role', 'in', roles),
    ),
  ])

const rolesFor = ({ ladders }: Identity, role: string) => rolesEnoughFor(ladders, role)

/** What somebody's being here depends on: they may use pipelines, or have asked for it. */
export type PersonState = 'waiting' | 'approved' | 'denied'

export interface PersonFilter {
  state?: PersonState
  /** Those whom the protocol's list calls unapproved. */
  unapproved?: boolean
  search?: string
  before?: number
  limit: number
}

/** People who may use pipelines, or have asked to; newest first. */
export function listPeople(db: Db, identity: Identity, filter: PersonFilter) {
  const roles = rolesFor(identity, USER_ROLE)
  const { state, search, before, limit } = filter
  const isUnapproved = filter.unapproved === true || state === 'waiting' || state === 'denied'
  return people(db, identity)
    .where((eb) => eb.or([eb('p.account_id', 'is not', null), mayHave(eb as unknown as Builder, roles)]))
    .$if(isUnapproved, (query) => query.where((eb) => eb.not(mayHave(eb as unknown as Builder, roles))))
    .$if(state === 'approved', (query) => query.where((eb) => mayHave(eb as unknown as Builder, roles)))
    .$if(state === 'waiting', (query) => query.where('p.state', 'in', ['unverified', 'waiting']))
    .$if(state === 'denied', (query) => query.where('p.state', 'in', ['denied', 'approved']))
    .$if(before !== undefined, (query) => query.where('a.id', '<', before as number))
    .$if(search !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          contains(db, eb.ref('a.names_folded'), fold(search as string)),
          contains(db, eb.ref('a.email_folded'), fold(search as string)),
          contains(db, eb.ref('a.name_folded'), fold(search as string)),
        ]),
      ),
    )
    .orderBy('a.id', 'desc')
    .limit(limit)
    .execute()
}

export type PersonRow = Awaited<ReturnType<typeof listPeople>>[number]

/** One of them; also somebody who has not asked. */
export function findPerson(db: Db, identity: Identity, id: number): Promise<PersonRow | undefined> {
  return people(db, identity).where('a.id', '=', id).executeTakeFirst()
}

function people(db: Db, identity: Identity) {
  const roles = rolesFor(identity, USER_ROLE)
  return db
    .selectFrom('kernel_account as a')
    .leftJoin('pipelines_applicant as p', 'p.account_id', 'a.id')
    .leftJoin('kernel_account as d', 'd.id', 'p.decided_by')
    .select([
      'a.id',
      'a.name',
      'a.email',
      'a.email_folded',
      'a.first_name',
      'a.last_name',
      'a.created_at',
      'a.disabled_at',
      'p.state',
      'p.applied_at',
      'p.verified_at',
      'p.address_folded',
      'p.decided_at',
      'p.decision',
      'd.name as decider',
    ])
    .select((eb) =>
      eb
        .case()
        .when(mayHave(eb as unknown as Builder, roles))
        .then(1)
        .else(0)
        .end()
        .as('may'),
    )
    .where('a.kind', '=', 'person')
    .where('a.merged_into', 'is', null)
}

/** How many wait for an administrator; those who have not proved their address yet do not. */
export async function countWaiting(db: Db): Promise<number> {
  const row = await db
    .selectFrom('pipelines_applicant')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Who decides about people. */
export async function listAdministrators(db: Db, identity: Identity): Promise<number[]> {
  const rows = await db
    .selectFrom('kernel_account as a')
    .select('a.id')
    .where('a.kind', '=', 'person')
    .where('a.disabled_at', 'is', null)
    .where((eb) => mayHave(eb as unknown as Builder, rolesFor(identity, ADMIN_ROLE)))
    .orderBy('a.id')
    .limit(MOST_ADMINISTRATORS)
    .execute()
  return rows.map(({ id }) => id)
}

export function findApplicant(db: Db, account: number): Promise<ApplicantRow | undefined> {
  return db.selectFrom('pipelines_applicant').selectAll().where('account_id', '=', account).executeTakeFirst()
}

type NewApplicant = Pick<ApplicantRow, 'account_id' | 'state' | 'applied_at'> & Partial<ApplicantRow>

/** Undefined when there is one already. */
export function insertApplicant(tx: Tx, row: NewApplicant): Promise<ApplicantRow | undefined> {
  return tx
    .insertInto('pipelines_applicant')
    .values({
      verify_hash: null,
      verify_sent_at: null,
      address_folded: null,
      verified_at: null,
      decided_at: null,
      decided_by: null,
      decision: null,
      ...row,
    })
    .onConflict((on) => on.column('account_id').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Of these accounts, what is set. */
export function listSettings(db: Db, accounts: readonly number[]) {
  if (accounts.length === 0) return Promise.resolve([])
  return db
    .selectFrom('pipelines_setting')
    .selectAll()
    .where('account_id', 'in', accounts)
    .orderBy('account_id')
    .orderBy('name')
    .execute()
}

/** Of these accounts, the groups that each is in. */
export function listGroupsOf(db: Db, accounts: readonly number[]) {
  if (accounts.length === 0) return Promise.resolve([])
  return db
    .selectFrom('kernel_group_member as m')
    .innerJoin('kernel_group as g', 'g.id', 'm.group_id')
    .select(['m.account_id', 'g.id', 'g.name'])
    .where('m.account_id', 'in', accounts)
    .orderBy('g.id')
    .execute()
}
