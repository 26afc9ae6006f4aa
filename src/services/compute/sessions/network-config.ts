import { constants } from 'node:fs'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { openExactly } from '../../../kernel/files/inside.ts'
import type { Compute } from '../compute.ts'
import type { SessionRow } from '../tables.ts'
import { folderOf } from '../workspaces/folder.ts'

export interface Network {
  host: string
  port: number
  helperPort: number
}

const MOST_BYTES = 400
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/
const LINE = /^(\S+) (\d{1,5}) (\d{1,5})\n?$/

/**
 * Where a session of a cluster says that it listens, or undefined: its people can write that file, so it must be a regular one
 * of whom it runs as, newer than its start, with the node that the scheduler names, and no port of the system.
 */
export async function readNetwork(
  compute: Compute,
  session: Pick<SessionRow, 'id'> & { folder: string; account: number | undefined },
  { started_at, host }: Pick<ExecutionRow, 'started_at' | 'host'>,
): Promise<Network | undefined> {
  if (host === null) return undefined
  const path = `${folderOf(compute, session)}/.${session.id}/.network_config`
  const user = await compute.executions.userOf(session.account)
  const file = await openExactly(path, constants.O_RDONLY)
  if (!file) return undefined
  try {
    const stat = await file.stat()
    const isOurs = stat.isFile() && stat.nlink === 1 && stat.size <= MOST_BYTES
    if (!isOurs || (user !== undefined && stat.uid !== user.uid)) return undefined
    // A second of slack: clocks of file systems are coarse, and those of nodes differ a little.
    if (started_at !== null && stat.mtimeMs < started_at - SLACK_MS) return undefined
    return networkIn(await file.readFile('utf8'), host)
  } finally {
    await file.close()
  }
}

const SLACK_MS = 60_000

/** `host port port`, of a node that the session has. */
export function networkIn(text: string, nodes: string): Network | undefined {
  const [, host = '', port, helperPort] = LINE.exec(text) ?? []
  if (!HOST.test(host) || !nodes.split(',').includes(host)) return undefined
  const ports = [Number(port), Number(helperPort)] as const
  if (ports.some((each) => each < 1_024 || each > 65_535)) return undefined
  return { host, port: ports[0], helperPort: ports[1] }
}
