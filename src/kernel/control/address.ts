import { existsSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

/** `sun_path` of Linux has room for so many bytes and the zero after them. */
const MOST_BYTES = 107
const DESCRIPTORS = '/proc/self/fd'

/** A name by which the system reaches a socket, and what must stay open as long as it is used. */
export interface SocketAddress {
  readonly path: string
  release(): Promise<void>
}

/** Data folders may lie deeper than a socket's address is long: such a one is reached through its folder's descriptor. */
export async function socketAddress(path: string): Promise<SocketAddress> {
  if (Buffer.byteLength(path) <= MOST_BYTES) return { path, release: async () => {} }
  if (!existsSync(DESCRIPTORS)) {
    throw new Error(
      `The path of the socket ${path} is longer than ${MOST_BYTES} bytes, which this system does not take. Use a data folder with a shorter path.`,
    )
  }
  const folder: FileHandle = await open(dirname(path), 'r')
  return { path: `${DESCRIPTORS}/${folder.fd}/${basename(path)}`, release: () => folder.close() }
}
