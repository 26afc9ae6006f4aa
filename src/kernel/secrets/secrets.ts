import { hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { decryptWith, encryptWith, keyIdOf, type Place } from './cipher.ts'
import {
  createKeyFile,
  type Key,
  type Keyring,
  makeKey,
  parseKeyring,
  readKeyFile,
  replaceKeyFile,
  stampOf,
} from './keyring.ts'
import { sealKeyring, unsealKeyring } from './sealed.ts'

export interface SecretColumn {
  table: string
  /** The column whose value is `place.row`; unique. */
  row: string
  column: string
}

export interface SecretsOptions {
  /** The key file; made when missing. */
  file: string
  /** Keys from a variable; they win over the file, which is then not looked at. */
  value?: string
}

/** Opens the keys of this installation. */
export async function openSecrets(options: SecretsOptions): Promise<Secrets> {
  const { file, value } = options
  if (value !== undefined) return new Secrets(parseKeyring(value, 'The variable with the secret key'))
  if (!(await readKeyFile(file))) await createKeyFile(file, [makeKey()])
  const ring = await readKeyFile(file)
  if (!ring) throw new Error(`The key file ${file} was taken away while it was opened.`)
  return new Secrets(ring, file)
}

/** Puts sealed keys in place before a restored database is opened. Keys that the file holds already stay, behind them. */
export async function importKeys(file: string, sealed: string, passphrase: string): Promise<void> {
  const [first, ...others] = await unsealKeyring(sealed, passphrase)
  const kept = (await readKeyFile(file)) ?? []
  const known = new Set([first, ...others].map((key) => key.id))
  const ring: Keyring = [first, ...others, ...kept.filter((key) => !known.has(key.id))]
  await replaceKeyFile(file, ring)
}

/** What may be kept but not read by whoever has the database alone (promises.md, S1). */
export class Secrets {
  /** Undefined when the keys came by a variable. */
  readonly file: string | undefined
  readonly #columns: SecretColumn[] = []
  #ring: Keyring
  #stamp: string | undefined

  constructor(ring: Keyring, file?: string) {
    this.#ring = ring
    this.file = file
    this.#stamp = file === undefined ? undefined : stampOf(file)
  }

  /** The current key's name, as `doctor` shows it; it tells nothing of the key. */
  get fingerprint(): string {
    return this.current().id
  }

  /** Every column that holds ciphertexts, or rotation would leave them with a key that is gone. */
  get columns(): readonly SecretColumn[] {
    return this.#columns
  }

  registerColumn(column: SecretColumn): void {
    this.#columns.push(column)
  }

  encrypt(text: string, place: Place): string {
    return encryptWith(this.current(), text, place)
  }

  /** Throws when the value was changed, comes from another place, or its key is not here. */
  decrypt(cipher: string, place: Place): string {
    const id = keyIdOf(cipher)
    const key = this.find(id)
    if (!key)
      throw new Error(`The secret in ${place.table}.${place.column} needs key ${id}; ${this.where} lacks it.`)
    return decryptWith(key, cipher, place)
  }

  /**
   * A key for one purpose, such as signing. It follows the current key: after a rotation, what was signed before is no
   * longer good.
   */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.current().bytes, 'atelier', purpose, 32))
  }

  /** The keys as one line that a passphrase opens, for a backup. */
  export(passphrase: string): Promise<string> {
    return sealKeyring(this.keys(), passphrase)
  }

  /** Where a person finds the keys. */
  get where(): string {
    return this.file === undefined ? 'the variable with the secret key' : `the key file ${this.file}`
  }

  /** For rotation and the check at start. */
  keys(): Keyring {
    this.#refresh()
    return this.#ring
  }

  current(): Key {
    return this.keys()[0]
  }

  find(id: string): Key | undefined {
    return this.keys().find((key) => key.id === id)
  }

  /** For rotation: what the file holds from now on. */
  async replaceKeys(ring: Keyring): Promise<void> {
    if (this.file === undefined) throw new Error('Keys that came by a variable are changed there.')
    await replaceKeyFile(this.file, ring)
    this.#refresh()
  }

  /** Another node, or the command line, may have changed the file: looking costs two microseconds. */
  #refresh(): void {
    if (this.file === undefined) return
    const stamp = stampOf(this.file)
    // Without its file a running server goes on with the keys that it has.
    if (stamp === undefined || stamp === this.#stamp) return
    this.#ring = parseKeyring(readFileSync(this.file, 'utf8'), `The key file ${this.file}`)
    this.#stamp = stamp
  }
}
