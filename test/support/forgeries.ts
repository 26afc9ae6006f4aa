import { createHmac, randomBytes } from 'node:crypto'

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** What a JWT says. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** A token of whatever parts, signed with a secret by an algorithm. */
function forged(header: object, payload: object, secret: string | Buffer, hash = 'sha256'): string {
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}

interface Forging {
  /** What the originals publish as secrets, and what people put in their place. */
  published: readonly string[]
  /** What a thief would rather have a good token say; its signature stays as it was. */
  changes: readonly [what: string, claims: object][]
}

/** Ways to make a token of one that is good, without the secret. */
export function forgeries(token: string, { published, changes }: Forging): [string, string][] {
  const [head = '', body = '', mac = ''] = token.split('.')
  const payload = claimsOf(token)
  const header = { alg: 'HS256', typ: 'JWT' }
  const secret = randomBytes(32)
  const none = (alg: string): [string, string] => [`alg ${alg}`, `${part({ alg, typ: 'JWT' })}.${body}.`]
  const algorithm = (alg: string, hash: string): [string, string] => [
    `alg ${alg}`,
    forged({ ...header, alg }, payload, secret, hash),
  ]
  const carried = (name: string, value: unknown): [string, string] => [
    name,
    forged({ ...header, [name]: value }, payload, secret),
  ]
  const jwk = { kty: 'oct', k: secret.toString('base64url') }
  return [
    ...['none', 'None', 'NONE', 'nOnE'].map(none),
    ['alg none, with its old signature', `${part({ alg: 'none', typ: 'JWT' })}.${body}.${mac}`],
    algorithm('HS384', 'sha384'),
    algorithm('HS512', 'sha512'),
    algorithm('RS256', 'sha256'),
    algorithm('ES256', 'sha256'),
    carried('kid', '../../../../dev/null'),
    carried('kid', "x' union select 'secret"),
    carried('jwk', jwk),
    carried('jku', 'https://example.org/keys.json'),
    carried('x5u', 'https://example.org/cert.pem'),
    carried('crit', ['exp']),
    ...published.map((each): [string, string] => [
      `the published secret “${each}”`,
      forged(header, payload, each),
    ]),
    ['a foreign secret', forged(header, payload, secret)],
    ['another installation', forged(header, payload, randomBytes(32))],
    ...changes.map(([what, claims]): [string, string] => [
      what,
      `${head}.${part({ ...payload, ...claims })}.${mac}`,
    ]),
    ['no signature', `${head}.${body}`],
    ['an empty signature', `${head}.${body}.`],
    ['a cut signature', token.slice(0, -1)],
    ['a longer signature', `${token}A`],
    ['another last letter', `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
    ['a cut payload', `${head}.${body.slice(0, -2)}.${mac}`],
    ['four parts', `${token}.${mac}`],
    ['another order', `${body}.${head}.${mac}`],
  ]
}
