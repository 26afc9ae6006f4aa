import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Half of a start is compiling: servers and tests keep what they have compiled for those that come after them. */
export const COMPILED = join(tmpdir(), 'atelier-compile-cache')
