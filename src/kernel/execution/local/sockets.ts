import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A TCP socket of this machine as the system lists it. */
export interface TcpSocket {
  /** Addresses and ports in the system's own hexadecimal. */
  local: string
  remote: string
  state: string
  uid: number
  /** `0` once nobody holds it. */
  inode: string
}

/** In /proc/net/tcp. */
export const LISTENS = '0A'

/** All of them, listening and connected. */
export function tcpSockets(): TcpSocket[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readIfThere(file)
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local = '', remote = '', state = '', , , , uid, , inode] = line.trim().split(/ +/)
        return inode === undefined ? [] : [{ local, remote, state, uid: Number(uid), inode }]
      }),
  )
}

export const portInHex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')

/** The sockets that a process holds, by inode; undefined for one that may not be looked at. */
export function socketsOf(pid: number): string[] | undefined {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).flatMap((name) => {
      const target = linkIfThere(`${folder}/${name}`)
      return target?.startsWith('socket:[') ? [target.slice(8, -1)] : []
    })
  } catch (error) {
    if (isClosed(error)) return undefined
    if (isGone(error)) return []
    throw error
  }
}

function linkIfThere(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (isGone(error) || isClosed(error)) return undefined
    throw error
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (isGone(error)) return ''
    throw error
  }
}

const isGone = (error: unknown): boolean => ['ENOENT', 'ESRCH'].includes(codeOf(error))
const isClosed = (error: unknown): boolean => ['EACCES', 'EPERM'].includes(codeOf(error))
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''
