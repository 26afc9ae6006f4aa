import type ssh2Module from 'ssh2'
import type { AnyAuthMethod, BaseAgent, KeyboardInteractiveCallback, ParsedKey, Prompt } from 'ssh2'
import type { OrderCredential, OrderHost } from '../../../src/services/automation/runs/protocol.ts'
import type { Control } from '../control.mts'
import { Fault } from '../fault.mts'

type Ssh2 = typeof ssh2Module

interface Means {
  ssh2: Ssh2
  sign: Control['sign']
  signal: AbortSignal
}

/** As whom a host is entered, and by what, in the order in which it is tried. */
export interface Proofs {
  username: string
  methods: AnyAuthMethod[]
}

/** The credential of the store comes before what the files say. */
export function proofsOf(host: OrderHost, connection: string, means: Means): Proofs {
  const own = host.connectionOptions[connection]
  const credential = host.credential?.kind === 'token' ? undefined : host.credential
  const username = credential?.username ?? own?.username ?? host.username
  if (username === undefined || username === null) {
    throw new Fault('authentication', `Neither the inventory nor a credential names a user for ${host.name}.`)
  }
  if (!credential) return { username, methods: byPassword(username, own?.password ?? host.password) }
  const first: AnyAuthMethod[] = []
  if (credential.kind === 'key') {
    const key = keyOf(credential, host.name, means.ssh2)
    first.push({ type: 'publickey', username, key })
  }
  if (credential.kind === 'agent') first.push({ type: 'agent', username, agent: agentOf(credential, means) })
  return { username, methods: [...first, ...byPassword(username, credential.password)] }
}

function byPassword(username: string, password: string | null | undefined): AnyAuthMethod[] {
  if (password === null || password === undefined) return []
  // Many devices ask for the password as a question.
  const prompt = (
    _name: string,
    _words: string,
    _language: string,
    asked: Prompt[],
    finish: KeyboardInteractiveCallback,
  ) => finish(asked.map(() => password))
  return [
    { type: 'password', username, password },
    { type: 'keyboard-interactive', username, prompt },
  ]
}

/** Opening a key with a passphrase takes a tenth of a second of a processor: once for all hosts. */
const opened = new Map<string, ParsedKey>()

function keyOf({ privateKey = '', passphrase }: OrderCredential, host: string, ssh2: Ssh2): ParsedKey {
  const which = JSON.stringify([privateKey, passphrase])
  const kept = opened.get(which)
  if (kept) return kept
  const parsed = ssh2.utils.parseKey(privateKey, passphrase)
  const key = Array.isArray(parsed) ? parsed[0] : parsed
  if (key instanceof Error || !key) {
    throw new Fault('authentication', `The private key for ${host} cannot be opened.`, { cause: key })
  }
  opened.set(which, key)
  return key
}

/** An agent of one key, whose server signs. */
function agentOf({ publicKey = '' }: OrderCredential, { ssh2, sign, signal }: Means): BaseAgent {
  class Relay extends ssh2.BaseAgent<ParsedKey> {
    override getIdentities(give: (error: Error | undefined | null, keys?: ParsedKey[]) => void): void {
      const key = ssh2.utils.parseKey(publicKey)
      if (key instanceof Error) give(key)
      else give(null, Array.isArray(key) ? key : [key])
    }

    override sign(...given: unknown[]): void {
      const [key, data, options] = given as [ParsedKey, Buffer, { hash?: 'sha256' | 'sha512' }]
      const give = given.at(-1) as (error: Error | undefined | null, signature?: Buffer) => void
      const hash = typeof options === 'object' && options.hash ? { hash: options.hash } : {}
      const publicKey = key.getPublicSSH().toString('base64')
      sign({ publicKey, data: data.toString('base64'), ...hash }, signal).then(
        (signature) => give(null, signature),
        (error: Error) => give(error),
      )
    }
  }
  return new Relay()
}
