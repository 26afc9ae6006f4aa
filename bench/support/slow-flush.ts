import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newFolder } from './folder.ts'

let library: string | undefined

/** The environment in which a server's flushes take so much longer; nothing for none. */
export function slowFlush(ms: number | undefined): Record<string, string> {
  return ms === undefined || ms === 0 ? {} : { LD_PRELOAD: compiled(), SLOW_FLUSH_MS: String(ms) }
}

/** Compiles the library once a run. */
function compiled(): string {
  if (library) return library
  requireCompiler()
  library = join(newFolder(), 'slow-flush.so')
  const source = fileURLToPath(new URL('./slow-flush.c', import.meta.url))
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'])
  return library
}

/** Throws with what to install where there is no C compiler. */
export function requireCompiler(): void {
  if (spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0) return
  throw new Error('Slow flushes need a C compiler. On Debian, as root: apt-get install gcc libc6-dev')
}
