import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { errnoOf, fileProblems } from './failures.ts'

const MB = 1024 * 1024
const RESERVE_BYTES = 512 * MB
const RESERVE_SHARE = 0.02
/** A volume is never reserved for more than this, so that small ones work too. */
const RESERVE_MOST = 1 / 8
const BALLAST_BYTES = 8 * MB
const FRESH_MS = 1_000

export interface SpaceState {
  freeBytes: number
  totalBytes: number
  /** New uploads stop when less than this would stay free. */
  reserveBytes: number
  full: boolean
  /** The ballast lies in its place. */
  ballast: boolean
}

/** The room on the volume of the data folder (promises.md, R4). */
export interface Space {
  /** Refuses with 507 what would leave less than the reserve. Ask before a body is read, and again as it is written. */
  requireRoom(bytes?: number): Promise<void>
  state(): Promise<SpaceState>
  /**
   * Gives up the ballast, so that sign-in and deletion can still write once even the reserve is used. For whoever meets
   * a full disk; it comes back by itself with the next look that finds room. False when it was gone already.
   */
  releaseBallast(): Promise<boolean>
}

export interface SpaceOptions {
  folder: string
  clock: Clock
  /** Instead of the larger of 512 MB and 2 % of the volume. */
  reserveBytes?: number
}

export function createSpace(options: SpaceOptions): Space {
  const { folder, clock } = options
  const ballast = join(folder, 'ballast')
  let known: SpaceState | undefined
  let knownAt = 0
  /** What was asked for since the disk was looked at: all of it is about to be written. */
  let promised = 0
  let looking: Promise<SpaceState> | undefined
  let making: Promise<void> | undefined

  async function look(): Promise<SpaceState> {
    const { bavail, blocks, bsize } = await statfs(folder)
    const totalBytes = blocks * bsize
    const wanted = options.reserveBytes ?? Math.max(RESERVE_BYTES, totalBytes * RESERVE_SHARE)
    const reserveBytes = Math.floor(Math.min(wanted, totalBytes * RESERVE_MOST))
    const freeBytes = bavail * bsize
    const full = freeBytes < reserveBytes
    const hasBallast = (await sizeOf(ballast)) === BALLAST_BYTES
    if (!hasBallast && !making && freeBytes - BALLAST_BYTES >= reserveBytes) {
      making = makeBallast(ballast).finally(() => {
        making = undefined
      })
      await making
      return { freeBytes: freeBytes - BALLAST_BYTES, totalBytes, reserveBytes, full, ballast: true }
    }
    return { freeBytes, totalBytes, reserveBytes, full, ballast: hasBallast }
  }

  function lookAgain(): Promise<SpaceState> {
    if (!looking) promised = 0
    looking ??= look()
      .then((state) => {
        known = state
        knownAt = clock.now()
        return state
      })
      .finally(() => {
        looking = undefined
      })
    return looking
  }

  return {
    async requireRoom(bytes = 0) {
      const isFresh = known && Math.abs(clock.now() - knownAt) < FRESH_MS
      const hasRoom = (state: SpaceState) => state.freeBytes - promised - bytes >= state.reserveBytes
      // A "no" is never from memory, so that it ends the moment there is room.
      if (!(known && isFresh && hasRoom(known)) && !hasRoom(await lookAgain())) throw fileProblems.full()
      promised += bytes
    },
    state: lookAgain,
    async releaseBallast() {
      await making
      const wasThere = (await sizeOf(ballast)) > 0
      await rm(ballast, { force: true })
      known = undefined
      return wasThere
    },
  }
}

/** Random bytes under another name first: a compressing file system would give zeros no room, and half of it is none. */
async function makeBallast(path: string): Promise<void> {
  const partial = `${path}.part`
  try {
    const handle = await open(partial, 'w', 0o640)
    try {
      for (let done = 0; done < BALLAST_BYTES; done += MB) await handle.writeFile(randomBytes(MB))
    } finally {
      await handle.close()
    }
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    // Somebody else took the room meanwhile: the next look tries again.
    if (!['ENOSPC', 'EDQUOT'].includes(errnoOf(error) ?? '')) throw error
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return 0
  }
}
