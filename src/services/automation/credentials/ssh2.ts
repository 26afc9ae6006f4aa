import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Loaded with the first key that is read: it takes some MB, which a server without hosts never needs. */
export const ssh2 = (): typeof import('ssh2') => require('ssh2')
