import type { KernelConfig } from '../config/config.ts'
import { inTransaction } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { Problem } from '../problem.ts'
import type { Actor } from './actor.ts'
import { sha256 } from './credential.ts'
import { findAccount } from './identity.store.ts'
import type { Identity } from './identity.ts'
import { findIdentity, linkIdentity, makeOutsideAccount } from './outside-account.ts'
import { problems } from './problems.ts'
import { type Proof, Provider, type Stranger } from './provider.ts'
import { type SignedIn, signInAs } from './sign-in.ts'

/** Between leaving for the provider and coming back. */
export const OUTSIDE_MS = 10 * 60_000
const CALLBACK_PATH = '/api/session/outside/callback'
const PLACE = { table: 'cookie', row: 'outside', column: 'way' }

/** What the browser keeps, sealed, while it is away. */
interface Way {
  proof: Proof
  at: number
  /** The account that gets the identity; else it is a sign-in. */
  link?: number
}

export interface Return {
  /** The query with which the browser came back. */
  search: string
  /** The cookie that it was given when it left. */
  sealed: string | undefined
  by: By
  actor: Actor | undefined
  userAgent?: string
  /** What an earlier sign-in left in this browser. */
  browser?: string
}

/** Signing in with an account of an OpenID Connect provider, and linking one to an account of ours. */
export class Outside {
  readonly #identity: Identity
  readonly #settings: KernelConfig['oidc']
  readonly #address: string
  readonly #provider: Provider

  constructor(identity: Identity, settings: KernelConfig['oidc'], address: string) {
    this.#identity = identity
    this.#settings = settings
    this.#address = address
    this.#provider = new Provider(settings)
  }

  /** The provider whose subjects are known by number alone; undefined when none is set up. */
  get issuer(): string | undefined {
    return this.#provider.issuer
  }

  /** Where to send the browser, and what it keeps meanwhile. */
  async begin(link?: number): Promise<{ url: string; sealed: string }> {
    const { url, proof } = await this.#provider.begin(this.#address + CALLBACK_PATH)
    const way: Way = { proof, at: this.#identity.clock.now(), link }
    return { url, sealed: this.#identity.secrets.encrypt(JSON.stringify(way), PLACE) }
  }

  /** Whom an access token of the provider stands for; undefined when it is not good there, or none is set up. */
  async userOf(token: string): Promise<{ stranger: Stranger; groups: string[] } | undefined> {
    return this.#provider.issuer === undefined ? undefined : this.#provider.userOf(token)
  }

  /** Whom a sign-in that came back belongs to; undefined when it has linked an identity. */
  async finish(returned: Return): Promise<SignedIn | undefined> {
    const way = this.#open(returned.sealed)
    await this.#spend(way)
    const stranger = await this.#provider.finish(this.#address + CALLBACK_PATH + returned.search, way.proof)
    if (way.link === undefined) return this.#enter(returned, stranger)
    // Whoever is signed in now must be the one who asked for it.
    if (returned.actor?.accountId !== way.link) throw problems.outsideLost()
    await linkIdentity(this.#identity, returned.by, way.link, stranger)
    return undefined
  }

  #open(sealed: string | undefined): Way {
    if (sealed === undefined) throw problems.outsideLost()
    try {
      const way = JSON.parse(this.#identity.secrets.decrypt(sealed, PLACE)) as Way
      // Both ways: a clock that is put back must not make it good for longer.
      if (Math.abs(this.#identity.clock.now() - way.at) < OUTSIDE_MS) return way
    } catch (error) {
      throw problems.outsideFailed(error)
    }
    throw problems.outsideLost()
  }

  /** Each way is gone once: the unique key decides. */
  async #spend({ proof, at }: Way): Promise<void> {
    const spent = await inTransaction(this.#identity.db, (tx) =>
      tx
        .insertInto('kernel_spent_ticket')
        .values({ sha256: sha256(`outside ${proof.state}`), expires_at: at + OUTSIDE_MS })
        .onConflict((on) => on.column('sha256').doNothing())
        .executeTakeFirstOrThrow(),
    )
    if (!spent.numInsertedOrUpdatedRows) throw problems.outsideLost()
  }

  async #enter({ by, userAgent, browser }: Return, stranger: Stranger): Promise<SignedIn> {
    const identity = this.#identity
    const known = await findIdentity(identity.db, stranger)
    const id = known?.account_id ?? (await makeOutsideAccount(identity, by, stranger, this.#settings))
    const account = await findAccount(identity.db, id)
    if (!account || account.disabled_at !== null) throw problems.outsideRefused()
    return signInAs(identity, by, account, { userAgent, browser })
  }
}

/** What became of a sign-in that was refused, for the page that words it; anything but a refusal is thrown on. */
export function refusedOutside(identity: Identity, by: By, error: unknown): string {
  if (!(error instanceof Problem)) throw error
  identity.journal.note({ by, action: 'session.refused', details: { code: error.code, outside: true } })
  return error.code
}
