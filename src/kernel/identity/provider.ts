import type { Configuration } from 'openid-client'
import type { KernelConfig } from '../config/config.ts'
import { Problem } from '../problem.ts'
import { problems } from './problems.ts'

/** What the provider says of whoever came back. */
export interface Stranger {
  issuer: string
  subject: string
  name?: string
  email?: string
  /** The provider itself has checked that the address is theirs. */
  emailChecked: boolean
  /** The provider says that it has not. */
  emailDoubtful: boolean
  firstName: string
  lastName: string
}

/** What must come back unchanged, or be known to none but us. */
export interface Proof {
  state: string
  nonce: string
  verifier: string
}

/** What the provider publishes about itself is asked for anew after this time. */
const KNOWN_MS = 10 * 60_000
const TIMEOUT_SECONDS = 10

const client = () => import('openid-client')

/** An OpenID Connect provider: the code flow, with PKCE, state and nonce. Its library is loaded at the first use. */
export class Provider {
  readonly #settings: KernelConfig['oidc']
  #found: { at: number; configuration: Promise<Configuration> } | undefined

  constructor(settings: KernelConfig['oidc']) {
    this.#settings = settings
  }

  get issuer(): string | undefined {
    return this.#settings.issuer
  }

  /** Where to send the browser, and what to keep until it comes back. */
  async begin(redirectUri: string): Promise<{ url: string; proof: Proof }> {
    const configuration = await this.#configuration()
    const { buildAuthorizationUrl, calculatePKCECodeChallenge, ...random } = await client()
    const proof = {
      state: random.randomState(),
      nonce: random.randomNonce(),
      verifier: random.randomPKCECodeVerifier(),
    }
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#settings.scopes.join(' '),
      state: proof.state,
      nonce: proof.nonce,
      code_challenge: await calculatePKCECodeChallenge(proof.verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, proof }
  }

  /** Who came back with this address. Throws a Problem whatever does not fit. */
  async finish(url: string, proof: Proof): Promise<Stranger> {
    const configuration = await this.#configuration()
    const { authorizationCodeGrant, fetchUserInfo } = await client()
    try {
      const tokens = await authorizationCodeGrant(configuration, new URL(url), {
        expectedState: proof.state,
        expectedNonce: proof.nonce,
        pkceCodeVerifier: proof.verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) throw problems.outsideFailed()
      const more = configuration.serverMetadata().userinfo_endpoint
        ? await fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : {}
      return strangerOf({ ...claims, ...more, iss: claims.iss, sub: claims.sub })
    } catch (error) {
      throw refusalOf(error)
    }
  }

  /** Whom an access token of the provider stands for, with the groups that it names; undefined when it is not good there. */
  async userOf(token: string): Promise<{ stranger: Stranger; groups: string[] } | undefined> {
    const configuration = await this.#configuration()
    const openid = await client()
    try {
      const claims = await openid.fetchUserInfo(configuration, token, openid.skipSubjectCheck)
      const { groups } = claims
      return {
        stranger: strangerOf({ ...claims, iss: configuration.serverMetadata().issuer }),
        groups: Array.isArray(groups) ? groups.filter((each) => typeof each === 'string') : [],
      }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal.status === 503) throw refusal
      return undefined
    }
  }

  #configuration(): Promise<Configuration> {
    const now = performance.now()
    if (this.#found && now - this.#found.at < KNOWN_MS) return this.#found.configuration
    const found = { at: now, configuration: this.#discover() }
    this.#found = found
    // What failed is tried again by the next one.
    found.configuration.catch(() => {
      if (this.#found === found) this.#found = undefined
    })
    return found.configuration
  }

  async #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret, allowHttp } = this.#settings
    if (issuer === undefined || clientId === undefined) throw problems.outsideOff()
    const { allowInsecureRequests, ClientSecretBasic, discovery, enableNonRepudiationChecks, None } =
      await client()
    try {
      return await discovery(
        new URL(issuer),
        clientId,
        undefined,
        clientSecret === undefined ? None() : ClientSecretBasic(clientSecret),
        // The signature is looked at too, although the token comes from the provider itself.
        {
          execute: [enableNonRepudiationChecks, ...(allowHttp ? [allowInsecureRequests] : [])],
          timeout: TIMEOUT_SECONDS,
        },
      )
    } catch (error) {
      throw problems.outsideDown(error)
    }
  }
}

type Claims = { iss: string; sub: string } & Record<string, unknown>

function strangerOf(claims: Claims): Stranger {
  const text = (name: string): string | undefined => {
    const value = claims[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: text('preferred_username') ?? text('nickname'),
    email: text('email'),
    emailChecked: claims.email_verified === true,
    emailDoubtful: claims.email_verified === false,
    firstName: text('given_name') ?? text('name') ?? '',
    lastName: text('family_name') ?? '',
  }
}

interface Failure {
  name?: string
  code?: string
  error?: string
  status?: number
  cause?: { status?: number }
}

/** The provider refused, does not answer, or said what does not fit. */
function refusalOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { name, code, error: said, cause, status = cause?.status ?? 0 } = error as Failure
  if (name === 'AuthorizationResponseError' && said === 'access_denied') return problems.outsideDenied()
  const isSilent =
    code === 'OAUTH_TIMEOUT' || (error instanceof TypeError && code === undefined) || status >= 500
  return isSilent ? problems.outsideDown(error) : problems.outsideFailed(error)
}
