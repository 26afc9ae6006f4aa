import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { answerOnce } from '../http/idempotent.ts'
import type { Actor } from '../identity/actor.ts'
import { requireFresh } from '../identity/confirm.ts'
import { newSecret } from '../identity/credential.ts'
import type { Identity } from '../identity/identity.ts'
import { addToken } from '../identity/token.ts'
import type { Secrets } from '../secrets/secrets.ts'
import {
  type KeptToken,
  type NewTokenBody,
  newTokenOf,
  reveal,
  TokenView,
  tokenOf,
  tokenView,
} from './token-view.ts'

export const NewToken = Type.Intersect([TokenView, Type.Object({ token: Type.String() })])

/** Makes an API token for an account and answers with its value, the once that it is shown. */
export async function answerToken(
  {
    identity,
    secrets,
    request,
    reply,
  }: {
    identity: Identity
    secrets: Secrets
    request: FastifyRequest
    reply: FastifyReply
  },
  { account, body }: { account: { id: number; name: string }; body: Static<typeof NewTokenBody> },
): Promise<FastifyReply> {
  const maker = request.actor as Actor
  if (maker.via === 'session') await requireFresh(identity, maker)
  const token = newTokenOf(body, maker)
  const complete = (kept: unknown) => reveal(secrets, kept as KeptToken)
  await answerOnce({ ...identity, request, reply, complete }, async (tx) => {
    const nonce = newSecret()
    const made = { ...token, accountId: account.id, value: tokenOf(secrets, nonce) }
    const row = await addToken(identity, tx, request.by, made)
    const view = tokenView({ ...row, account_name: account.name })
    return { status: 201, body: { view, nonce, sha256: row.sha256 } satisfies KeptToken }
  })
  return reply
}
