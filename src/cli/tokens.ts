import { Type } from 'typebox'
import { getAccountByName } from '../kernel/identity/account.ts'
import { endAllSessions } from '../kernel/identity/session.ts'
import { createToken, listTokens, revokedAt, revokeToken } from '../kernel/identity/token.ts'
import { problem } from '../kernel/problem.ts'
import { defineCommand, lines } from './command.ts'

const PAGE = 500
const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, y: 365 * 86_400_000 }

/** `90d`, `12h`, or a time as RFC 3339. */
function expiryOf(text: string, now: number): number {
  const span = /^(\d{1,6})([mhdy])$/.exec(text)
  const at = span ? now + Number(span[1]) * (UNITS[span[2] ?? ''] ?? 0) : Date.parse(text)
  if (!Number.isFinite(at))
    throw problem('invalid_expiry', 400, 'Write an expiry as 90d, 12h, or 2027-03-01T10:00:00Z.')
  return at
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

export const tokenCommands = [
  defineCommand({
    usage: 'tokens add <name>',
    summary: 'Make an API token of an account and print it: it is shown this once',
    options: {
      '--scope <scopes...>': 'what it may do: * or collection:read, collection:write, kernel:read, …',
      '--expires <when>': 'such as 90d, 12h, or 2027-03-01T10:00:00Z; without it the token does not expire',
      '--label <text>': 'what it is for',
    },
    args: Type.Object({
      name: Type.String({ maxLength: 320 }),
      scope: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 })),
      expires: Type.Optional(Type.String({ maxLength: 40 })),
      label: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    }),
    async act({ kernel: { identity, clock } }, args, { by }) {
      const account = await getAccountByName(identity, args.name)
      const { token, row } = await createToken(identity, by, account.id, {
        name: args.label ?? 'command line',
        scopes: args.scope ?? ['*'],
        ...(args.expires !== undefined && { expiresAt: expiryOf(args.expires, clock.now()) }),
      })
      return { id: row.id, token, account: account.name, expiresAt: iso(row.expires_at) }
    },
    print: ({ token }) => token,
  }),
  defineCommand({
    usage: 'tokens list',
    summary: 'API tokens, a line each: id, account, label, first letters, scopes, expiry, revoked',
    args: Type.Object({}),
    async act({ kernel }) {
      const found: Awaited<ReturnType<typeof listTokens>> = []
      for (let after = 0; ; after = found.at(-1)?.id ?? 0) {
        const page = await listTokens(kernel.identity, { after, limit: PAGE })
        found.push(...page)
        if (page.length < PAGE) break
      }
      return found.map((row) => ({
        id: row.id,
        account: row.account_name,
        label: row.name,
        prefix: row.prefix,
        scopes: row.scopes,
        expiresAt: iso(row.expires_at),
        revokedAt: iso(revokedAt(row)),
      }))
    },
    print: (rows) => lines(rows.map((row) => Object.values(row))),
  }),
  defineCommand({
    usage: 'tokens revoke <id>',
    summary: 'Revoke a token: it opens nothing from now on',
    args: Type.Object({ id: Type.String({ pattern: '^[0-9]{1,15}$' }) }),
    async act({ kernel }, { id }, { by }) {
      await revokeToken(kernel.identity, by, Number(id))
      return { id: Number(id) }
    },
  }),
  defineCommand({
    usage: 'sessions expire',
    summary: 'End every sign-in of an account',
    options: { '--email <address>': 'its e-mail address or name' },
    args: Type.Object({ email: Type.Optional(Type.String({ maxLength: 320 })) }),
    async act({ kernel: { identity } }, { email }, { by }) {
      if (email === undefined)
        throw problem('bad_arguments', 400, 'Say whose: sessions expire --email ADDRESS')
      const { id } = await getAccountByName(identity, email)
      return { account: id, ended: await endAllSessions(identity, by, id) }
    },
    print: ({ ended }) => String(ended),
  }),
]
