import { createHmac, randomInt } from 'node:crypto'
import type { Training } from '../training.ts'

/** Without 0 O 1 I L and the like: keys are read off paper. 8 of 31 letters are 40 bits, guessed at through the door alone. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const LENGTH = 8
export const LONGEST_KEY = 80
/** Shorter ones that somebody chose are told to the organiser. */
export const WEAK_KEY = 8

const SECRET = { table: 'training_participant', column: 'key_cipher' }
/** For the kernel's rotation of keys: where login keys lie encrypted. */
export const KEY_SECRETS = [
  { ...SECRET, row: 'key_hash' },
  { table: 'training_import_change', column: 'key_cipher', row: 'key_hash' },
  { table: 'training_removed', column: 'key_cipher', row: 'key_hash' },
]

/** The tables that hold login keys. */
export type KeyTable = 'training_participant' | 'training_import_change' | 'training_removed'

/** A login key as it is kept: found by its hash, read back by organisers alone. */
export interface SealedKey {
  key_hash: string
  key_cipher: string
}

/** A new login key of 8 letters and digits. That no other has it is for the unique index to say. */
export function newKey(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** By this a key is found, exactly as it was typed; only who holds the installation's secret can make it. */
export const hashKey = ({ secrets }: Training, key: string): string =>
  createHmac('sha256', secrets.keys).update(key).digest('base64url')

/** A key ready to be kept in a table. */
export function sealKey(
  training: Training,
  key: string,
  table: KeyTable = 'training_participant',
): SealedKey {
  const key_hash = hashKey(training, key)
  const place = { table, column: 'key_cipher', row: key_hash }
  return { key_hash, key_cipher: training.kernel.secrets.encrypt(key, place) }
}

/** The key in clear, for an organiser's list or a letter. */
export function openKey(
  { kernel }: Training,
  { key_hash, key_cipher }: SealedKey,
  table: KeyTable = 'training_participant',
): string {
  return kernel.secrets.decrypt(key_cipher, { table, column: 'key_cipher', row: key_hash })
}
