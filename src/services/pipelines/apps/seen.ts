import type { Actor } from '../../../kernel/identity/actor.ts'
import { ADMIN_ROLE } from '../pipelines.ts'
import { type Asking, groupsOf, type InstalledApp, listInstalled } from './apps.ts'

/** Installed apps as far as somebody sees them: operators all, others those that are for them. */
export async function listSeenBy(
  asking: Asking,
  actor: Pick<Actor, 'accountId' | 'may'>,
  key?: string,
): Promise<InstalledApp[]> {
  const all = await listInstalled(asking, key)
  if (actor.may(ADMIN_ROLE)) return all
  const groups = await groupsOf(asking, actor.accountId)
  return all.filter(
    ({ definition }) => definition.groups.length === 0 || definition.groups.some((name) => groups.has(name)),
  )
}
