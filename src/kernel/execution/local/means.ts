import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding, Fine } from '../../doctor/doctor.ts'
import type { OsUser } from '../execution.ts'
import { isRoot, launch, type Means } from './launch.ts'
import { readEnding, readOutput } from './record.ts'

interface Place {
  folder: string
  hidden: readonly string[]
  shown: readonly string[]
}

const LIMITS = { cpus: 1, memoryMb: 64, processes: 64, outputBytes: 4_096 }

/** What can be had, the best first. The last one needs no trial. */
function wishes(): Means[] {
  const scoped = isRoot() && existsSync('/run/systemd/system')
  return [
    ...(scoped ? [{ isolation: 'full', scope: true } as const] : []),
    { isolation: 'full', scope: false },
    ...(isRoot() ? [{ isolation: 'mounts', scope: false } as const] : []),
    { isolation: 'plain', scope: false },
  ]
}

/** Finds out how well executions can be kept apart here, by running one that does nothing. */
export async function tryMeans(
  place: Place,
  user: OsUser | undefined,
): Promise<Means & { refusal?: string }> {
  let refusal: string | undefined
  for (const means of wishes()) {
    if (means.isolation === 'plain') return { ...means, refusal }
    const words = await tryOne(place, user, means)
    if (words === undefined) return { ...means, refusal }
    refusal = words
  }
  return { isolation: 'plain', scope: false, refusal }
}

/** Undefined when it works, or why not. */
async function tryOne(
  { folder, hidden, shown }: Place,
  user: OsUser | undefined,
  means: Means,
): Promise<string | undefined> {
  const mark = `try-${randomBytes(6).toString('hex')}`
  const record = join(folder, mark)
  const directory = join(record, 'work')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  if (user) await chown(directory, user.uid, user.gid)
  try {
    const child = await launch(
      {
        mark,
        record,
        directory,
        folder: join(directory, 'own'),
        script: 'exit 0',
        limits: LIMITS,
        user,
        hidden,
        shown,
      },
      means,
    )
    if (child.exitCode === null) await once(child, 'exit')
    const ending = await readEnding(record)
    if (ending?.code === 0) return undefined
    return (await readOutput(record, 500)).trim() || 'no reason was given'
  } finally {
    await rm(record, { recursive: true, force: true })
  }
}

/** How an operator reads it. */
export function findingOf({ isolation, scope, refusal }: Means & { refusal?: string }): Finding | Fine {
  if (isolation === 'full')
    return {
      level: 'ok',
      finding: `Sessions see neither the data of the server nor each other${scope ? '; systemd holds their limits' : ''}.`,
    }
  if (isolation === 'mounts')
    return {
      level: 'warning',
      finding: `Sessions see neither the data of the server nor each other, but share one count of processes: ${refusal}`,
      fix: 'Allow user namespaces on this machine (sysctl user.max_user_namespaces).',
    }
  return {
    level: 'warning',
    finding: isRoot()
      ? `This machine makes no namespaces: sessions of different people reach each other’s processes and files, and one can leave processes behind. ${refusal}`
      : `This machine makes no namespaces: sessions run as the server’s own user and can read its data. ${refusal}`,
    fix: 'Allow user namespaces to the user of the server (docs/operate.md), or run sessions on a cluster only.',
  }
}
