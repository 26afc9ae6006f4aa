import { createHmac, hash, randomBytes } from 'node:crypto'

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Only the hash of a credential is kept: a copy of the database opens nothing. */
export const sha256 = (credential: string): string => hash('sha256', credential)

/** 256 random bits in letters that survive any form field or header. */
export function newSecret(): string {
  return lettersOf(randomBytes(32))
}

/** A credential of a random text that only the holder of the key can make of it, and make again. */
export const secretOf = (key: Buffer, nonce: string): string =>
  lettersOf(createHmac('sha256', key).update(nonce).digest())

function lettersOf(bytes: Buffer): string {
  let number = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < 43; i += 1) {
    text += LETTERS[Number(number % 62n)]
    number /= 62n
  }
  return text
}
