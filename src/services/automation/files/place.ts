import { realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { errnoOf } from '../../../kernel/files/failures.ts'
import { partsOf } from '../../../kernel/files/name.ts'
import { Problem } from '../../../kernel/problem.ts'

/** Why a path cannot name a file below the root, as a sentence; undefined where it can. */
export function pathFault(path: string): string | undefined {
  if (path.includes('\0')) return 'The path has a NUL character.'
  if (/^[a-z][a-z0-9+.-]*:/i.test(path))
    return 'The path is an address. Give a path below the automation root.'
  if (path.startsWith('/')) return 'The path is absolute. Give a path below the automation root.'
  const parts = path.split('/')
  if (parts.includes('..')) return 'The path leads out of its folder by "..".'
  if (parts.some((part) => part.startsWith('~'))) return 'The path has a "~", which is not followed here.'
  try {
    partsOf(path)
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
  return undefined
}

/** Where a path leads once links are followed, below the root again; undefined where it leads out of it. */
export async function realBelow(root: string, path: string): Promise<string | undefined> {
  const whole = join(root, path)
  try {
    const real = await realpath(whole)
    return real.startsWith(`${root}${sep}`) ? relative(root, real) : undefined
  } catch (error) {
    // Who opens it or makes it finds out what is missing, or what stands in the way.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) return path
    throw error
  }
}
