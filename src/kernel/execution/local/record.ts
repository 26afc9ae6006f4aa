import { open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Identity } from './process.ts'

/** How the launcher says that one ended; `memory` and `isolation` are noted beside it. */
export type Cause = 'exited' | 'stopped' | 'timed-out' | 'memory' | 'isolation'

export interface Ending {
  code: number
  cause: Cause
  cpuSeconds: number
  /** By the clock of the machine. */
  endedAt: number
}

/** Who the launcher is; undefined until it has begun. */
export const readLauncher = (record: string): Promise<Identity | undefined> =>
  readIdentity(record, 'launched')

/** Who is first inside: everything that belongs to it goes with it. */
export const readInside = (record: string): Promise<Identity | undefined> => readIdentity(record, 'inside')

async function readIdentity(record: string, name: string): Promise<Identity | undefined> {
  const text = await readOrNothing(join(record, name))
  const [pid, start] = text?.trim().split(' ') ?? []
  return pid && start ? { pid: Number(pid), start } : undefined
}

/** Undefined until it is over. */
export async function readEnding(record: string): Promise<Ending | undefined> {
  const file = join(record, 'status')
  const text = await readOrNothing(file)
  if (text === undefined) return undefined
  const [first = '', , children = ''] = text.split('\n')
  const [, code, cause] = /^(\d{1,3}) (exited|stopped|timed-out|memory|isolation)$/.exec(first) ?? []
  if (code === undefined) return undefined
  const handle = await open(file)
  try {
    const { mtimeMs } = await handle.stat()
    return {
      code: Number(code),
      cause: cause as Cause,
      cpuSeconds: secondsOf(children),
      endedAt: Math.round(mtimeMs),
    }
  } finally {
    await handle.close()
  }
}

/** Of `times`, such as `0m1.250000s 0m0.100000s`. */
function secondsOf(line: string): number {
  let seconds = 0
  for (const [, minutes, rest] of line.matchAll(/(\d+)m([\d.]+)s/g))
    seconds += Number(minutes) * 60 + Number(rest)
  return seconds
}

export async function writeNote(record: string, name: 'cause' | 'deadline', text: string): Promise<void> {
  await writeFile(join(record, `${name}.new`), `${text}\n`, { mode: 0o600 })
  await rename(join(record, `${name}.new`), join(record, name))
}

/** The newest output: of the file that is being written, and of the one before. */
export async function readOutput(record: string, bytes: number): Promise<string> {
  const newest = await readEnd(join(record, 'output'), bytes)
  const older =
    newest.length < bytes
      ? await readEnd(join(record, 'output.before'), bytes - newest.length)
      : Buffer.alloc(0)
  const all = Buffer.concat([older, newest])
  // A cut may lie within a letter.
  let from = 0
  while (from < 4 && ((all[from] ?? 0) & 0xc0) === 0x80) from += 1
  return all.subarray(from).toString('utf8')
}

async function readEnd(file: string, bytes: number): Promise<Buffer> {
  let handle: Awaited<ReturnType<typeof open>>
  try {
    handle = await open(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, bytes)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function readOrNothing(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
