import { createToken, isTraded } from '../../../kernel/identity/token.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import type { Entered } from './sign-in.ts'

/** A token of the protocol: one of the kernel that opens compute alone, is listed in the console, and ends. */
export async function giveToken(
  { kernel, settings }: Compute,
  by: By,
  { account, ends = Number.POSITIVE_INFINITY, from }: Entered,
): Promise<string> {
  const { identity, clock } = kernel
  // One that was traded for something is not traded again: it is good for all that another would be.
  if (from && 'token' in from && (await isTraded(identity, from.token))) return from.value
  const expiresAt = Math.min(clock.now() + settings.tokenDays * DAY_MS, ends)
  const { token } = await createToken(
    identity,
    { ...by, account: account.id, name: account.name },
    account.id,
    {
      name: from
        ? `Compute (protocol), from ${'token' in from ? 'a token' : 'a sign-in'}`
        : 'Compute (protocol)',
      scopes: ['compute:read', 'compute:write'],
      expiresAt,
      quiet: true,
      parent: from,
    },
  )
  return token
}
