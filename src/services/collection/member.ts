import { inTransaction, type KernelDb, lock, viewOf } from '../../kernel/db/db.ts'
import type { Actor } from '../../kernel/identity/actor.ts'
import type { RoleHolder } from '../../kernel/identity/group.ts'
import { addRole, listHolders, removeRole } from '../../kernel/identity/role.ts'
import type { By } from '../../kernel/journal/journal.ts'
import type { Collection } from './collection.ts'
import { problems } from './problems.ts'
import type { ProjectRow, Tx } from './tables.ts'

/** From the highest: owners run a project, managers read and export its answers, coordinators give out links and see counts. */
export const PROJECT_ROLES = ['owner', 'manager', 'coordinator'] as const
export type ProjectRole = (typeof PROJECT_ROLES)[number]

/** Whoever has one of these may make projects, and owns what they make. */
export const MAKING_ROLES = ['collection:owner', 'collection:manager', 'collection:user'] as const

/** A role in one project: as a right, and as the audience of what the journal says about it. */
export const roleIn = (projectId: number, role: ProjectRole): string => `collection:${role}@${projectId}`

/**
 * The project, for an actor who has at least that role in it. For whoever has none it is not there (404); a lesser role is
 * told which one is needed.
 */
export async function requireProject(
  { db }: Collection,
  actor: Actor | undefined,
  id: number,
  role: ProjectRole,
): Promise<ProjectRow> {
  if (!actor?.may(roleIn(id, 'coordinator'))) throw problems.notFound()
  if (!actor.may(roleIn(id, role))) throw problems.roleNeeded(role)
  const row = await db.selectFrom('collection_project').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw problems.notFound()
  return row
}

/** The highest role that an actor has in a project, if any. */
export function projectRoleOf(actor: Actor, id: number): ProjectRole | undefined {
  return PROJECT_ROLES.find((role) => actor.may(roleIn(id, role)))
}

/** The projects in which an actor has a role; undefined when it is all of them. */
export function projectsOf(actor: Actor): number[] | undefined {
  if (actor.may('collection:coordinator')) return undefined
  const ids = [...actor.roles].flatMap((role) => {
    const [, name, id] = /^collection:([a-z-]+)@(\d+)$/.exec(role) ?? []
    return PROJECT_ROLES.some((each) => each === name) ? [Number(id)] : []
  })
  return [...new Set(ids)].sort((a, b) => a - b)
}

/** Whoever makes a project owns it. */
export async function addOwner(
  { kernel }: Collection,
  tx: Tx,
  by: By,
  { projectId, account }: { projectId: number; account: number },
): Promise<void> {
  await addRole(kernel.identity, viewOf(tx), by, {
    holder: { account },
    role: roleIn(projectId, 'owner'),
  })
}

const MOST_MEMBERS = 1_000

/** Accounts and groups with a role in the project itself, owners first. */
export async function listMembers({ db }: Collection, projectId: number) {
  const roles = PROJECT_ROLES.map((role) => roleIn(projectId, role))
  const rows = await listHolders(db, roles, MOST_MEMBERS)
  const members = rows.map((row) => ({
    account: row.account_id,
    group: row.group_id,
    name: row.account_name ?? row.group_name ?? '',
    fullName: [row.first_name, row.last_name].filter(Boolean).join(' '),
    role: PROJECT_ROLES[roles.indexOf(row.role)] ?? 'coordinator',
    people: row.group_id === null ? null : Number(row.members ?? 0),
    disabled: row.disabled_at !== null,
  }))
  const rank = ({ role }: { role: ProjectRole }) => PROJECT_ROLES.indexOf(role)
  return members.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}

/** Gives, changes or takes a role in a project. It is never left without an owner who can sign in. */
export async function setMember(
  { db, kernel }: Collection,
  by: By,
  project: ProjectRow,
  wanted: { account?: number; group?: number; role: ProjectRole | null },
): Promise<void> {
  const holder = holderOf(wanted)
  await inTransaction(db, async (tx) => {
    const view = viewOf(tx)
    await requireHolder(view, holder)
    // Two owners who each take the other's role must not both get their way.
    await lock(tx, 'collection_project', [project.id])
    for (const role of PROJECT_ROLES)
      if (role !== wanted.role)
        await removeRole(kernel.identity, view, by, { holder, role: roleIn(project.id, role) })
    const added =
      wanted.role !== null &&
      (await addRole(kernel.identity, view, by, { holder, role: roleIn(project.id, wanted.role) }))
    const owners = await listHolders(view, [roleIn(project.id, 'owner')], MOST_MEMBERS)
    if (
      !owners.some((each) =>
        each.account_id === null ? Number(each.members) > 0 : each.disabled_at === null,
      )
    )
      throw problems.lastOwner()
    await kernel.journal.record(tx, {
      by,
      action: wanted.role === null ? 'collection.member.removed' : 'collection.member.set',
      object: `collection.project:${project.id}`,
      service: 'collection',
      new: { ...holder, role: wanted.role },
      audience: roleIn(project.id, 'coordinator'),
    })
    if (added && wanted.role !== null && 'account' in holder && holder.account !== by.account)
      await kernel.notices.send(tx, {
        to: [holder.account],
        kind: MEMBER_NOTICE,
        title: `You are ${wanted.role} of ${project.title ?? project.name}`,
        text: `${by.name ?? 'An administrator'} has made you ${wanted.role} of the project ${project.title ?? project.name}.`,
        link: `/app/collection/projects/${project.id}`,
      })
  })
}

const MEMBER_NOTICE = 'collection.member-added'

/** What people are told when they get a role; to be defined before anything is sent. */
export function defineMemberNotice({ notices }: Collection['kernel']): void {
  notices.define({
    kind: MEMBER_NOTICE,
    service: 'collection',
    title: 'Somebody gives me a role in a project',
    default: { console: true, mail: true },
  })
}

function holderOf({ account, group }: { account?: number; group?: number }): RoleHolder {
  if (account !== undefined && group === undefined) return { account }
  if (group !== undefined && account === undefined) return { group }
  throw problems.memberMissing()
}

async function requireHolder(db: KernelDb, holder: RoleHolder): Promise<void> {
  const found =
    'account' in holder
      ? await db.selectFrom('kernel_account').select('id').where('id', '=', holder.account).executeTakeFirst()
      : await db.selectFrom('kernel_group').select('id').where('id', '=', holder.group).executeTakeFirst()
  if (!found) throw problems.memberMissing()
}
