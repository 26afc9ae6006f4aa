import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Key } from './keyring.ts'

/** Where a ciphertext belongs. It opens nowhere else, so that moving it to another row gains nothing. */
export interface Place {
  table: string
  row: string | number
  column: string
}

const VERSION = 'v1'
const IV_BYTES = 12
const TAG_BYTES = 16

/** Table and column are names without `|`, so the three parts cannot be read in another way. */
const boundTo = ({ table, row, column }: Place) => Buffer.from(`${table}|${row}|${column}`)

/** How a ciphertext of that key begins. */
export const prefixOf = (key: Key): string => `${VERSION}.${key.id}.`

/** The id of the key that a ciphertext names. Throws where the text is none of ours. */
export function keyIdOf(cipher: string): string {
  const [version, id, body] = cipher.split('.')
  if (version !== VERSION || !id || !body) throw new Error('This is no encrypted value of this program.')
  return id
}

/** AES-256-GCM, as `v1.<key id>.<base64url of nonce, ciphertext, tag>`. */
export function encryptWith(key: Key, text: string, place: Place): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(boundTo(place))
  const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return prefixOf(key) + body.toString('base64url')
}

/** Throws when the value was changed, or belongs to another place. The error never holds the text. */
export function decryptWith(key: Key, value: string, place: Place): string {
  const body = Buffer.from(value.slice(prefixOf(key).length), 'base64url')
  if (body.length < IV_BYTES + TAG_BYTES) throw new Error(damaged(place))
  const tag = body.subarray(-TAG_BYTES)
  const cipher = createDecipheriv('aes-256-gcm', key.bytes, body.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  cipher.setAAD(boundTo(place)).setAuthTag(tag)
  try {
    const text = Buffer.concat([cipher.update(body.subarray(IV_BYTES, -TAG_BYTES)), cipher.final()])
    return text.toString('utf8')
  } catch (error) {
    throw new Error(damaged(place), { cause: error })
  }
}

const damaged = ({ table, row, column }: Place) =>
  `The secret in ${table}.${column} of row ${row} was changed, or was encrypted for another place.`
