import type { Hash } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { Type } from 'typebox'
import type { Area } from '../../../kernel/files/area.ts'
import { Arrivals } from '../../../kernel/files/arrivals.ts'
import { createSpace } from '../../../kernel/files/space.ts'
import { defineJob } from '../../../kernel/jobs/jobs.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Pipelines } from '../pipelines.ts'
import { sweepUploads } from './upload.ts'

/** Below the folder of inputs and results: no name of an account begins with a dot. */
const ARRIVING = '.arriving'
const FOLDER_MODE = 0o700
/** As the other files of the area: a backend on the same file system may be of its group. */
const FILE_MODE = 0o640

/** What the functions on uploads share. */
export interface Uploads {
  readonly arrivals: Arrivals
  /** Of bytes that came to this process from the first on, up to `at`: at the end nothing is read again. */
  readonly hashes: Map<number, { hash: Hash; at: number }>
  /** Refuses with 507 what the volume has no room for (promises.md, R4). */
  requireRoom(bytes: number): Promise<void>
}

export async function openUploads(kernel: Kernel, files: Area): Promise<Uploads> {
  const folder = join(files.root, ARRIVING)
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  const { data, reserveBytes } = kernel.config
  // Elsewhere it may be another volume.
  const space = files.root.startsWith(data + sep)
    ? kernel.space
    : createSpace({ folder, clock: kernel.clock, reserveBytes })
  const requireRoom = (bytes: number) => space.requireRoom(bytes)
  return {
    arrivals: new Arrivals({ folder, requireRoom, mode: FILE_MODE }),
    hashes: new Map(),
    requireRoom,
  }
}

const sweepJob = defineJob({
  name: 'pipelines.sweep-uploads',
  payload: Type.Object({}),
  async run(_payload, pipelines: Pipelines, { signal }) {
    await sweepUploads(pipelines, signal)
    await sweepLeftovers(pipelines)
  },
})

/** Forgets what nobody needs any more, at the start and every hour. */
export async function registerUploads(pipelines: Pipelines): Promise<void> {
  const { jobs } = pipelines.kernel
  await sweepLeftovers(pipelines)
  jobs.register(sweepJob, pipelines)
  jobs.schedule({ name: 'pipelines.sweep-uploads', cron: '23 * * * *', job: sweepJob, payload: {} })
}

/** Bytes whose upload is no more: of a killed server, or of a person who was erased. Its row is there before they are. */
async function sweepLeftovers({ db, files, uploads }: Pipelines): Promise<void> {
  for (const name of await readdir(join(files.root, ARRIVING))) {
    const id = Number(/^u-(\d{1,15})$/.exec(name)?.[1])
    if (Number.isNaN(id)) continue
    const row = await db.selectFrom('pipelines_upload').select('id').where('id', '=', id).executeTakeFirst()
    if (!row) await uploads.arrivals.remove(id)
  }
}
