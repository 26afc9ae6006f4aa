import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const DIST = fileURLToPath(new URL('./dist', import.meta.url))
const PACKED = /\.(js|css|svg)$/
/** Below this the saving is smaller than a packet. */
const WORTH_PACKING = 1_000
/** A page that was opened before an update still finds its files for so long. */
const KEPT_MS = 7 * 86_400_000

/** Lays a packed copy beside each file, so that the server packs nothing; removes what is of old builds. */
function packed(): Plugin {
  return {
    name: 'packed',
    // After Vite has put the last names into the files.
    writeBundle(_options, bundle) {
      for (const { fileName } of Object.values(bundle)) {
        const path = join(DIST, fileName)
        const content = readFileSync(path)
        if (!PACKED.test(fileName) || content.length < WORTH_PACKING) continue
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
      }
      for (const name of readdirSync(join(DIST, 'assets'))) {
        const path = join(DIST, 'assets', name)
        if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true })
      }
    },
  }
}

interface Modules {
  getModuleInfo(id: string): Module | null
}

interface Module {
  code: string | null
  importedIds: readonly string[]
  dynamicallyImportedIds: readonly string[]
}

/** A module of a package that names so many is its list: who wants one thing of it does not need the others. */
const LIST = 30
/** What so many pages need is loaded once for all. */
const PAGES = 40

const wordOf = (id: string) => basename(id).replace(/\..*/, '').replaceAll('-', '').toLowerCase()

/** What an entry loads at once, or ever, with all that this needs. */
function loadedBy(entry: string, modules: Modules, ever: boolean): ReadonlySet<string> {
  const loaded = new Set([join(import.meta.dirname, entry)])
  for (const id of loaded) {
    const { code, importedIds = [], dynamicallyImportedIds = [] } = modules.getModuleInfo(id) ?? {}
    const words = new Set(code?.toLowerCase().match(/\w+/g))
    if (ever) for (const each of dynamicallyImportedIds) loaded.add(each)
    for (const imported of importedIds) {
      const listed = modules.getModuleInfo(imported)?.importedIds ?? []
      if (listed.length < LIST || !imported.includes('node_modules')) loaded.add(imported)
      else for (const one of listed) if (words.has(wordOf(one))) loaded.add(one)
    }
  }
  return loaded
}

/**
 * Files that are always loaded together become one, since each is asked for, sent and compiled on its own: the first page
 * needs five instead of forty. Participants' page gets nothing of it that it does not need.
 */
function together() {
  const known = new Map<string, ReadonlySet<string>>()
  const isOf = (entry: string, id: string, modules: Modules, ever = false) => {
    const key = `${entry} ${ever}`
    const loaded = known.get(key) ?? loadedBy(entry, modules, ever)
    known.set(key, loaded)
    return loaded.has(id)
  }
  const first = (id: string, modules: Modules): string | null => {
    if (!isOf('index.html', id, modules)) return null
    if (!isOf('join.html', id, modules, true)) return 'console'
    return isOf('join.html', id, modules) ? 'both' : null
  }
  const pages = (id: string, modules: Modules): string | null =>
    isOf('join.html', id, modules, true) ? null : 'pages'
  const each = { includeDependenciesRecursively: false }
  return [
    { ...each, name: first, debugName: 'first' },
    { ...each, name: pages, debugName: 'pages', minShareCount: PAGES },
  ]
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), packed()],
  resolve: { alias: { '@atelier/client': fileURLToPath(new URL('../client/index.ts', import.meta.url)) } },
  build: {
    outDir: DIST,
    emptyOutDir: false,
    // The policy of the page refuses `data:` but for images.
    assetsInlineLimit: 0,
    manifest: true,
    // Participants' page is small, and loads nothing of the console; nor does the viewer of the API's document.
    rollupOptions: {
      input: ['index.html', 'join.html', 'docs.html'].map((page) => join(import.meta.dirname, page)),
      output: { codeSplitting: { groups: together() } },
    },
    target: 'es2023',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
