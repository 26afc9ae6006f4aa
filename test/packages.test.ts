import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const MOST_DIRECT = 48
const MOST = 190
/** They let us hand on what we ship; each is named in the package itself. */
const LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
]

interface Locked {
  dev?: boolean
  devOptional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  integrity?: string
  license?: string
}

interface Manifest {
  license?: string
  /** As packages wrote it before npm 2. */
  licenses?: { type: string }[]
}

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T
const packagesOf = (lockfile: string) =>
  Object.entries(read<{ packages: Record<string, Locked> }>(lockfile).packages).filter(
    ([path]) => path !== '',
  )

/** Of each package for several platforms an installation has one. */
const isForOne = ({ os, cpu, libc }: Locked) =>
  [os, cpu, libc].every((list, i) => list?.includes(['linux', 'x64', 'glibc'][i] ?? '') ?? true)

test('C1: the server stands on few packages, each with a licence from the list and the hash of what it holds', () => {
  const { dependencies } = read<{ dependencies: Record<string, string> }>('package.json')
  assert.ok(Object.keys(dependencies).length <= MOST_DIRECT)
  for (const [name, version] of Object.entries(dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/, name)
  const runtime = packagesOf('package-lock.json').filter(([, { dev, devOptional }]) => !dev && !devOptional)
  const here = runtime.filter(([, locked]) => isForOne(locked))
  assert.ok(here.length <= MOST, `${here.length} packages`)
  const licenceOf = (path: string) => {
    const { license, licenses } = read<Manifest>(`${path}/package.json`)
    return license ?? licenses?.[0]?.type
  }
  const odd = runtime.filter(
    ([path, { license }]) => !LICENCES.includes(license ?? licenceOf(path) ?? 'none is named'),
  )
  assert.deepEqual(
    odd.map(([path]) => path),
    [],
  )
})

test('C1: every lockfile names the hash of all that it brings', () => {
  for (const folder of ['.', 'console', 'tools/client', 'tools/node']) {
    const bare = packagesOf(`${folder}/package-lock.json`).filter(([, { integrity }]) => !integrity)
    assert.deepEqual(
      bare.map(([path]) => path),
      [],
      folder,
    )
  }
})
