import { inTransaction } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import * as store from './factor.store.ts'
import type { FactorRow } from './factor.tables.ts'
import { addFactor } from './factor.ts'
import type { Identity } from './identity.ts'
import { problems } from './problems.ts'
import type { Take } from './prove.ts'
import { isTicket, makeTicket, spendTicket, TICKET_MS, type TicketOf } from './ticket.ts'

/** The site that a passkey belongs to: its name, and its address in a browser. */
export interface Party {
  id: string
  origin: string
}

/** What a browser gives for a new passkey; all of it base64url. */
export interface NewPasskey {
  id: string
  clientData: string
  attestation: string
  transports: string[]
}

/** What a browser gives for one that is there. */
export interface PasskeyAnswer {
  id: string
  clientData: string
  authenticatorData: string
  signature: string
}

/** ES256, EdDSA and RS256, as the authenticators of all systems have them. */
const ALGORITHMS = [-7, -8, -257]

const lifeOf = { timeout: TICKET_MS, userVerification: 'required' as const }

/** It is loaded with the first passkey: where none is used it takes no memory. */
const library = () => import('@simplewebauthn/server')

const challengeOf = (identity: Identity, of: TicketOf): string =>
  Buffer.from(makeTicket(identity, of)).toString('base64url')
const ticketOf = (challenge: string): string => Buffer.from(challenge, 'base64url').toString()

/** What a browser needs to make a passkey: one that can be found without a name, after the person was recognised. */
export async function offerPasskey(
  identity: Identity,
  account: { id: number; name: string; displayName: string },
  { party, title }: { party: Party; title: string },
) {
  const factors = await store.listFactors(identity.db, account.id)
  return {
    challenge: challengeOf(identity, { purpose: 'new-passkey', account: account.id }),
    rp: { id: party.id, name: title },
    user: {
      id: Buffer.from(`account-${account.id}`).toString('base64url'),
      name: account.name,
      displayName: account.displayName,
    },
    algorithms: ALGORITHMS,
    exclude: passkeysOf(factors),
    timeout: TICKET_MS,
  }
}

/** What a browser needs to show a passkey. Without an account any of this site will do. */
export async function askPasskey(identity: Identity, party: Party, account?: { id: number }) {
  const factors = account ? await store.listFactors(identity.db, account.id) : []
  return {
    challenge: challengeOf(identity, { purpose: 'passkey', account: account?.id ?? 0 }),
    rpId: party.id,
    allow: passkeysOf(factors),
    ...lifeOf,
  }
}

/** Keeps a passkey. Gives recovery codes when it is the account's first second step. */
export async function addPasskey(
  identity: Identity,
  by: By,
  accountId: number,
  { made, party, name }: { made: NewPasskey; party: Party; name: string },
): Promise<string[] | undefined> {
  const { verifyRegistrationResponse } = await library()
  let ticket = ''
  const verified = await verifyRegistrationResponse({
    response: {
      id: made.id,
      rawId: made.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: made.clientData, attestationObject: made.attestation },
    },
    expectedChallenge(challenge) {
      ticket = ticketOf(challenge)
      return isTicket(identity, ticket, { purpose: 'new-passkey', account: accountId })
    },
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(refused)
  if (!verified?.registrationInfo) throw problems.wrongPasskey()
  const { credential } = verified.registrationInfo
  const transports = made.transports.filter((each) => /^[a-z-]{1,20}$/.test(each)).slice(0, 8)
  return inTransaction(identity.db, async (tx) => {
    if (!(await spendTicket(identity, tx, ticket))) throw problems.stepEnded()
    return addFactor(identity, tx, by, {
      account_id: accountId,
      kind: 'passkey',
      name,
      handle: credential.id,
      secret: null,
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: transports.join(' '),
      created_at: identity.clock.now(),
    })
  })
}

/** Whose passkey it is, when it is right. `accountId` is who was asked; nobody when anybody's would do. */
export async function verifyPasskey(
  identity: Identity,
  { answer, party, accountId = 0 }: { answer: PasskeyAnswer; party?: Party; accountId?: number },
): Promise<{ accountId: number; take: Take } | undefined> {
  const row = await store.findPasskey(identity.db, answer.id)
  if (!row?.public_key || !party || (accountId !== 0 && row.account_id !== accountId)) return undefined
  const { verifyAuthenticationResponse } = await library()
  let ticket = ''
  const verified = await verifyAuthenticationResponse({
    response: {
      id: answer.id,
      rawId: answer.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: answer.clientData,
        authenticatorData: answer.authenticatorData,
        signature: answer.signature,
      },
    },
    expectedChallenge(challenge) {
      ticket = ticketOf(challenge)
      return isTicket(identity, ticket, { purpose: 'passkey', account: accountId })
    },
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    // It refuses a count that goes back: a copy of the passkey is about.
    credential: { id: row.handle, publicKey: Buffer.from(row.public_key, 'base64url'), counter: row.counter },
  }).catch(refused)
  if (!verified?.verified) return undefined
  const now = identity.clock.now()
  const to = verified.authenticationInfo.newCounter
  return {
    accountId: row.account_id,
    take: async (tx) =>
      (await spendTicket(identity, tx, ticket)) &&
      store.moveCounter(tx, { id: row.id, from: row.counter, to, now }),
  }
}

function passkeysOf(factors: readonly FactorRow[]): { id: string; transports: string[] }[] {
  return factors
    .filter(({ kind }) => kind === 'passkey')
    .map((row) => ({ id: row.handle, transports: (row.transports ?? '').split(' ').filter(Boolean) }))
}

/** The library throws plain errors for all that is wrong with an answer, and for nothing else. */
function refused(error: unknown): undefined {
  if (!(error instanceof Error)) throw error
  return undefined
}
