import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
    },
    target: 'es2023',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
