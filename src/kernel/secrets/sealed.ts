import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { type Keyring, keyringText, parseKeyring } from './keyring.ts'

const VERSION = 'atelier-keys-v1'
const SALT_BYTES = 16
const IV_BYTES = 12
const TAG_BYTES = 16
/** 128 MB and about half a second for each guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

/** The keys as one line that a passphrase opens, for a backup. */
export async function sealKeyring(ring: Keyring, passphrase: string): Promise<string> {
  if (passphrase === '') throw new Error('The passphrase is empty.')
  const salt = randomBytes(SALT_BYTES)
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', await stretch(passphrase, salt), iv)
  cipher.setAAD(Buffer.from(VERSION))
  const body = Buffer.concat([cipher.update(keyringText(ring)), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${Buffer.concat([salt, iv, body]).toString('base64url')}`
}

export async function unsealKeyring(sealed: string, passphrase: string): Promise<Keyring> {
  const [version, body = ''] = sealed.trim().split('.')
  const bytes = Buffer.from(body, 'base64url')
  if (version !== VERSION || bytes.length < SALT_BYTES + IV_BYTES + TAG_BYTES) {
    throw new Error('These are no sealed keys of this program.')
  }
  const salt = bytes.subarray(0, SALT_BYTES)
  const iv = bytes.subarray(SALT_BYTES, SALT_BYTES + IV_BYTES)
  const cipher = createDecipheriv('aes-256-gcm', await stretch(passphrase, salt), iv, {
    authTagLength: TAG_BYTES,
  })
  cipher.setAAD(Buffer.from(VERSION)).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const text = cipher.update(bytes.subarray(SALT_BYTES + IV_BYTES, -TAG_BYTES), undefined, 'utf8')
    return parseKeyring(text + cipher.final('utf8'), 'The sealed text')
  } catch (error) {
    throw new Error('The passphrase is wrong, or the sealed keys were changed.', { cause: error })
  }
}

function stretch(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
