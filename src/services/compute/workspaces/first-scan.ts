import { type CheckedEntries, type Current, NOTHING, unionOf } from '../files/entries.ts'

/**
 * What a scan of a folder with these entries alone would find. Making a workspace is quick this way: nothing looks at the
 * disk for what was just written there.
 */
export function firstScan(entries: CheckedEntries): { files: number; bytes: number; current: Current } {
  const isLink = new Set(entries.links.map(({ parts }) => parts.join('/')))
  // Of two of one name the later counts.
  const sizes = new Map(
    entries.files.map(({ parts, content }) => [parts.join('/'), Buffer.byteLength(content)] as const),
  )
  const folders = new Map<string, number>()
  let files = 0
  let bytes = 0
  for (const [path, size] of sizes) {
    if (isLink.has(path)) continue
    files += 1
    bytes += size
    addTo(folders, path, size)
  }
  for (const { parts } of entries.links) addTo(folders, parts.join('/'), 0)
  return { files, bytes, current: { ...unionOf(NOTHING, entries), folders: Object.fromEntries(folders) } }
}

function addTo(folders: Map<string, number>, path: string, size: number): void {
  const parts = path.split('/')
  for (let depth = 1; depth < parts.length && !parts[depth - 1]?.startsWith('.'); depth += 1) {
    const folder = parts.slice(0, depth).join('/')
    folders.set(folder, (folders.get(folder) ?? 0) + size)
  }
}
