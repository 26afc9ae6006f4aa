import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

const MB = 1024 * 1024

/** What a test with a volume says to a runner that may not have one. */
export const needsRoot = process.getuid?.() === 0 ? false : 'only root may mount a small volume'

/** A volume of its own that goes away after the test. */
export function smallVolume(megabytes: number): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'atelier-volume-')))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  after(() => {
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Fills the volume to the last byte, and gives the file that does. */
export function fill(folder: string): string {
  const path = join(folder, 'filler')
  for (let size = 4 * MB; size >= 1_024; ) {
    try {
      writeFileSync(path, randomBytes(size), { flag: 'a' })
    } catch {
      size /= 2
    }
  }
  return path
}
