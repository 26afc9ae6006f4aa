import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endExecutions } from '../../test/support/data-folder.ts'

let run: string | undefined

/**
 * A folder for one server, removed at the end of the run. For minutes after many files were removed, ext4 is slow at
 * making new ones near by: it passes over each inode that was just in use. So nothing small goes earlier, and ext4 is
 * told to put each folder somewhere else (elsewhere the command fails, and nothing is lost).
 */
export function newFolder(): string {
  run ??= newRun()
  return mkdtempSync(join(run, 'server-'))
}

function newRun(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-bench-'))
  process.once('exit', () => {
    for (const data of readdirSync(folder)) endExecutions(join(folder, data))
    rmSync(folder, { recursive: true, force: true })
  })
  spawnSync('/usr/bin/chattr', ['+T', folder], { stdio: 'ignore' })
  return folder
}
