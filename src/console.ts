import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { App } from './kernel/http/app.ts'
import { httpProblems } from './kernel/http/problems.ts'

/** Where the build of the console lies. */
export const CONSOLE_DIST = join(import.meta.dirname, '../console/dist')
/** Why the last build failed, in the words of the launcher. */
const FAULT_FILE = join(import.meta.dirname, '../console/build-fault.txt')

/** Scripts from here alone, nothing inline (promises.md, F4). Mantine sets styles from its script. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const HIDDEN = { config: { access: 'public' as const, always: true }, schema: { hide: true } }
/** The names change with the content. */
const KEPT = 'public, max-age=31536000, immutable'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/**
 * The web console: one page for `/` and everything below `/app`, one for participants below `/app/join`, one that shows the
 * API's document, and the files that they load, whose names change with their content. Where it is not built the page says why.
 */
export function consoleRoutes(app: App, dist = CONSOLE_DIST): void {
  // Below the document's plugin, which has to be there before the routes that it names.
  void app.register(async (scope) => {
    const page = readPage(dist, 'index.html')
    const send = (content: string | undefined) => async (_request: unknown, reply: FastifyReply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', POLICY)
        .header('cache-control', 'no-cache')
        .send(content ?? faultPage())
    for (const url of ['/', '/app', '/app/*']) scope.get(url, HIDDEN, send(page))
    for (const url of ['/app/join', '/app/join/*']) scope.get(url, HIDDEN, send(readPage(dist, 'join.html')))
    scope.get('/docs', HIDDEN, send(readPage(dist, 'docs.html')))
    if (page === undefined) return
    const files = assetsOf(dist)
    scope.get(
      '/assets/:name',
      { ...HIDDEN, schema: { ...HIDDEN.schema, params: Type.Object({ name: Type.String() }) } },
      async (request, reply) => {
        const { name } = request.params as { name: string }
        const file = files.get(name)
        if (!file) throw httpProblems.notFound()
        const isPacked = file.isPacked && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
        if (isPacked) void reply.header('content-encoding', 'gzip')
        return reply
          .type(file.type)
          .headers({ 'cache-control': KEPT, vary: 'accept-encoding' })
          .send(await readFile(join(dist, 'assets', isPacked ? `${name}.gz` : name)))
      },
    )
  })
}

/** Sends the page that shows the document of an API, of the one at that path. */
export function sendViewer(reply: FastifyReply, document: string, dist = CONSOLE_DIST): FastifyReply {
  const page = readPage(dist, 'docs.html')
  const named = document.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-cache')
    .send(page?.replace('id="root"', `id="root" data-document="${named}"`) ?? faultPage())
}

interface Asset {
  type: string
  /** It lies there packed as well. */
  isPacked: boolean
}

/** By exact name: what is not in this list is not served, so that no name can lead out of the folder. */
function assetsOf(dist: string): ReadonlyMap<string, Asset> {
  const names = new Set(readdirSync(join(dist, 'assets')))
  const known = [...names].filter((name) => TYPES[extname(name)] !== undefined)
  return new Map(
    known.map((name) => [name, { type: TYPES[extname(name)] ?? '', isPacked: names.has(`${name}.gz`) }]),
  )
}

function readPage(dist: string, name: string): string | undefined {
  try {
    return readFileSync(join(dist, name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function faultPage(): string {
  let fault = ''
  try {
    fault = readFileSync(FAULT_FILE, 'utf8')
  } catch {
    // Nobody has tried: the server was started without its launcher.
  }
  const why = fault
    .slice(0, 4_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/^(?=.)/, 'The last try said:\n\n')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Atelier</title>
<style>
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 12vh auto; padding: 0 1.5rem; color: #171a21; background: #f7f8fa }
  h1 { font-size: 1.4rem } pre { white-space: pre-wrap } a { color: #4650c4 }
  @media (prefers-color-scheme: dark) { body { color: #eceef2; background: #0f1115 } a { color: #98a2ff } }
</style>
<h1>Atelier is running, but its console is not built</h1>
<p>Run <code>npm run console</code> in the folder of the program, and start again. Programs are served meanwhile:
<a href="/openapi.json">the document of every address</a> is here to read.</p>
<pre>${why}</pre>
</html>
`
}
