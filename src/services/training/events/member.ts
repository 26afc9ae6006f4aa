import { type KernelDb, viewOf } from '../../../kernel/db/db.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { addRole } from '../../../kernel/identity/role.ts'
import type { TeamKind } from '../../../kernel/identity/team.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { problems } from '../problems.ts'
import type { EventRow, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { problems as organiser } from './organiser-problems.ts'

/** From the highest: managers run an event, helpers stand at its doors and see names and attendance alone. */
export const EVENT_ROLES = ['manager', 'helper'] as const
export type EventRole = (typeof EVENT_ROLES)[number]

/** Whoever has one of these may make events, and manages what they make. */
export const MAKING_ROLES = ['training:manager', 'training:user'] as const

/** A role at one event: as a right, and as the audience of what the journal says about it. */
export const roleAt = (eventId: number, role: EventRole): string => `training:${role}@${eventId}`

/**
 * The event, for an actor who has at least that role there. For whoever has none it is not there (404); a lesser role is
 * told which one is needed.
 */
export async function requireEvent(
  { db }: Training,
  actor: Actor | undefined,
  id: number,
  role: EventRole,
): Promise<EventRow> {
  if (!actor?.may(roleAt(id, 'helper'))) throw problems.notFound()
  if (!actor.may(roleAt(id, role))) throw problems.roleNeeded(role)
  const row = await db.selectFrom('training_event').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw problems.notFound()
  return row
}

/** The highest role that an actor has at an event, if any. */
export function eventRoleOf(actor: Actor, id: number): EventRole | undefined {
  return EVENT_ROLES.find((role) => actor.may(roleAt(id, role)))
}

/** The events at which an actor has a role; undefined when it is all of them. */
export function eventsOf(actor: Actor): number[] | undefined {
  if (actor.may('training:helper')) return undefined
  const ids = [...actor.roles].flatMap((role) => {
    const [, name, id] = /^training:([a-z-]+)@(\d+)$/.exec(role) ?? []
    return EVENT_ROLES.some((each) => each === name) ? [Number(id)] : []
  })
  return [...new Set(ids)].sort((a, b) => a - b)
}

/** Whoever makes an event manages it. */
export async function addManager(
  { kernel }: Training,
  tx: Tx,
  by: By,
  { eventId, account }: { eventId: number; account: number },
): Promise<void> {
  await addRole(kernel.identity, viewOf(tx), by, { holder: { account }, role: roleAt(eventId, 'manager') })
}

/** Rights at an event that is gone mean nothing; its number never comes back. */
export async function removeRolesAt(tx: Tx, eventId: number): Promise<void> {
  await (viewOf(tx) as unknown as Tx & KernelDb)
    .deleteFrom('kernel_role')
    .where(
      'role',
      'in',
      EVENT_ROLES.map((role) => roleAt(eventId, role)),
    )
    .execute()
}

/** How people have their roles at events. */
export const eventTeam: TeamKind<EventRole> = {
  service: 'training',
  noun: 'event',
  table: 'training_event',
  roles: EVENT_ROLES,
  roleIn: roleAt,
  audience: 'manager',
  memberMissing: organiser.memberMissing,
  lastOne: organiser.lastManager,
  notice: {
    kind: 'training.member-added',
    title: 'Somebody gives me a role at an event',
    link: (id) => `/app/training/events/${id}`,
  },
}
