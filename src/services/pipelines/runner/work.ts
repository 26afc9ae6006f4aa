import { chmod, chown, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { OsUser } from '../../../kernel/execution/execution.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow } from '../tables.ts'

/** Whoever runs an experiment passes through, and lists nothing. */
const PASS = 0o711

/** Where one attempt at an experiment works: all that its processes see of the server. */
export interface Work {
  folder: string
  inputs: string
  outputs: string
  /** Its home and temporary files. */
  own: string
  /** What its program says of its version. */
  version: string
}

const PARTS = ['inputs', 'outputs', 'own', 'version'] as const

type Attempt = Pick<ExperimentRow, 'id' | 'attempts'>

const rootOf = ({ kernel }: Pick<Pipelines, 'kernel'>): string =>
  join(kernel.config.data, 'pipelines', 'work')

/** Each attempt has a folder of its own: what is left of an earlier one may still write into that. */
const nameOf = ({ id, attempts }: Attempt): string => `${id}-${attempts}`

export function workOf(pipelines: Pick<Pipelines, 'kernel'>, attempt: Attempt): Work {
  const folder = join(rootOf(pipelines), nameOf(attempt))
  const [inputs, outputs, own, version] = PARTS.map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  return { folder, inputs, outputs, own, version }
}

export async function openWork(pipelines: Pick<Pipelines, 'kernel'>): Promise<void> {
  const root = rootOf(pipelines)
  await mkdir(root, { recursive: true })
  for (const folder of [join(pipelines.kernel.config.data, 'pipelines'), root]) await chmod(folder, PASS)
}

/** Makes the folders of an attempt; nobody but the server reaches them before `handOver`. */
export async function makeWork(work: Work): Promise<void> {
  await mkdir(work.folder, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    await removeFolder(work.folder)
    await mkdir(work.folder, { mode: 0o700 })
  })
  await Promise.all([work.inputs, work.outputs, work.own].map((folder) => mkdir(folder, { mode: 0o700 })))
}

/** Gives the folders to whom the experiment runs as; the files in `inputs` are theirs too. */
export async function handOver(work: Work, user: OsUser | undefined): Promise<void> {
  if (!user) return
  const give = (path: string) => chown(path, user.uid, user.gid)
  for (const name of await readdir(work.inputs)) await give(join(work.inputs, name))
  await Promise.all([work.inputs, work.outputs, work.own].map(give))
  await give(work.folder)
}

export const removeWork = (pipelines: Pick<Pipelines, 'kernel'>, attempt: Attempt): Promise<void> =>
  removeFolder(workOf(pipelines, attempt).folder)

/** Removes the folders of attempts that nobody is at any more. */
export async function sweepWork(
  pipelines: Pick<Pipelines, 'kernel'>,
  isAtWork: (attempt: Attempt) => Promise<boolean>,
): Promise<void> {
  const root = rootOf(pipelines)
  for (const name of await readdir(root)) {
    const [, id, attempts] = /^(\d{1,15})-(\d{1,9})$/.exec(name) ?? []
    if (id === undefined || attempts === undefined) continue
    if (await isAtWork({ id: Number(id), attempts: Number(attempts) })) continue
    await removeFolder(join(root, name))
  }
}

/** Also what a program has closed to itself, where the server is not root. */
async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    await openUp(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await openUp(join(folder, entry.name))
}
