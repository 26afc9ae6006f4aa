import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

/** Somebody as an identity source like Globus knows them. */
interface Known {
  sub: string
  username: string
  email?: string
  name?: string
  groups?: string[]
  /** To which of its clients their token was given. */
  client_id?: string
}

export interface Issuer {
  env: Record<string, string>
  /** By the token that stands for them. */
  people: Map<string, Known>
  /** Codes of sign-ins by a browser, and what each is worth. */
  codes: Map<string, object>
  refreshed: Map<string, object>
  /** Paths that were asked for. */
  asked: string[]
  isDown: boolean
}

/** An identity source of the kind that the original talks to: it introspects tokens, and tells groups. */
export async function openIssuer(): Promise<Issuer> {
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    issuer.asked.push(path)
    const [status, body] = issuer.isDown ? [500, {}] : answer(issuer, request, await formOf(request))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: Issuer = {
    env: {
      ATELIER_COMPUTE_GLOBUS_INTROSPECTION_URL: `${base}/introspect`,
      ATELIER_COMPUTE_GLOBUS_AUTHORIZE_URL: `${base}/authorize`,
      ATELIER_COMPUTE_GLOBUS_TOKEN_URL: `${base}/token`,
      ATELIER_COMPUTE_GLOBUS_GROUPS_URL: `${base}/groups`,
      ATELIER_COMPUTE_GLOBUS_CLIENT_ID: 'atelier',
      ATELIER_COMPUTE_GLOBUS_CLIENT_SECRET: 'a secret of the two',
    },
    people: new Map(),
    codes: new Map(),
    refreshed: new Map(),
    asked: [],
    isDown: false,
  }
  return issuer
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

function answer(
  { people, codes, refreshed }: Issuer,
  { url, headers: { authorization = '' } }: IncomingMessage,
  form: URLSearchParams,
): [number, unknown] {
  if (url === '/groups') {
    const person = people.get(authorization.replace('Bearer ', ''))
    return person ? [200, (person.groups ?? []).map((id) => ({ id, name: `The group ${id}` }))] : [401, {}]
  }
  if (!isClient(authorization)) return [401, {}]
  if (url === '/introspect') {
    const { groups, ...person } = people.get(form.get('token') ?? '') ?? {}
    return [200, 'sub' in person ? { active: true, ...person } : { active: false }]
  }
  const key = form.get('code') ?? form.get('refresh_token') ?? ''
  const given = (form.get('grant_type') === 'refresh_token' ? refreshed : codes).get(key)
  return given ? [200, given] : [400, { error: 'invalid_grant' }]
}

function isClient(authorization: string): boolean {
  const [name, secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':')
  return name === 'atelier' && decodeURIComponent(secret ?? '') === 'a secret of the two'
}
