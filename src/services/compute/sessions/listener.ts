import { connect } from 'node:net'
import { readProcesses, usageBelow } from '../../../kernel/execution/local/process.ts'
import { LISTENS, portInHex, socketsOf, tcpSockets } from '../../../kernel/execution/local/sockets.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'

const CONNECT_MS = 2_000

/** Whether somebody listens there. */
export function answersAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(CONNECT_MS, () => end(false))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

/**
 * Whether those who listen at a port of this machine are all below a process. Somebody else's program may have taken the port
 * between our choice and the session's start; it must not be shown as the session, nor learn its secret.
 */
export async function isListenedByChildOf(pid: number, port: number): Promise<boolean> {
  const wanted = socketsAt(port)
  if (wanted.size === 0) return false
  const { pids } = usageBelow(await readProcesses(), pid)
  for (const each of [pid, ...pids]) for (const inode of socketsOf(each) ?? []) wanted.delete(inode)
  return wanted.size === 0
}

/** By process and port: once seen, a listener is the same until another socket takes its place. */
const seen = new Map<string, string>()
const MOST_SEEN = 10_000

/**
 * Whether what listens at a port of this machine is an execution's own, also when it is asked before each connection: when a
 * program has died, anybody's may take its port. Of other machines nobody can say.
 */
export async function isItsOwn(
  { backend, handle }: Pick<ExecutionRow, 'backend' | 'handle'>,
  port: number,
): Promise<boolean> {
  if (backend !== 'local') return true
  const { pid } = JSON.parse(handle ?? '{}') as { pid?: number }
  if (pid === undefined) return false
  const key = `${pid} ${port}`
  const sockets = [...socketsAt(port)].sort().join(' ')
  if (sockets !== '' && sockets === seen.get(key)) return true
  if (!(await isListenedByChildOf(pid, port))) return false
  if (seen.size >= MOST_SEEN) seen.clear()
  seen.set(key, sockets)
  return true
}

/** The sockets that listen at a port, by inode. */
function socketsAt(port: number): Set<string> {
  const suffix = `:${portInHex(port)}`
  const found = tcpSockets().filter(({ state, local }) => state === LISTENS && local.endsWith(suffix))
  return new Set(found.map(({ inode }) => inode))
}
