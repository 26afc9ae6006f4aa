import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeRelease } from '../tools/release/release.ts'
import { removeDataFolder } from './support/data-folder.ts'

const ROOT = join(import.meta.dirname, '..')
/** The console is built twice as well, which takes a minute. */
const long = process.env.ATELIER_TEST_LONG !== undefined

const folder = mkdtempSync(join(tmpdir(), 'atelier-releases-'))
after(() => removeDataFolder(folder))

test('C3: two builds of one commit are the same bytes, with a bill of materials inside and beside', () => {
  const origin = join(folder, 'origin')
  commitOf(origin)
  // The second one lies elsewhere, was made at another time, and belongs to somebody with other habits.
  const made = ['one', 'another place'].map((name, index) => {
    const root = join(folder, name)
    execFileSync('git', ['clone', '-q', origin, root])
    writeFileSync(join(root, 'README.md'), `not committed ${index}`)
    const built = index === 0 ? undefined : 0o700
    return release(root, long ? undefined : consoleIn(root, built))
  })
  const [first, second] = made
  assert.ok(first && second)
  assert.deepEqual(sumsOf(first), sumsOf(second))

  const [archive = '', bill = ''] = first.names
  assert.equal(archive, 'atelier-0.1.0.tar.gz')
  const listed = execFileSync('tar', ['-tzf', join(first.out, archive)], { encoding: 'utf8' }).split('\n')
  for (const name of ['atelier', 'package-lock.json', 'console/dist/index.html', 'src/main.ts'])
    assert.ok(listed.includes(`atelier-0.1.0/${name}`), name)
  assert.ok(!listed.some((name) => /\.test\.ts|node_modules|\.git\//.test(name)))
  const inside = ['-xzOf', join(first.out, archive), 'atelier-0.1.0/bill-of-materials.cdx.json']
  const text = execFileSync('tar', inside, { encoding: 'utf8' })
  assert.equal(text, readFileSync(join(first.out, bill), 'utf8'))
  const { bomFormat, metadata, components } = JSON.parse(text)
  assert.equal(bomFormat, 'CycloneDX')
  assert.equal(metadata.timestamp, '2026-01-02T03:04:05.000Z')
  const names = new Set(components.map((each: { name: string }) => each.name))
  // What the server runs on, and what pages are made of; nothing that only tests need.
  for (const name of ['fastify', 'kysely', 'react']) assert.ok(names.has(name), name)
  for (const name of ['playwright-core', 'knip']) assert.ok(!names.has(name), name)
  execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: first.out })
})

/** A small checkout of one commit: the real launcher, lockfiles and console, and a server of one line. */
function commitOf(root: string): void {
  mkdirSync(join(root, 'src'), { recursive: true })
  writeFileSync(join(root, 'src/main.ts'), 'export {}\n')
  writeFileSync(join(root, 'src/main.test.ts'), 'export {}\n')
  for (const name of [
    'deploy',
    'docs',
    'examples',
    'runners',
    'tools/node',
    ...(long ? [] : ['client', 'console']),
  ]) {
    mkdirSync(join(root, name), { recursive: true })
    writeFileSync(join(root, name, 'README.md'), name)
  }
  for (const name of ['LICENSE', 'README.md', 'atelier', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, name), join(root, name))
  if (long) for (const name of ['client', 'console']) copySources(name, root)
  else
    for (const name of ['package.json', 'package-lock.json'])
      cpSync(join(ROOT, 'console', name), join(root, 'console', name))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a test', '-c', 'user.email=test@example.org', ...args], {
      cwd: root,
      env: {
        ...process.env,
        GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
        GIT_AUTHOR_DATE: '2025-01-01T00:00:00Z',
      },
    })
  git('init', '-q')
  git('add', '.')
  git('commit', '-q', '-m', 'all')
}

const copySources = (name: string, root: string): void =>
  cpSync(join(ROOT, name), join(root, name), {
    recursive: true,
    filter: (path) => !/node_modules|\/dist(\/|$)|build-fault/.test(path),
  })

/** What a build of the console left there. */
function consoleIn(root: string, mode = 0o755): string {
  const dist = join(root, 'console/dist')
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(dist, 'index.html'), '<!doctype html>')
  writeFileSync(join(dist, 'assets/app-1a2b.js'), 'start()')
  chmodSync(join(dist, 'assets/app-1a2b.js'), mode & 0o644)
  utimesSync(join(dist, 'index.html'), mode, mode)
  return dist
}

function release(root: string, built: string | undefined) {
  const out = join(root, 'out')
  return { out, names: makeRelease({ root, out, ...(built && { console: built }) }) }
}

const sumsOf = ({ out, names }: { out: string; names: string[] }) =>
  names.map((name) =>
    createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex'),
  )
