import { viewOf } from '../../../kernel/db/db.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { addRole } from '../../../kernel/identity/role.ts'
import type { TeamKind, TeamThing } from '../../../kernel/identity/team.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import type { ProjectRow, Tx } from '../tables.ts'

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

/** How people have their roles in projects. */
export const projectTeam: TeamKind<ProjectRole> = {
  service: 'collection',
  noun: 'project',
  table: 'collection_project',
  roles: PROJECT_ROLES,
  roleIn,
  audience: 'coordinator',
  memberMissing: problems.memberMissing,
  lastOne: problems.lastOwner,
  notice: {
    kind: 'collection.member-added',
    title: 'Somebody gives me a role in a project',
    link: (id) => `/app/collection/projects/${id}`,
  },
}

/** A project as people of its team are told of it. */
export const titled = ({ id, name, title }: ProjectRow): TeamThing => ({ id, title: title ?? name })
