import { createPublicKey } from 'node:crypto'
import { createThread } from '../../../kernel/thread.ts'
import { fingerprintOf } from '../host-keys/fingerprint.ts'
import { problems } from './credential-problems.ts'
import type { Opened, Question } from './key-worker.ts'
import { SshFields } from './ssh-fields.ts'
import { ssh2 } from './ssh2.ts'

/** What a key looks like from outside. */
export interface KeyFacts {
  /** Such as ssh-ed25519. */
  type: string
  bits: number | null
  fingerprint: string
  comment: string
  /** A sentence, where it should be replaced. */
  warning: string | null
}

const LIKE_A_KEY = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----|PuTTY-User-Key-File/
const WEAK_RSA_BITS = 3_072
const WEAKEST_RSA_BITS = 2_048
/** Each costs a sixtieth of a second: a key that was made to keep us busy is refused. */
const MOST_ROUNDS = 300

/**
 * Checks a private key by opening it, on a thread of its own: a passphrase is made slow to try. What is kept is the key
 * without its passphrase, since it is sealed as a whole.
 */
export async function readPrivateKey(
  text: string,
  passphrase: string | undefined,
): Promise<{ text: string; facts: KeyFacts }> {
  if (!LIKE_A_KEY.test(text)) throw problems.invalidKey('privateKey', problems.words.unreadable)
  if (roundsOf(text) > MOST_ROUNDS) throw problems.invalidKey('privateKey', problems.words.tooSlow)
  const thread = createThread<Question, Opened>(new URL('./key-worker.ts', import.meta.url))
  try {
    const opened = await thread.ask({ text, passphrase })
    if (!opened || 'fault' in opened)
      throw problems.invalidKey(
        opened?.fault === 'wrong-passphrase' || opened?.fault === 'no-passphrase'
          ? 'passphrase'
          : 'privateKey',
        problems.words[opened?.fault ?? 'unreadable'],
      )
    return { text: opened.text, facts: factsOf(opened.publicKey, 'privateKey') }
  } finally {
    await thread.close()
  }
}

/** Reads a public key as a line of `authorized_keys` has it. */
export function readPublicKey(text: string): { text: string; facts: KeyFacts } {
  const [type = '', content = '', ...comment] = text.trim().split(/\s+/)
  const line = `${type} ${content} ${comment.join(' ')}`.trim()
  const facts = factsOf(line, 'publicKey')
  return { text: `${type} ${Buffer.from(content, 'base64').toString('base64')}`, facts }
}

export function factsOf(line: string, field: 'privateKey' | 'publicKey'): KeyFacts {
  const parsed = ssh2().utils.parseKey(line)
  if (parsed instanceof Error) throw problems.invalidKey(field, problems.words.unreadable)
  if (parsed.isPrivateKey()) throw problems.invalidKey(field, problems.words.private)
  if (parsed.type === 'ssh-dss') throw problems.invalidKey(field, problems.words.dsa)
  const { modulusLength } = createPublicKey(parsed.getPublicPEM()).asymmetricKeyDetails ?? {}
  if (modulusLength !== undefined && modulusLength < WEAKEST_RSA_BITS)
    throw problems.invalidKey(field, problems.words.short)
  return {
    type: parsed.type,
    bits: modulusLength ?? null,
    fingerprint: fingerprintOf(parsed.getPublicSSH()),
    comment: parsed.comment ?? '',
    warning:
      modulusLength !== undefined && modulusLength < WEAK_RSA_BITS
        ? `An RSA key of ${modulusLength} bits is weak. Make an Ed25519 key, and bring that to the hosts.`
        : null,
  }
}

/** How often a passphrase is stirred, as the header of an OpenSSH key says. */
function roundsOf(text: string): number {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1]
  if (body === undefined) return 0
  const fields = new SshFields(Buffer.from(body, 'base64').subarray('openssh-key-v1\0'.length))
  fields.text()
  fields.text()
  const options = fields.text()
  return options.length >= 4 ? options.readUInt32BE(options.length - 4) : 0
}
