import type { Socket } from 'node:net'
import { isRoot } from './launch.ts'
import { readProcesses, usageBelow } from './process.ts'
import { portInHex, socketsOf, type TcpSocket, tcpSockets } from './sockets.ts'

interface PeerParts {
  /** Whether executions may run as that account of the operating system. */
  mayBeOf(uid: number): Promise<boolean>
  /** The launchers of those that run here. */
  launchers(): Promise<number[]>
}

/**
 * Whether an execution of ours is, or may be, at the other end of a connection from this machine. A root server tells by the
 * account that its executions run as; any other by their processes. What has closed its end already cannot be told any
 * more, and counts as one.
 */
export async function isPeerOfExecution(connection: Socket, parts: PeerParts): Promise<boolean> {
  // Without a port it is no connection: tests hand requests to the server by themselves.
  if (connection.remotePort === undefined) return false
  const peer = findPeer(connection)
  if (!peer || peer.inode === '0') return true
  if (isRoot()) return peer.uid !== 0 && parts.mayBeOf(peer.uid)
  if (peer.uid !== process.getuid?.()) return false
  return isHeldBelow(await parts.launchers(), peer.inode)
}

function findPeer({ remoteAddress, remotePort, localAddress, localPort }: Socket): TcpSocket | undefined {
  const local = namesOf(remoteAddress, remotePort)
  const remote = namesOf(localAddress, localPort)
  return tcpSockets().find((each) => local.includes(each.local) && remote.includes(each.remote))
}

/** How the system may write one end: an IPv4 address also as one of IPv6. Words of 32 bits come with the last byte first. */
function namesOf(address = '', port = 0): string[] {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  const at = `:${portInHex(port)}`
  if (plain === '::1') return [`00000000000000000000000001000000${at}`]
  const word = plain
    .split('.')
    .map((byte) => Number(byte).toString(16).padStart(2, '0'))
    .reverse()
    .join('')
    .toUpperCase()
  return [`${word}${at}`, `0000000000000000FFFF0000${word}${at}`]
}

/** A process that may not be looked at is taken for the holder: it has made itself so. */
async function isHeldBelow(launchers: readonly number[], inode: string): Promise<boolean> {
  if (launchers.length === 0) return false
  const children = await readProcesses()
  return launchers
    .flatMap((pid) => [pid, ...usageBelow(children, pid).pids])
    .some((pid) => socketsOf(pid)?.includes(inode) ?? true)
}
