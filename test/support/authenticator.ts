import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

const ORIGIN = 'http://localhost'
const RP = 'localhost'
const PRESENT_AND_VERIFIED = 0x05
const HAS_CREDENTIAL = 0x40

/** What a device with a passkey does, as far as a server can see. */
export interface Authenticator {
  make(offered: { challenge: string }, how?: How): object
  show(asked: { challenge: string }, how?: How): object
}

interface How {
  origin?: string
  rpId?: string
  /** What it says how often it was used. */
  count?: number
  /** Only touched, without finger or PIN. */
  unverified?: boolean
}

const url = (bytes: Buffer): string => bytes.toString('base64url')
const hashOf = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest()

/** A passkey of its own, with a key on P-256. */
export function authenticator(): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let used = 0
  const dataOf = ({ rpId = RP, count, unverified }: How, flags: number, rest: Buffer) => {
    used = count ?? used + 1
    const head = Buffer.alloc(5)
    head.writeUInt8((unverified ? 0x01 : PRESENT_AND_VERIFIED) | flags)
    head.writeUInt32BE(used, 1)
    return Buffer.concat([hashOf(rpId), head, rest])
  }
  const clientData = (type: string, challenge: string, origin = ORIGIN) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  return {
    make({ challenge }, how = {}) {
      const length = Buffer.from([0, id.length])
      const credential = Buffer.concat([Buffer.alloc(16), length, id, coseOf(publicKey)])
      const attestation = cbor(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', dataOf(how, HAS_CREDENTIAL, credential)],
        ]),
      )
      const made = clientData('webauthn.create', challenge, how.origin)
      return { id: url(id), clientData: url(made), attestation: url(attestation), transports: ['internal'] }
    },
    show({ challenge }, how = {}) {
      const shown = clientData('webauthn.get', challenge, how.origin)
      const authenticatorData = dataOf(how, 0, Buffer.alloc(0))
      const signature = createSign('sha256')
        .update(Buffer.concat([authenticatorData, hashOf(shown)]))
        .sign(privateKey)
      return {
        id: url(id),
        clientData: url(shown),
        authenticatorData: url(authenticatorData),
        signature: url(signature),
      }
    },
  }
}

/** COSE: EC2 key, ES256, P-256. */
function coseOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )
}

/** As much of CBOR as that takes. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? headOf(1, -1 - value) : headOf(0, value)
  if (typeof value === 'string') return Buffer.concat([headOf(3, value.length), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([headOf(2, value.length), value])
  const entries = [...(value as Map<unknown, unknown>)]
  return Buffer.concat([headOf(5, entries.length), ...entries.flat().map(cbor)])
}

function headOf(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  return length < 256
    ? Buffer.from([(major << 5) | 24, length])
    : Buffer.from([(major << 5) | 25, length >> 8, length & 255])
}
