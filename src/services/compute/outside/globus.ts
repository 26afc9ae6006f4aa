import type { Stranger } from '../../../kernel/identity/provider.ts'
import type { ComputeSettings } from '../settings.ts'
import { type Answer, ask, basicOf } from './ask.ts'
import { problems } from './outside-problems.ts'

type Settings = ComputeSettings['globus']

/** What lets us ask for somebody's groups later on. */
export interface GroupsToken {
  token: string
  refresh?: string
}

const SCOPES =
  'openid profile email urn:globus:auth:scope:auth.globus.org:view_identities urn:globus:auth:scope:groups.api.globus.org:all'
/** In whose name a token for groups is given out, among several. */
const GROUPS_SERVER = 'groups.api.globus.org'

/** The name under which its people are known here, and to a sign-in of the console by the same issuer. */
export const issuerOf = ({ introspectionUrl }: Settings): string | undefined =>
  introspectionUrl === undefined ? undefined : new URL(introspectionUrl).origin

/** Who the issuer says this token stands for; undefined when it is not good there. */
export async function introspect(settings: Settings, token: string): Promise<Stranger | undefined> {
  const { introspectionUrl } = settings
  if (introspectionUrl === undefined) return undefined
  const said = fieldsOf(
    await ask(introspectionUrl, {
      method: 'POST',
      headers: credentialsOf(settings),
      form: { token },
    }),
  )
  const text = (name: string) => textOf(said[name])
  const subject = text('sub')
  if (said.active !== true || subject === undefined || !isForUs(settings, said)) return undefined
  const email = text('email')
  const [first = '', ...rest] = (text('name') ?? '').split(' ')
  return {
    issuer: issuerOf(settings) ?? '',
    subject,
    name: (email ?? text('username') ?? '').split('@')[0] || undefined,
    email,
    emailChecked: false,
    emailDoubtful: said.email_verified === false,
    firstName: text('given_name') ?? first,
    lastName: text('family_name') ?? rest.at(-1) ?? '',
  }
}

/** A token that was given to another program of the issuer, and for another, is none of ours: its keeper may not be trusted. */
function isForUs({ clientId, otherClients }: Settings, said: Readonly<Record<string, unknown>>): boolean {
  const named = [said.client_id, said.aud].flat().flatMap((each) => textOf(each) ?? [])
  if (clientId === undefined || named.length === 0) return true
  return named.some((each) => each === clientId || otherClients.includes(each))
}

/** Where a browser goes to sign in, and comes back to `redirectUrl` from. */
export function signInUrl({ authorizeUrl, clientId }: Settings, redirectUrl: string): string {
  if (authorizeUrl === undefined || clientId === undefined) throw problems.redirectOff()
  const url = new URL(authorizeUrl)
  const query = {
    client_id: clientId,
    redirect_uri: redirectUrl,
    response_type: 'code',
    scope: SCOPES,
    state: '_default',
    access_type: 'offline',
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** What the code of that sign-in is worth; undefined when it is not good. */
export async function exchange(
  settings: Settings,
  { code, redirectUrl }: { code: string; redirectUrl: string },
): Promise<{ token: string; groups?: GroupsToken } | undefined> {
  if (settings.tokenUrl === undefined) throw problems.redirectOff()
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUrl }
  const said = fieldsOf(
    await ask(settings.tokenUrl, { method: 'POST', headers: credentialsOf(settings), form }),
  )
  const token = textOf(said.access_token)
  if (token === undefined) return undefined
  const others = Array.isArray(said.other_tokens) ? said.other_tokens.map(objectOf) : undefined
  // An issuer that gives out one token alone means it for everything.
  const of = others ? others.find(({ resource_server }) => resource_server === GROUPS_SERVER) : said
  const groups = textOf(of?.access_token)
  return {
    token,
    ...(groups !== undefined && { groups: { token: groups, refresh: textOf(of?.refresh_token) } }),
  }
}

/** A new token for groups; undefined when the old one's refreshing is over. */
export async function refresh(settings: Settings, token: string): Promise<GroupsToken | undefined> {
  if (settings.tokenUrl === undefined) return undefined
  const form = { grant_type: 'refresh_token', refresh_token: token }
  const said = fieldsOf(
    await ask(settings.tokenUrl, { method: 'POST', headers: credentialsOf(settings), form }),
  )
  const made = textOf(said.access_token)
  return made === undefined ? undefined : { token: made, refresh: textOf(said.refresh_token) ?? token }
}

/** Ids of the groups that somebody is in; undefined when their token does not tell any more. */
export async function groupsOf({ groupsUrl }: Settings, token: string): Promise<string[] | undefined> {
  if (groupsUrl === undefined) return undefined
  const answer = await ask(groupsUrl, { headers: { authorization: `Bearer ${token}` } })
  if (answer.status !== 200 || !Array.isArray(answer.body)) return undefined
  return answer.body.flatMap((each) => textOf(typeof each === 'string' ? each : objectOf(each).id) ?? [])
}

function credentialsOf({ clientId, clientSecret }: Settings): Record<string, string> {
  return clientId === undefined || clientSecret === undefined
    ? {}
    : { authorization: basicOf(clientId, clientSecret) }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const fieldsOf = ({ status, body }: Answer) => (status === 200 ? objectOf(body) : {})
