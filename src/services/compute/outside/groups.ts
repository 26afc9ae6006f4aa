import { inTransaction } from '../../../kernel/db/db.ts'
import { newSecret } from '../../../kernel/identity/credential.ts'
import { getGroupByName, setMember } from '../../../kernel/identity/group.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import { type GroupsToken, groupsOf, issuerOf, refresh } from './globus.ts'
import { problems } from './outside-problems.ts'

/** So long a person's groups are believed before they are asked for again. */
const KNOWN_MS = 5 * 60_000
const SYSTEM: By = { via: 'system' }

export const OUTSIDE_SECRET = { table: 'compute_outside', row: 'nonce', column: 'cipher' }
const placeOf = (nonce: string) => ({ ...OUTSIDE_SECRET, row: nonce })

/**
 * Refuses whoever is in none of the groups that may come in, and whoever's groups cannot be read (it fails closed). Gives
 * the groups as far as they mean anything here; undefined where nobody asks for groups.
 */
export async function requireGroup(
  { settings }: Compute,
  groups: GroupsToken | undefined,
): Promise<string[] | undefined> {
  const { allowedGroups } = settings.globus
  if (allowedGroups.length === 0 && settings.groupMap.length === 0) return undefined
  const found = groups && (await groupsOf(settings.globus, groups.token))
  if (allowedGroups.length === 0) return found
  if (!groups) throw problems.noGroupsToken()
  if (!found?.some((id) => allowedGroups.includes(id))) throw problems.notInGroup()
  return found
}

/** Keeps what lets their groups be asked for again, sealed, and puts them into the groups of ours that stand for them. */
export async function keepGroups(
  compute: Compute,
  account: number,
  { groups, token }: { groups: readonly string[]; token: GroupsToken },
): Promise<void> {
  const { kernel, db } = compute
  const nonce = newSecret()
  const row = {
    nonce,
    cipher: kernel.secrets.encrypt(JSON.stringify(token), placeOf(nonce)),
    groups: JSON.stringify(groups.filter((id) => isKnown(compute, id))),
    groups_at: kernel.clock.now(),
  }
  await inTransaction(db, (tx) =>
    tx
      .insertInto('compute_outside')
      .values({ account_id: account, ...row })
      .onConflict((on) => on.column('account_id').doUpdateSet(row))
      .execute(),
  )
  await mapGroups(compute, account, groups)
}

/**
 * Whether somebody may still do things here: people who came by the identity source are in one of its allowed groups, as
 * it says now or said a moment ago. Whatever cannot be asked is no (400, in the protocol's words). Groups of ours that
 * stand for theirs are looked at on the way.
 */
export async function requireStanding(compute: Compute, account: number): Promise<void> {
  const { settings, kernel, db } = compute
  const { allowedGroups } = settings.globus
  if (allowedGroups.length === 0 && settings.groupMap.length === 0) return
  const kept = await db
    .selectFrom('compute_outside')
    .selectAll()
    .where('account_id', '=', account)
    .executeTakeFirst()
  if (!kept && (allowedGroups.length === 0 || !(await cameByIt(compute, account)))) return
  if (!kept) throw problems.noStorage()
  const age = kernel.clock.now() - kept.groups_at
  const groups: string[] =
    age >= 0 && age < KNOWN_MS ? JSON.parse(kept.groups) : await groupsNow(compute, account, kept)
  if (allowedGroups.length > 0 && !groups.some((id) => allowedGroups.includes(id))) throw problems.noStorage()
}

/** Accounts of our own never did; those that did so before groups were asked for have to sign in again. */
async function cameByIt({ settings, db }: Compute, account: number): Promise<boolean> {
  const issuer = issuerOf(settings.globus)
  if (issuer === undefined) return false
  const row = await db
    .selectFrom('kernel_account_identity')
    .select('id')
    .where('account_id', '=', account)
    .where('issuer', '=', issuer)
    .executeTakeFirst()
  return row !== undefined
}

async function groupsNow(
  compute: Compute,
  account: number,
  { cipher, nonce, groups: before }: { cipher: string; nonce: string; groups: string },
): Promise<string[]> {
  const { settings, kernel } = compute
  const kept: GroupsToken = JSON.parse(kernel.secrets.decrypt(cipher, placeOf(nonce)))
  try {
    let token: GroupsToken | undefined = kept
    let groups = await groupsOf(settings.globus, kept.token)
    if (!groups && kept.refresh !== undefined) {
      token = await refresh(settings.globus, kept.refresh)
      groups = token && (await groupsOf(settings.globus, token.token))
    }
    // Who cannot be asked about any more is in no group until they sign in again.
    const found = (token && groups) ?? []
    await keepGroups(compute, account, { groups: found, token: token ?? kept })
    return found
  } catch (error) {
    if (!(error instanceof Problem && error.status === 503)) throw error
    if (settings.globus.allowedGroups.length > 0) return []
    // Nobody's right to be here hangs on it: they are asked again in a while, and not at each change.
    await keepGroups(compute, account, { groups: JSON.parse(before), token: kept })
    return []
  }
}

/** Pairs of a group outside and the name of ours that stands for it. */
const pairsOf = ({ settings }: Compute) =>
  settings.groupMap.map((pair) => {
    const at = pair.indexOf('=')
    return { outside: pair.slice(0, at), name: pair.slice(at + 1) }
  })

const isKnown = (compute: Compute, id: string): boolean =>
  compute.settings.globus.allowedGroups.includes(id) || pairsOf(compute).some(({ outside }) => outside === id)

/** Makes somebody's membership of our groups what the source says of its own. */
export async function mapGroups(compute: Compute, account: number, groups: readonly string[]): Promise<void> {
  const { identity, log } = compute.kernel
  const wanted = new Map<string, boolean>()
  for (const { outside, name } of pairsOf(compute))
    wanted.set(name, (wanted.get(name) ?? false) || groups.includes(outside))
  for (const [name, isMember] of wanted) {
    const group = await getGroupByName(identity, name).catch((error) => {
      if (!(error instanceof Problem)) throw error
      log.warn({ group: name }, 'ATELIER_COMPUTE_GROUP_MAP names a group that is not there.')
      return undefined
    })
    if (group) await setMember(identity, SYSTEM, group.id, account, isMember)
  }
}
