import { createHash, randomBytes } from 'node:crypto'
import { constants, statSync } from 'node:fs'
import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** A key and the short name by which ciphertexts say that it is theirs. */
export interface Key {
  readonly id: string
  readonly bytes: Buffer
}

/** The keys of an installation; the first is the current one and encrypts, the others only decrypt. */
export type Keyring = readonly [Key, ...Key[]]

const KEY_BYTES = 32
const OTHERS = 0o077

function keyOf(bytes: Buffer): Key {
  return { id: createHash('sha256').update('atelier key id').update(bytes).digest('hex').slice(0, 8), bytes }
}

export const makeKey = (): Key => keyOf(randomBytes(KEY_BYTES))

/** Reads keys as text, 32 bytes each in hex or base64, divided by white space or commas. `where` is named in refusals. */
export function parseKeyring(text: string, where: string): Keyring {
  const [first, ...others] = text.split(/[\s,]+/).filter((word) => word !== '')
  if (first === undefined) throw new Error(`${where} holds no key. Put the right one back, or take it away.`)
  return [parseKey(first, where), ...others.map((word) => parseKey(word, where))]
}

function parseKey(word: string, where: string): Key {
  const bytes = /^[0-9a-f]{64}$/i.test(word)
    ? Buffer.from(word, 'hex')
    : Buffer.from(word, /[-_]/.test(word) ? 'base64url' : 'base64')
  if (bytes.length !== KEY_BYTES) {
    throw new Error(
      `${where} must hold keys of ${KEY_BYTES} bytes, in hex or base64; one has ${bytes.length}.`,
    )
  }
  return keyOf(bytes)
}

export const keyringText = (ring: Keyring): string =>
  ring.map((key) => `${key.bytes.toString('hex')}\n`).join('')

/** Reads the key file, or undefined when there is none. One that others may read is refused: its keys are no secret. */
export async function readKeyFile(file: string): Promise<Keyring | undefined> {
  let handle: Awaited<ReturnType<typeof open>>
  try {
    handle = await open(file, constants.O_RDONLY)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`The key file ${file} cannot be read.`, { cause: error })
  }
  try {
    const { mode } = await handle.stat()
    if ((mode & OTHERS) !== 0) {
      throw new Error(
        `The key file ${file} can be read by others (mode ${(mode & 0o777).toString(8)}). Run: chmod 600 ${file}`,
      )
    }
    return parseKeyring(await handle.readFile('utf8'), `The key file ${file}`)
  } finally {
    await handle.close()
  }
}

/** Makes the file unless another process was first; either way the file is what counts afterwards. */
export async function createKeyFile(file: string, ring: Keyring): Promise<void> {
  const partial = await writeBeside(file, ring)
  try {
    await link(partial, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(partial, { force: true })
  }
  await syncFolder(dirname(file))
}

/** Puts other keys into the file: whole or not at all, also when the power goes. */
export async function replaceKeyFile(file: string, ring: Keyring): Promise<void> {
  await rename(await writeBeside(file, ring), file)
  await syncFolder(dirname(file))
}

async function writeBeside(file: string, ring: Keyring): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o750 })
  const partial = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`)
  const handle = await open(partial, 'wx', 0o600)
  try {
    await handle.writeFile(keyringText(ring))
    await handle.sync()
  } finally {
    await handle.close()
  }
  return partial
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What changes when the file is replaced; undefined while there is none. */
export function stampOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  return found && `${found.ino} ${found.mtimeMs} ${found.size}`
}
