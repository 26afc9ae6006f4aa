import { type AnyTx, inTransaction, type KernelDb, lock } from '../db/db.ts'
import type { By, Journal } from '../journal/journal.ts'
import type { Notices } from '../notices/notices.ts'
import type { Problem } from '../problem.ts'
import type { RoleHolder } from './group.ts'
import type { Identity } from './identity.ts'
import { addRole, listHolders, removeRole } from './role.ts'

/** How the people of one sort of thing (projects, events) have their roles in it. */
export interface TeamKind<R extends string> {
  service: string
  /** `project`: of journal entries and objects. */
  noun: string
  /** The table of these things, whose row is locked. */
  table: string
  /** From the highest; a thing is never left without somebody who has the first. */
  roles: readonly R[]
  roleIn(id: number, role: R): string
  /** Who may read in the journal who came and went. */
  audience: R
  memberMissing(): Problem
  lastOne(): Problem
  notice: { kind: string; title: string; link(id: number): string }
}

/** A thing with its name, as people are told of it. */
export interface TeamThing {
  id: number
  title: string
}

interface Parts {
  db: KernelDb
  kernel: { identity: Identity; journal: Journal; notices: Notices }
}

const MOST_MEMBERS = 1_000

/** Accounts and groups with a role in the thing itself, the highest first. */
export async function listTeam<R extends string>(db: KernelDb, kind: TeamKind<R>, id: number) {
  const roles = kind.roles.map((role) => kind.roleIn(id, role))
  const rows = await listHolders(db, roles, MOST_MEMBERS)
  const rank = (role: R) => kind.roles.indexOf(role)
  return rows
    .map((row) => ({
      account: row.account_id,
      group: row.group_id,
      name: row.account_name ?? row.group_name ?? '',
      fullName: [row.first_name, row.last_name].filter(Boolean).join(' '),
      role: kind.roles[roles.indexOf(row.role)] as R,
      people: row.group_id === null ? null : Number(row.members ?? 0),
      disabled: row.disabled_at !== null,
    }))
    .sort((a, b) => rank(a.role) - rank(b.role) || (a.name < b.name ? -1 : 1))
}

/** Gives, changes or takes a role in a thing. It is never left without somebody of the highest who can sign in. */
export async function setInTeam<R extends string>(
  { db, kernel }: Parts,
  by: By,
  kind: TeamKind<R>,
  thing: TeamThing,
  wanted: { account?: number; group?: number; role: R | null },
): Promise<void> {
  const holder = holderOf(kind, wanted)
  const { role } = wanted
  await inTransaction(db, async (tx) => {
    await requireHolder(tx, kind, holder)
    // Two of the highest who each take the other's role must not both get their way.
    await lock(tx, kind.table, [thing.id])
    for (const other of kind.roles)
      if (other !== role)
        await removeRole(kernel.identity, tx, by, { holder, role: kind.roleIn(thing.id, other) })
    const added =
      role !== null && (await addRole(kernel.identity, tx, by, { holder, role: kind.roleIn(thing.id, role) }))
    await requireHighest(tx, kind, thing.id)
    await kernel.journal.record(tx, {
      by,
      action: role === null ? `${kind.service}.member.removed` : `${kind.service}.member.set`,
      object: `${kind.service}.${kind.noun}:${thing.id}`,
      service: kind.service,
      new: { ...holder, role },
      audience: kind.roleIn(thing.id, kind.audience),
    })
    if (added && 'account' in holder && holder.account !== by.account)
      await tellMember(kernel.notices, tx, by, kind, { ...thing, account: holder.account, role })
  })
}

async function requireHighest<R extends string>(tx: KernelDb, kind: TeamKind<R>, id: number): Promise<void> {
  const [highest] = kind.roles
  const holders = await listHolders(tx, [kind.roleIn(id, highest as R)], MOST_MEMBERS)
  const canSignIn = holders.some((each) =>
    each.account_id === null ? Number(each.members) > 0 : each.disabled_at === null,
  )
  if (!canSignIn) throw kind.lastOne()
}

async function tellMember<R extends string>(
  notices: Notices,
  tx: AnyTx,
  by: By,
  { noun, notice }: TeamKind<R>,
  { id, title, account, role }: TeamThing & { account: number; role: R },
): Promise<void> {
  await notices.send(tx, {
    to: [account],
    kind: notice.kind,
    title: `You are ${role} of ${title}`,
    text: `${by.name ?? 'An administrator'} has made you ${role} of the ${noun} ${title}.`,
    link: notice.link(id),
  })
}

/** What people are told when they get a role; to be defined before anything is sent. */
export function defineTeamNotice<R extends string>(notices: Notices, { service, notice }: TeamKind<R>): void {
  notices.define({
    kind: notice.kind,
    service,
    title: notice.title,
    default: { console: true, mail: true },
  })
}

function holderOf<R extends string>(
  kind: TeamKind<R>,
  { account, group }: { account?: number; group?: number },
): RoleHolder {
  if (account !== undefined && group === undefined) return { account }
  if (group !== undefined && account === undefined) return { group }
  throw kind.memberMissing()
}

async function requireHolder<R extends string>(
  db: KernelDb,
  kind: TeamKind<R>,
  holder: RoleHolder,
): Promise<void> {
  const found =
    'account' in holder
      ? await db.selectFrom('kernel_account').select('id').where('id', '=', holder.account).executeTakeFirst()
      : await db.selectFrom('kernel_group').select('id').where('id', '=', holder.group).executeTakeFirst()
  if (!found) throw kind.memberMissing()
}
