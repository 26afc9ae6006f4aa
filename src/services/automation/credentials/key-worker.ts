import { createPrivateKey, type KeyObject } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import ssh2, { type ParsedKey } from 'ssh2'

export interface Question {
  text: string
  passphrase: string | undefined
}

/** The private key in a form without passphrase, with its public half as a line. */
export type Opened =
  | { text: string; publicKey: string }
  | { fault: 'no-passphrase' | 'wrong-passphrase' | 'unreadable' }

function open({ text, passphrase }: Question): Opened {
  const parsed = ssh2.utils.parseKey(text, passphrase)
  const key = parsed instanceof Error ? openPem(text, passphrase) : createPrivateKey(parsed.getPrivatePEM())
  if ('fault' in key)
    return { fault: parsed instanceof Error && key.fault === 'unreadable' ? faultOf(parsed) : key.fault }
  const plain = plainOf(key)
  const again = plain === undefined ? undefined : ssh2.utils.parseKey(plain)
  if (plain === undefined || again === undefined || again instanceof Error) return { fault: 'unreadable' }
  const comment = parsed instanceof Error ? '' : (parsed as ParsedKey).comment
  const publicKey = `${again.type} ${again.getPublicSSH().toString('base64')} ${comment ?? ''}`.trim()
  return { text: plain, publicKey }
}

function openPem(
  text: string,
  passphrase: string | undefined,
): KeyObject | { fault: 'wrong-passphrase' | 'no-passphrase' | 'unreadable' } {
  try {
    return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) })
  } catch {
    if (/ENCRYPTED/.test(text))
      return { fault: passphrase === undefined ? 'no-passphrase' : 'wrong-passphrase' }
    return { fault: 'unreadable' }
  }
}

function faultOf({ message }: Error): 'no-passphrase' | 'wrong-passphrase' | 'unreadable' {
  if (/no passphrase given/i.test(message)) return 'no-passphrase'
  return /passphrase|integrity/i.test(message) ? 'wrong-passphrase' : 'unreadable'
}

/** The forms that SSH programs read. */
function plainOf(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }) as string
  if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }) as string
  return key.asymmetricKeyType === 'ed25519' ? ed25519Text(key) : undefined
}

function ed25519Text(key: KeyObject): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' })
  const publicPart = Buffer.from(x, 'base64url')
  const type = field('ssh-ed25519')
  const check = Buffer.from('atel')
  const inner = Buffer.concat([
    ...[check, check, type, field(publicPart)],
    field(Buffer.concat([Buffer.from(d, 'base64url'), publicPart])),
    field(''),
  ])
  const padding = Buffer.from(Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, at) => at + 1))
  const count = Buffer.from([0, 0, 0, 1])
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[field('none'), field('none'), field(''), count],
    field(Buffer.concat([type, field(publicPart)])),
    field(Buffer.concat([inner, padding])),
  ])
  const lines = body.toString('base64').replace(/(.{70})/g, '$1\n')
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`
}

/** Length and content, as SSH writes them. */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

parentPort?.on('message', ({ id, question }: { id: number; question: Question }) => {
  parentPort?.postMessage({ id, answer: open(question) })
})
