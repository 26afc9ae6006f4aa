import type { FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import { rolesOf } from '../identity/group.ts'
import type { SignedIn } from '../identity/sign-in.ts'
import type { AccountRow } from '../identity/tables.ts'
import type { Kernel } from '../kernel.ts'
import { AccountView, accountView } from './account-view.ts'
import type { Cookies } from './cookies.ts'

export const Session = Type.Object({
  account: AccountView,
  roles: Type.Array(Type.String()),
  via: Type.String(),
  services: Type.Array(Type.String(), { description: 'Those that the account may use' }),
  installation: Type.String({ description: 'What this installation is called' }),
})

/** Who is signed in, and what for. */
export function sessionView(
  { services, installation }: Pick<Kernel, 'services' | 'installation'>,
  account: AccountRow,
  { roles, via, administrator }: { roles: Iterable<string>; via: string; administrator: boolean },
): Static<typeof Session> {
  const sorted = [...roles].sort()
  return {
    account: accountView(account),
    roles: sorted,
    via,
    services: services.usableBy({ administrator, roles: sorted }),
    installation: installation.name,
  }
}

/** The answer to whoever has just signed in, with the cookies that say so from now on. */
export async function sendSignedIn(
  reply: FastifyReply,
  kernel: Pick<Kernel, 'identity' | 'services' | 'installation'>,
  { cookies, signedIn }: { cookies: Cookies; signedIn: SignedIn },
) {
  const { account } = signedIn
  const roles = await rolesOf(kernel.identity, account.id)
  const administrator = account.administrator === 1
  return reply
    .code(201)
    .headers({ 'set-cookie': cookies.signedIn(signedIn), 'cache-control': 'no-store' })
    .send(sessionView(kernel, account, { roles, via: 'session', administrator }))
}
