import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OsUser } from '../../../kernel/execution/execution.ts'
import { dropFolder } from '../../../kernel/files/folder.ts'
import type { Automation } from '../automation.ts'
import type { AttemptRow } from '../tables.ts'

/** Whoever runs an attempt passes through, and lists nothing. */
const PASS = 0o711
/** Its runner writes into it, but removes and replaces nothing that is not its own. */
const SHARED = 0o1770

/** Which attempt: a number of a run is never given twice. */
export type WorkOf = Pick<AttemptRow, 'run_id' | 'number'>

/** Where one attempt works: all that its processes see of the server. */
export interface Work {
  folder: string
  /** The copy of its template's folder. */
  job: string
  /** Its home and temporary files. */
  own: string
  events: string
}

const rootOf = ({ kernel }: Pick<Automation, 'kernel'>): string => join(kernel.config.data, 'automation-runs')

const nameOf = ({ run_id, number }: WorkOf): string => `${run_id}-${number}`

export function workOf(automation: Pick<Automation, 'kernel'>, attempt: WorkOf): Work {
  const folder = join(rootOf(automation), nameOf(attempt))
  return {
    folder,
    job: join(folder, 'job'),
    own: join(folder, 'own'),
    events: join(folder, 'events.jsonl'),
  }
}

export async function openWorks(automation: Pick<Automation, 'kernel'>): Promise<void> {
  const root = rootOf(automation)
  await mkdir(root, { recursive: true })
  await chmod(root, PASS)
}

/** Makes the folder of an attempt; nobody but the server reaches it before `handOver`. */
export async function makeWork(automation: Pick<Automation, 'kernel'>, attempt: WorkOf): Promise<Work> {
  const work = workOf(automation, attempt)
  // Of a server that died before it could begin.
  await removeWork(automation, attempt)
  await mkdir(work.folder, { mode: 0o700 })
  await mkdir(work.own, { mode: 0o700 })
  await writeFile(work.events, '', { flag: 'wx', mode: 0o600 })
  return work
}

/**
 * Lets whom it runs as in. What the server reads and listens on stays the server's: in a folder with the sticky bit nobody else
 * puts another file in its place, so that it may be opened and given away by its name (promises.md, F2).
 */
export async function handOver(work: Work, user: OsUser | undefined): Promise<void> {
  if (!user) return
  await chown(work.own, user.uid, user.gid)
  await showTo(work.job, user.gid)
  const own = process.getuid?.() ?? 0
  await chown(work.events, own, user.gid)
  await chmod(work.events, 0o660)
  await chown(work.folder, own, user.gid)
  await chmod(work.folder, SHARED)
}

/** What was copied is read and not changed. */
async function showTo(folder: string, gid: number): Promise<void> {
  const own = process.getuid?.() ?? 0
  await chown(folder, own, gid)
  await chmod(folder, 0o750)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await showTo(path, gid)
    else {
      await chown(path, own, gid)
      await chmod(path, 0o640)
    }
  }
}

/** By descriptors: whatever its processes have left there leads nowhere else. */
export const removeWork = (automation: Pick<Automation, 'kernel'>, attempt: WorkOf): Promise<void> =>
  dropFolder({ root: rootOf(automation) }, nameOf(attempt))

/** Removes the folders of attempts that nobody is at any more. */
export async function sweepWorks(
  automation: Pick<Automation, 'kernel'>,
  isAtWork: (attempt: WorkOf) => Promise<boolean>,
): Promise<void> {
  for (const name of await readdir(rootOf(automation))) {
    const [, run, number] = /^(\d{1,15})-(\d{1,9})$/.exec(name) ?? []
    if (run === undefined || number === undefined) continue
    const attempt = { run_id: Number(run), number: Number(number) }
    if (!(await isAtWork(attempt))) await removeWork(automation, attempt)
  }
}
