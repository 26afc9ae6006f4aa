import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { type Context, Provider } from 'oidc-provider'

/** Somebody with an account at the provider. */
export interface Outsider {
  sub: string
  preferred_username?: string
  given_name?: string
  family_name?: string
  email?: string
  email_verified?: boolean
}

export interface OidcProvider {
  /** Settings of a server that takes its accounts. */
  env: Record<string, string>
  /** Who signs in there next. */
  person: Outsider
  /** As a browser that follows from where it was sent; gives the address at which it comes back. */
  follow(url: string): Promise<string>
  close(): Promise<void>
}

const CLIENT = { id: 'atelier', secret: 'a secret of the two' }

/** A real OpenID Connect provider on a free port, at which signing in takes no click. It ends with the test file. */
export async function openProvider(publicUrl = 'http://atelier.test'): Promise<OidcProvider> {
  let handle: RequestListener = () => undefined
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const redirectUri = `${publicUrl}/api/session/outside/callback`
  const opened: OidcProvider = {
    env: {
      ATELIER_PUBLIC_URL: publicUrl,
      ATELIER_OIDC_ISSUER: issuer,
      ATELIER_OIDC_CLIENT_ID: CLIENT.id,
      ATELIER_OIDC_CLIENT_SECRET: CLIENT.secret,
      ATELIER_OIDC_ALLOW_HTTP: 'true',
    },
    person: { sub: 'nobody' },
    follow: (url) => follow(url, redirectUri),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  handle = listenerOf(issuer, redirectUri, opened)
  after(() => opened.close())
  return opened
}

function listenerOf(issuer: string, redirectUri: string, opened: OidcProvider): RequestListener {
  const people = new Map<string, Outsider>()
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'given_name', 'family_name'],
      email: ['email', 'email_verified'],
    },
    cookies: { keys: ['a key of the provider'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => people.get(id) ?? { sub: id } }),
    async loadExistingGrant({ oidc }: Context) {
      const { clientId } = oidc.client
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  return (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response)
    const { person } = opened
    people.set(person.sub, person)
    const result = { login: { accountId: person.sub, remember: false } }
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }
}

async function follow(url: string, redirectUri: string): Promise<string> {
  const jar = new Map<string, string>()
  for (let at = url, left = 10; left > 0; left -= 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`${at} sends nowhere: ${answer.status} ${await answer.text()}`)
    at = new URL(location, at).href
    if (at.startsWith(redirectUri)) return at
  }
  throw new Error('The provider sends in a circle.')
}
