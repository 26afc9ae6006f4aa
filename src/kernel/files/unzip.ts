import { Readable } from 'node:stream'
import { type Entry, fromRandomAccessReaderPromise, openPromise, type ZipFile } from 'yauzl'
import { fileProblems } from './failures.ts'
import { partsOf } from './name.ts'
import { PieceReader, type Pieces } from './pieces.ts'

export interface ZipLimits {
  entries: number
  /** Of everything, unpacked. */
  bytes: number
  /** Unpacked to packed, for each entry. */
  ratio: number
}

/** What an archive from outside may be at most (promises.md, I6). */
export const ZIP_LIMITS: ZipLimits = { entries: 10_000, bytes: 10 * 1024 ** 3, ratio: 200 }

/** Below this an entry is never a bomb, however well it packs. */
const SMALL_BYTES = 1024 * 1024
const FILE_TYPE = 0o170000
const REGULAR = 0o100000
const FOLDER = 0o040000
const UNIX = 3

export interface UnzippedEntry {
  /** Checked: relative, and below the archive's root. */
  name: string
  size: number
  modified: Date
  /** The bytes; at most `size` of them, or it fails. */
  open(): Promise<Readable>
}

/**
 * The files of an archive that somebody else made, one by one; folders are implied. The whole directory is judged before
 * the first entry is given: a bad archive is refused before anything of it is stored.
 */
export async function* readZip(
  source: string | Pieces,
  limits: ZipLimits = ZIP_LIMITS,
): AsyncGenerator<UnzippedEntry> {
  const zip = await openZip(source)
  try {
    if (zip.entryCount > limits.entries) throw tooMany(limits)
    const files: UnzippedEntry[] = []
    const names = new Set<string>()
    let bytes = 0
    let seen = 0
    for await (const entry of entriesOf(zip)) {
      seen += 1
      if (seen > limits.entries) throw tooMany(limits)
      if (isFolder(entry)) continue
      requirePlain(entry, limits)
      bytes += entry.uncompressedSize
      if (bytes > limits.bytes)
        throw fileProblems.hugeArchive(`it unpacks to more than ${limits.bytes} bytes`)
      const name = partsOf(entry.fileName).join('/')
      if (names.has(name)) throw fileProblems.badArchive('it holds one name twice')
      names.add(name)
      files.push({
        name,
        size: entry.uncompressedSize,
        modified: entry.getLastModDate(),
        open: async () => Readable.from(bytesOf(zip, entry), { objectMode: false }),
      })
    }
    yield* files
  } finally {
    zip.close()
  }
}

async function openZip(source: string | Pieces): Promise<ZipFile> {
  // Sizes are compared with what comes out, names are taken letter by letter: a backslash is not turned into a slash.
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true }
  try {
    if (typeof source === 'string') return await openPromise(source, options)
    return await fromRandomAccessReaderPromise(new PieceReader(source), source.size, options)
  } catch (error) {
    throw named(error)
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry()
  } catch (error) {
    throw named(error)
  }
}

async function* bytesOf(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  try {
    yield* await zip.openReadStreamPromise(entry)
  } catch (error) {
    throw named(error)
  }
}

/** yauzl throws plain errors for what is wrong with an archive, and the system's for what is wrong with the disk. */
function named(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'Problem' || 'syscall' in error) return error
  return fileProblems.badArchive(error.message)
}

const tooMany = (limits: ZipLimits) =>
  fileProblems.hugeArchive(`it holds more than ${limits.entries} entries`)

const tooDense = (limits: ZipLimits) =>
  fileProblems.hugeArchive(`it unpacks to more than ${limits.ratio} times its size`)

const isFolder = (entry: Entry) => entry.fileName.endsWith('/')

function requirePlain(entry: Entry, limits: ZipLimits): void {
  if (entry.isEncrypted()) throw fileProblems.badArchive('it is encrypted')
  if (!entry.canDecodeFileData()) throw fileProblems.badArchive('it is packed in an unknown way')
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE
  if (entry.versionMadeBy >>> 8 === UNIX && type !== 0 && type !== REGULAR && type !== FOLDER) {
    throw fileProblems.badArchive(`"${entry.fileName}" is a link or a device`)
  }
  const { uncompressedSize, compressedSize } = entry
  if (uncompressedSize > SMALL_BYTES && uncompressedSize > compressedSize * limits.ratio) {
    throw tooDense(limits)
  }
}
