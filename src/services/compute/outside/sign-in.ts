import { covers } from '../../../kernel/identity/actor.ts'
import { triesOf } from '../../../kernel/identity/attempts.ts'
import { authenticate } from '../../../kernel/identity/authenticate.ts'
import { methodsOf } from '../../../kernel/identity/factor.ts'
import { rolesOf } from '../../../kernel/identity/group.ts'
import { findAccount } from '../../../kernel/identity/identity.store.ts'
import { findIdentity, makeOutsideAccount } from '../../../kernel/identity/outside-account.ts'
import type { Stranger } from '../../../kernel/identity/provider.ts'
import { checkPassword } from '../../../kernel/identity/sign-in.ts'
import { TOKEN_PREFIX } from '../../../kernel/identity/token.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import { ADMIN_ROLE, type Compute, SERVICE, USER_ROLE } from '../compute.ts'
import { clientOf, speaksFor } from './client.ts'
import { exchange, type GroupsToken, introspect } from './globus.ts'
import { keepGroups, mapGroups, requireGroup } from './groups.ts'

/** From where somebody comes. */
export interface From {
  by: By
  /** For counting wrong tries; undefined for the machine itself. */
  counted: string | undefined
}

/** Who has come in, and until when at most. */
export interface Entered {
  account: { id: number; name: string }
  ends?: number
  /** Our own credential that they came with: what they get is good no longer than it. */
  from?: { token: number; value: string } | { session: number }
}

/** What a trusted client says of somebody. */
export interface UserInfo {
  username: string
  email: string
  firstName?: string
  lastName?: string
}

/** By the name and password of an account of ours; undefined when they are not right. */
export async function enterByPassword(
  { kernel }: Compute,
  { by, counted }: From,
  { name, password }: { name: string; password: string },
): Promise<Entered | 'second step' | undefined> {
  const { identity } = kernel
  try {
    const account = await checkPassword(identity, by, { name, password, counted })
    return (await methodsOf(identity.db, account.id)).length > 0 ? 'second step' : { account }
  } catch (error) {
    return undefinedFor(401, error)
  }
}

/** By a token of ours, of the identity source, or of the console's provider; undefined when it is good nowhere. */
export async function enterByToken(
  compute: Compute,
  { by, counted }: From,
  token: string,
): Promise<Entered | undefined> {
  const own = await ownerOf(compute, token, counted)
  if (own) return own
  if (token.startsWith(TOKEN_PREFIX)) return undefined
  return counting(
    compute,
    counted,
    async () =>
      (await enterByIssuer(compute, by, { token, groups: { token } })) ?? enterByProvider(compute, by, token),
  )
}

/** By the code that the identity source gave a browser. */
export async function enterByCode(
  compute: Compute,
  { by, counted }: From,
  redirected: { code: string; redirectUrl: string },
): Promise<Entered | undefined> {
  return counting(compute, counted, async () => {
    const tokens = await exchange(compute.settings.globus, redirected)
    return tokens && enterByIssuer(compute, by, { ...tokens, token: tokens.groups?.token ?? tokens.token })
  })
}

/** Wrong ones count: each of them makes this server ask another one (promises.md, A8). */
async function counting(
  { kernel: { identity } }: Compute,
  address: string | undefined,
  enter: () => Promise<Entered | undefined>,
): Promise<Entered | undefined> {
  const tries = triesOf(identity.attempts, { kind: 'compute.token', address })
  tries.check()
  const entered = await enter()
  if (!entered) tries.fail()
  return entered
}

/** By what a trusted client says; undefined when it is none, or may not speak for them. */
export async function enterByClient(
  compute: Compute,
  { by, counted }: From,
  { token, user }: { token: string; user: UserInfo },
): Promise<Entered | undefined> {
  const { identity } = compute.kernel
  const actor = await authenticate(identity, { token, address: counted }).catch((error) =>
    undefinedFor(401, error),
  )
  const client = actor && (await clientOf(compute, actor))
  if (!client || !speaksFor(client, user.email)) return undefined
  const entered = await welcome(compute, by, {
    issuer: `compute-client:${client.name}`,
    subject: user.username,
    name: user.username.split('@')[0],
    email: user.email,
    emailChecked: false,
    emailDoubtful: false,
    firstName: user.firstName ?? '',
    lastName: user.lastName ?? '',
  })
  // What a program says opens no account that decides about others here.
  return entered && (await decides(compute, entered)) ? undefined : entered
}

async function ownerOf(
  { kernel }: Compute,
  token: string,
  counted: string | undefined,
): Promise<Entered | undefined> {
  const { identity } = kernel
  const isOurs = token.startsWith(TOKEN_PREFIX)
  const credentials = isOurs ? { token, address: counted } : { session: token, passive: true }
  const actor = await authenticate(identity, credentials).catch((error) => undefinedFor(401, error))
  if (!actor || !covers(actor, SERVICE, 'write')) return undefined
  const id = Number(actor.credential.split(':')[1])
  const from = isOurs ? { token: id, value: token } : { session: id }
  return { account: { id: actor.accountId, name: actor.name }, ends: actor.ends, from }
}

async function enterByIssuer(
  compute: Compute,
  by: By,
  { token, groups }: { token: string; groups?: GroupsToken },
): Promise<Entered | undefined> {
  const stranger = await introspect(compute.settings.globus, token)
  if (!stranger) return undefined
  const found = await requireGroup(compute, groups)
  const entered = await welcome(compute, by, stranger)
  if (entered && found && groups)
    await keepGroups(compute, entered.account.id, { groups: found, token: groups })
  return entered
}

async function enterByProvider(compute: Compute, by: By, token: string): Promise<Entered | undefined> {
  const { kernel, settings } = compute
  const found = settings.oidcTokens ? await kernel.outside.userOf(token) : undefined
  if (!found) return undefined
  const entered = await welcome(compute, by, found.stranger, kernel.config.oidc.policy)
  if (entered) await mapGroups(compute, entered.account.id, found.groups)
  return entered
}

/**
 * The account of somebody from outside, made when they are new unless only those who are known may come in; several who
 * come at once are one.
 */
async function welcome(
  compute: Compute,
  by: By,
  stranger: Stranger,
  policy: 'known' | 'open' = 'open',
): Promise<Entered | undefined> {
  const { identity } = compute.kernel
  const known = await findIdentity(identity.db, stranger)
  if (!known && policy === 'known') return undefined
  const id =
    known?.account_id ??
    (await makeOutsideAccount(identity, by, stranger, { policy: 'open', roles: [USER_ROLE] }))
  const account = await findAccount(identity.db, id)
  return account && account.disabled_at === null ? { account } : undefined
}

async function decides({ kernel: { identity } }: Compute, { account: { id } }: Entered): Promise<boolean> {
  const account = await findAccount(identity.db, id)
  return account?.administrator === 1 || (await rolesOf(identity, id)).includes(ADMIN_ROLE)
}

function undefinedFor(status: number, error: unknown): undefined {
  if (error instanceof Problem && error.status === status) return undefined
  throw error
}
