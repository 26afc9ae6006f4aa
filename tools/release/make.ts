// `npm run release [FOLDER]`: the archive of the current commit with its bill of materials and their sums, by default in dist/.
import { join, resolve } from 'node:path'
import { makeRelease } from './release.ts'

const root = join(import.meta.dirname, '../..')
const out = resolve(process.argv[2] ?? join(root, 'dist'))
for (const name of makeRelease({ root, out })) console.log(join(out, name))
