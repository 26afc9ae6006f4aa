import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { type BackupParts, pathOf } from './kept.ts'
import { backupProblems } from './problems.ts'
import { requireFree } from './room.ts'
import type { BackupRow } from './tables.ts'

/** Files that do not pack well come out as large as they lie in it, and the rows a few times larger. */
const UNPACKED = 2
const LOWER = 10
const MOST_CHARACTERS = 4_000

/**
 * Does what an operator would do after a loss: `./atelier restore` of the backup, by a process of its own, into an empty
 * folder and a database of SQLite there. That command compares every row and every file; here the counts are compared.
 */
export async function rehearse(
  parts: BackupParts,
  row: BackupRow,
  signal: AbortSignal,
): Promise<{ ok: boolean; words: string }> {
  const { config, program } = parts
  if (program === undefined) throw backupProblems.noProgram()
  await requireFree(parts, (row.bytes ?? 0) * UNPACKED)
  const place = join(config.backup.folder, '.rehearsal')
  await rm(place, { recursive: true, force: true })
  try {
    const { passphraseFile } = config.backup
    const key =
      row.with_key === 1 && passphraseFile !== undefined ? ['--passphrase-file', passphraseFile] : []
    const said = await restored(program, [pathOf(parts, row), ...key], { place, signal })
    const [, rows, files] = /(\d+) rows and (\d+) files/.exec(said.out) ?? []
    if (said.code !== 0 || rows === undefined)
      return { ok: false, words: said.err.trim().split('\n').at(-1) || 'The restore ended without a word.' }
    if (Number(rows) !== row.rows || Number(files) !== row.files)
      return {
        ok: false,
        words: `${rows} rows and ${files} files came out, of ${row.rows} and ${row.files}.`,
      }
    return { ok: true, words: `${rows} rows and ${files} files came out as they went in.` }
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

async function restored(
  program: string,
  args: readonly string[],
  { place, signal }: { place: string; signal: AbortSignal },
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [program, 'restore', ...args], {
    // Nothing of the server's settings: its database and folders must not be touched.
    env: { ATELIER_DATA: place, UV_THREADPOOL_SIZE: '4' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out = (said.out + text).slice(-MOST_CHARACTERS)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err = (said.err + text).slice(-MOST_CHARACTERS)
  })
  const end = () => child.kill('SIGKILL')
  signal.addEventListener('abort', end, { once: true })
  try {
    if (child.pid !== undefined) setPriority(child.pid, LOWER)
    const [code] = (await once(child, 'close')) as [number | null]
    signal.throwIfAborted()
    return { code, ...said }
  } finally {
    signal.removeEventListener('abort', end)
  }
}
