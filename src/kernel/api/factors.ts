import { type Static, Type } from 'typebox'
import { clientAddress } from '../http/address.ts'
import type { App, Scope } from '../http/app.ts'
import { getAccount } from '../identity/account.ts'
import type { Actor } from '../identity/actor.ts'
import { requireFresh, requireFreshOnSelf } from '../identity/confirm.ts'
import type { FactorRow } from '../identity/factor.tables.ts'
import {
  addTotp,
  getFactors,
  offerTotp,
  removeFactor,
  removeFactorsOf,
  renewRecoveryCodes,
} from '../identity/factor.ts'
import { addPasskey, offerPasskey } from '../identity/passkey.ts'
import { needParty, PasskeyMade, PasskeyOffered, partyOf } from './passkey-shapes.ts'
import { Body, Empty, Id, IdParams, OptionalTime, optionalTime, Text, Time, time } from './shapes.ts'

const Codes = Type.Array(Type.String(), { description: 'Each opens the account once; shown this once' })
/** With the first second step come recovery codes. */
const Added = Type.Object({ recoveryCodes: Type.Union([Codes, Type.Null()]) })
const Factor = Type.Object({ id: Id, name: Type.String(), createdAt: Time, lastUsedAt: OptionalTime })
const Count = Type.Integer({ minimum: 0, maximum: 1_000 })

const viewOf = (row: FactorRow): Static<typeof Factor> => ({
  id: row.id,
  name: row.name,
  createdAt: time(row.created_at),
  lastUsedAt: optionalTime(row.last_used_at),
})

/** How a person signs in beside the password. */
export function factorRoutes(scope: Scope, app: App): void {
  const { identity, publicUrl } = app.access
  const access = 'account' as const
  /** The person, who has shown lately that it is them. */
  const freshly = async (request: { actor: Actor | undefined }): Promise<number> => {
    const actor = request.actor as Actor
    await requireFresh(identity, actor)
    return actor.accountId
  }

  scope.get(
    '/me/factors',
    {
      config: { access },
      schema: {
        summary: 'How I sign in',
        response: {
          200: Type.Object({
            password: Type.Boolean(),
            totp: Type.Union([Factor, Type.Null()]),
            passkeys: Type.Array(Factor),
            passkeysPossible: Type.Boolean({ description: 'Browsers allow them at this address' }),
            recoveryCodesLeft: Count,
          }),
        },
      },
    },
    async (request) => {
      const { accountId } = request.actor as Actor
      const { totp, passkeys, recoveryCodesLeft } = await getFactors(identity, accountId)
      return {
        password: (await getAccount(identity, accountId)).password_hash !== null,
        totp: totp ? viewOf(totp) : null,
        passkeys: passkeys.map(viewOf),
        passkeysPossible: partyOf(request, publicUrl) !== undefined,
        recoveryCodesLeft,
      }
    },
  )

  scope.get(
    '/me/totp/new',
    {
      config: { access },
      schema: {
        summary: 'A secret for a code app; it counts once a code of it comes back',
        response: {
          200: Type.Object({ secret: Type.String(), uri: Type.String(), ticket: Type.String() }),
        },
      },
    },
    async (request, reply) => {
      const { accountId: id, name } = request.actor as Actor
      const issuer = publicUrl === undefined ? 'Atelier' : `Atelier ${new URL(publicUrl).hostname}`
      return reply.header('cache-control', 'no-store').send(offerTotp(identity, { id, name }, issuer))
    },
  )

  scope.post(
    '/me/totp',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Turn on codes of an app',
        body: Body({ secret: Text(64, 1), ticket: Text(500, 1), code: Text(20, 1) }),
        response: { 201: Added },
      },
    },
    async (request, reply) => {
      const accountId = await freshly(request)
      const shown = { ...request.body, counted: clientAddress(request).counted }
      const recoveryCodes = (await addTotp(identity, request.by, accountId, shown)) ?? null
      return reply.code(201).header('cache-control', 'no-store').send({ recoveryCodes })
    },
  )

  scope.delete(
    '/me/totp',
    { config: { access }, schema: { summary: 'Turn off codes of an app', response: { 204: Empty } } },
    async (request, reply) => {
      await removeFactor(identity, request.by, await freshly(request), { kind: 'totp' })
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/me/passkeys/new',
    {
      config: { access, refusals: [409] },
      schema: { summary: 'What a browser needs to make a passkey', response: { 200: PasskeyOffered } },
    },
    async (request, reply) => {
      const account = await getAccount(identity, (request.actor as Actor).accountId)
      const displayName = `${account.first_name} ${account.last_name}`.trim() || account.name
      const where = { party: needParty(request, publicUrl), title: 'Atelier' }
      const offered = await offerPasskey(identity, { ...account, displayName }, where)
      return reply.header('cache-control', 'no-store').send(offered)
    },
  )

  scope.post(
    '/me/passkeys',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Keep a passkey that the browser has made',
        body: Body({ name: Text(100, 1), passkey: PasskeyMade }),
        response: { 201: Added },
      },
    },
    async (request, reply) => {
      const accountId = await freshly(request)
      const { name, passkey } = request.body
      const made = { name, made: passkey, party: needParty(request, publicUrl) }
      const recoveryCodes = (await addPasskey(identity, request.by, accountId, made)) ?? null
      return reply.code(201).header('cache-control', 'no-store').send({ recoveryCodes })
    },
  )

  scope.delete(
    '/me/passkeys/:id',
    {
      config: { access },
      schema: { summary: 'Remove a passkey of mine', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      const which = { kind: 'passkey', id: request.params.id } as const
      await removeFactor(identity, request.by, await freshly(request), which)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/me/recovery-codes',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'New recovery codes; the ones from before open nothing any more',
        response: { 201: Type.Object({ recoveryCodes: Codes }) },
      },
    },
    async (request, reply) => {
      const recoveryCodes = await renewRecoveryCodes(identity, request.by, await freshly(request))
      return reply.code(201).header('cache-control', 'no-store').send({ recoveryCodes })
    },
  )

  scope.delete(
    '/accounts/:id/factors',
    {
      config: { access: 'administrator', refusals: [409] },
      schema: {
        summary: 'Remove the second steps of somebody who has lost them; the person is told',
        params: IdParams,
        body: Body({ reason: Text(500, 1) }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id } = await getAccount(identity, request.params.id)
      await requireFreshOnSelf(identity, request.actor as Actor, id)
      await removeFactorsOf(identity, request.by, id, request.body.reason)
      return reply.code(204).send(null)
    },
  )
}
