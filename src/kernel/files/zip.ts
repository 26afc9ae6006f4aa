import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

export interface ZipEntry {
  /** Below the archive's root, parts joined by `/`. */
  name: string
  /** Opened when its turn comes, so that one descriptor is open at a time. */
  open(): Promise<Readable>
  size?: number
  mtime: Date
  /** False for what is compressed already. */
  compress?: boolean
}

const FILE_MODE = 0o100640

/**
 * The entries as a zip, made while it is read: whoever does not read holds all of it back. Files over 4 GB and more than
 * 65,535 of them are zip64. Fails in the middle when an entry does; a reader then sees no end of the archive.
 */
export function zipStream(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): Readable {
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  let current: Readable | undefined
  zip.on('error', (error) => output.destroy(error))
  output.on('close', () => current?.destroy())
  feed(zip, entries, output, (stream) => {
    current = stream
  }).catch((error) => output.destroy(error))
  return output
}

async function feed(
  zip: ZipFile,
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  output: Readable,
  opened: (stream: Readable) => void,
): Promise<void> {
  for await (const entry of entries) {
    if (output.destroyed) return
    const stream = await entry.open()
    opened(stream)
    if (output.destroyed) {
      stream.destroy()
      return
    }
    const ended = new Promise<void>((resolve, reject) => {
      stream.on('end', resolve).on('close', resolve).on('error', reject)
    })
    // yazl keeps what it is given until its end: the stream is handed over once and let go (100,000 files: 1.1 GB else).
    let handed: Readable | undefined = stream
    const options = {
      mtime: entry.mtime,
      mode: FILE_MODE,
      compress: entry.compress ?? true,
      ...(entry.size === undefined ? {} : { size: entry.size }),
    }
    zip.addReadStreamLazy(entry.name, options, (give) => {
      give(null, handed as Readable)
      handed = undefined
    })
    await ended
  }
  zip.end()
}
