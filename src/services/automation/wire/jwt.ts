import { randomBytes } from 'node:crypto'
import { inTransaction } from '../../../kernel/db/db.ts'
import { secretOf } from '../../../kernel/identity/credential.ts'
import { noteSignIn } from '../../../kernel/identity/identity.store.ts'
import { readJws, signJws } from '../../../kernel/identity/jws.ts'
import type { AccountRow } from '../../../kernel/identity/tables.ts'
import { addToken } from '../../../kernel/identity/token.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { groupNamesOf } from './user.store.ts'

const ACCESS_S = 300
const REFRESH_S = 86_400
/** How many letters of a token's `jti` name its sign-in; the rest is its own. */
const SIGN_IN_LETTERS = 24
const TOKEN_NAME = 'Automation (protocol)'

export type TokenType = 'access' | 'refresh'

/** What a token says. Only who it is for counts; the rest is for the page that shows it. */
export interface Claims {
  token_type: TokenType
  exp: number
  iat: number
  jti: string
  user_id: number
  username: string
  groups: string[]
}

/**
 * Opens a sign-in by the protocol: a token of the kernel, which is listed there, ends with the password and can be revoked.
 * Its value is made of the `jti` of both tokens by a key that nobody else has. Undefined when the account was closed.
 */
export async function openSignIn(
  automation: Automation,
  by: By,
  account: AccountRow,
): Promise<{ access: string; refresh: string } | undefined> {
  const { kernel, db } = automation
  const now = kernel.clock.now()
  const signIn = randomBytes(SIGN_IN_LETTERS / 2).toString('hex')
  const isThere = await inTransaction(db, async (tx) => {
    if (!(await noteSignIn(tx, account, { at: now }))) return false
    const who = { ...by, account: account.id, name: account.name }
    await addToken(kernel.identity, tx, who, {
      accountId: account.id,
      name: TOKEN_NAME,
      scopes: ['automation:read', 'automation:write'],
      expiresAt: now + REFRESH_S * 1000,
      quiet: true,
      value: valueBehind(automation, signIn),
    })
    return true
  })
  if (!isThere) return undefined
  const make = (type: TokenType) => makeToken(automation, account, { type, signIn })
  return { access: await make('access'), refresh: await make('refresh') }
}

/** A token of a sign-in for an account, as it is called and grouped now. */
export async function makeToken(
  automation: Automation,
  { id, name }: Pick<AccountRow, 'id' | 'name'>,
  { type, signIn }: { type: TokenType; signIn: string },
): Promise<string> {
  const iat = secondsOf(automation)
  const claims: Claims = {
    token_type: type,
    exp: iat + (type === 'access' ? ACCESS_S : REFRESH_S),
    iat,
    jti: signIn + randomBytes(4).toString('hex'),
    user_id: id,
    username: name,
    groups: await groupNamesOf(automation.db, id),
  }
  return signJws(keyOf(automation), claims)
}

/** What a token of ours says, and whether its time is over; undefined for any other text. */
export function readToken(
  automation: Automation,
  token: string,
): (Claims & { isOver: boolean; signIn: string }) | undefined {
  const claims = readJws(keyOf(automation), token) as Claims | undefined
  if (!claims) return undefined
  const signIn = claims.jti.slice(0, SIGN_IN_LETTERS)
  return { ...claims, signIn, isOver: claims.exp <= secondsOf(automation) }
}

/** The token of the kernel behind a sign-in. */
export const valueBehind = (automation: Automation, signIn: string): string =>
  secretOf(keyOf(automation), `sign-in ${signIn}`)

const keyOf = ({ kernel }: Automation): Buffer => kernel.secrets.derive('automation tokens')

const secondsOf = ({ kernel }: Automation): number => Math.floor(kernel.clock.now() / 1000)
