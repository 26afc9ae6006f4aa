import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { CONSOLE_DIST } from '../src/console.ts'

const FIRST_PAGE_BYTES = 250_000
const ROUTE_BYTES = 80_000
/** Participants' page, on a phone with a poor connection: all of it. */
const JOIN_BYTES = 120_000
const ENTRY = 'index.html'
const JOIN = 'join.html'

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
  dynamicImports?: string[]
}

const readManifest = (): Record<string, Chunk> =>
  JSON.parse(readFileSync(join(CONSOLE_DIST, '.vite/manifest.json'), 'utf8'))

/** Scripts and styles that a chunk needs, with all that it imports. */
function filesOf(
  manifest: Record<string, Chunk>,
  name: string,
  seen = new Set<string>(),
): ReadonlySet<string> {
  const chunk = manifest[name]
  assert.ok(chunk, `${name} is in the manifest`)
  if (seen.has(chunk.file)) return seen
  for (const file of [chunk.file, ...(chunk.css ?? [])]) seen.add(file)
  for (const imported of chunk.imports ?? []) filesOf(manifest, imported, seen)
  return seen
}

const sizes = new Map<string, number>()
function packedBytes(files: Iterable<string>): number {
  let sum = 0
  for (const file of files) {
    const size = sizes.get(file) ?? gzipSync(readFileSync(join(CONSOLE_DIST, file)), { level: 9 }).length
    sizes.set(file, size)
    sum += size
  }
  return sum
}

test('sign-in and home together are at most 250 kB of script and style, packed', () => {
  const manifest = readManifest()
  const files = new Set(
    [ENTRY, 'src/pages/sign-in/sign-in.tsx', 'src/pages/home/home.tsx'].flatMap((name) => [
      ...filesOf(manifest, name),
    ]),
  )
  const bytes = packedBytes(files)
  assert.ok(bytes <= FIRST_PAGE_BYTES, `${bytes} bytes in ${[...files].join(', ')}`)
})

test('no page needs more than 80 kB beside what the first page has brought', () => {
  const manifest = readManifest()
  const first = filesOf(manifest, ENTRY)
  const pages = Object.keys(manifest).filter((name) => name.startsWith('src/pages/'))
  assert.ok(pages.length > 15)
  for (const page of pages) {
    const more = [...filesOf(manifest, page)].filter((file) => !first.has(file))
    const bytes = packedBytes(more)
    assert.ok(bytes <= ROUTE_BYTES, `${page} needs ${bytes} bytes more: ${more.join(', ')}`)
  }
})

test('participants’ page needs at most 120 kB of script and style in all, packed, and nothing of the console’s kit of inputs', () => {
  const manifest = readManifest()
  const later = manifest[JOIN]?.dynamicImports ?? []
  const files = new Set([JOIN, ...later].flatMap((name) => [...filesOf(manifest, name)]))
  const bytes = packedBytes(files)
  assert.ok(bytes <= JOIN_BYTES, `${bytes} bytes in ${[...files].join(', ')}`)
  const styles = [...files].filter((file) => file.endsWith('.css'))
  assert.ok(styles.length > 0)
  for (const file of styles)
    assert.doesNotMatch(readFileSync(join(CONSOLE_DIST, file), 'utf8'), /mantine-Button|\.m_/)
})
