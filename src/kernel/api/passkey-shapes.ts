import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Party } from '../identity/passkey.ts'
import { problems } from '../identity/problems.ts'
import { Body } from './shapes.ts'

const Base64url = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]*$' })
const Known = Type.Array(Type.Object({ id: Type.String(), transports: Type.Array(Type.String()) }))

/** What a page hands to `navigator.credentials.get`; everything binary is base64url. */
export const PasskeyAsked = Type.Object({
  challenge: Type.String(),
  rpId: Type.String(),
  allow: Known,
  timeout: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
  userVerification: Type.Literal('required'),
})

/** What it gives back. */
export const PasskeyShown = Body({
  id: Base64url(2_000),
  clientData: Base64url(8_000),
  authenticatorData: Base64url(8_000),
  signature: Base64url(4_000),
})

/** What a page hands to `navigator.credentials.create`. */
export const PasskeyOffered = Type.Object({
  challenge: Type.String(),
  rp: Type.Object({ id: Type.String(), name: Type.String() }),
  user: Type.Object({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
  algorithms: Type.Array(Type.Integer({ minimum: -65_535, maximum: 0 })),
  exclude: Known,
  timeout: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
})

export const PasskeyMade = Body({
  id: Base64url(2_000),
  clientData: Base64url(8_000),
  attestation: Base64url(40_000),
  transports: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 }),
})

/** The site as the browser sees it. Undefined where browsers allow no passkeys: by number, or without TLS. */
export function partyOf(request: FastifyRequest, publicUrl: string | undefined): Party | undefined {
  const { hostname, origin, protocol } = new URL(publicUrl ?? `${request.protocol}://${request.host}`)
  const isSafe = protocol === 'https:' || hostname === 'localhost'
  return isSafe && !isIP(hostname.replace(/^\[|\]$/g, '')) ? { id: hostname, origin } : undefined
}

export function needParty(request: FastifyRequest, publicUrl: string | undefined): Party {
  const party = partyOf(request, publicUrl)
  if (!party) throw problems.noPasskeysHere()
  return party
}
