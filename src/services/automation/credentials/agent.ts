import type { BaseAgent, ParsedKey } from 'ssh2'
import type { Automation } from '../automation.ts'
import type { Answer, Ask, OrderCredential } from '../runs/protocol.ts'
import { problems } from './credential-problems.ts'
import { factsOf, type KeyFacts } from './key.ts'
import { SshFields } from './ssh-fields.ts'
import { ssh2 } from './ssh2.ts'

const ANSWERS_WITHIN_MS = 10_000
const USERAUTH_REQUEST = 50

/** A key that the agent can sign with. */
export interface AgentKey extends KeyFacts {
  /** As a line of `authorized_keys`. */
  publicKey: string
}

/** Which keys the agent has. Nothing but signatures ever leaves it. */
export async function listAgentKeys({ settings }: Pick<Automation, 'settings'>): Promise<AgentKey[]> {
  if (settings.agent === undefined) throw problems.noAgent()
  const keys = await keysOf(ssh2().createAgent(settings.agent)).catch((error) => {
    throw problems.agentSilent(error)
  })
  return keys.map(lineOf).map((publicKey) => ({ publicKey, ...factsOf(publicKey, 'publicKey') }))
}

const lineOf = (key: ParsedKey): string =>
  `${key.type} ${key.getPublicSSH().toString('base64')} ${key.comment ?? ''}`.trim()

function keysOf(agent: BaseAgent): Promise<ParsedKey[]> {
  return within((done) =>
    agent.getIdentities((error, keys) =>
      done(error ?? undefined, (keys as ParsedKey[] | undefined)?.map(parsedOf)),
    ),
  )
}

function parsedOf(key: ParsedKey | Buffer | string): ParsedKey {
  const parsed = ssh2().utils.parseKey(key)
  if (parsed instanceof Error) throw parsed
  return parsed
}

/**
 * Lets the agent sign for a run. Only with a key that stands in its order, and only what signs in as that credential's user:
 * neither the key nor the agent's socket is within the run's reach.
 */
export async function answerAsk(
  { settings }: Pick<Automation, 'settings'>,
  credentials: readonly OrderCredential[],
  { id, sign }: Ask,
): Promise<Answer> {
  const publicKey = contentOf(sign.publicKey)
  const users = credentials
    .filter((each) => each.kind === 'agent' && contentOf(each.publicKey ?? '') === publicKey)
    .map((each) => each.username)
  const data = Buffer.from(sign.data, 'base64')
  const user = userOf(data, publicKey)
  if (user === undefined || !users.includes(user))
    return { id, error: 'The agent signs nothing but sign-ins of this run.' }
  if (settings.agent === undefined) return { id, error: problems.noAgent().message }
  try {
    const signature = await signBy(ssh2().createAgent(settings.agent), { publicKey, data, hash: sign.hash })
    return { id, signature: signature.toString('base64') }
  } catch (error) {
    return { id, error: `The SSH agent did not sign: ${error instanceof Error ? error.message : error}` }
  }
}

function signBy(
  agent: BaseAgent,
  { publicKey, data, hash }: { publicKey: string; data: Buffer; hash: 'sha256' | 'sha512' | undefined },
): Promise<Buffer> {
  const key = parsedOf(`${typeOf(publicKey)} ${publicKey}`)
  return within((done) =>
    agent.sign(key, data, hash ? { hash } : {}, (error, signature) =>
      done(error ?? undefined, signature as Buffer | undefined),
    ),
  )
}

/** An agent that hangs must not hold a run for ever. */
function within<T>(begin: (done: (error?: Error, value?: T) => void) => void): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new Error('it took too long')), ANSWERS_WITHIN_MS)
  begin((error, value) => {
    if (error || value === undefined) reject(error ?? new Error('it gave nothing'))
    else resolve(value)
  })
  return promise.finally(() => clearTimeout(timer))
}

/** Of a line with type and comment, or of the key alone. */
const contentOf = (publicKey: string): string =>
  publicKey
    .trim()
    .split(/\s+/)
    .find((word) => word.startsWith('AAAA')) ?? ''

/** The type stands at the beginning of the key itself. */
const typeOf = (publicKey: string): string =>
  new SshFields(Buffer.from(publicKey, 'base64')).text().toString()

/** As whom these data sign in by that key; undefined when they are something else (RFC 4252, 7). */
function userOf(data: Buffer, publicKey: string): string | undefined {
  const fields = new SshFields(data)
  fields.text()
  const isRequest = fields.byte() === USERAUTH_REQUEST
  const user = fields.text().toString()
  const [service, method] = [fields.text().toString(), fields.text().toString()]
  const isSigned = fields.byte() === 1
  fields.text()
  const key = fields.text().toString('base64')
  const isSignIn = isRequest && service === 'ssh-connection' && method === 'publickey' && isSigned
  return isSignIn && key === publicKey && fields.isEnd ? user : undefined
}
