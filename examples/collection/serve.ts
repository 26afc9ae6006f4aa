// Serves the participant's web app of the example study with its protocol, on an origin of its own.
//   ./atelier run examples/collection/serve.ts [--port N] [--backend URL]
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { parseArgs } from 'node:util'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '': 'application/ld+json',
}

/** `/` is the app, `/protocol/…` the protocol, `/config.json` what the app is told. Port 0 takes a free one. */
export async function serveApp(
  backend: string,
  port = 0,
  pauseMs = 10_000,
): Promise<Server & { url: string }> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const config = { backend: `${backend}/`, pauseMs, protocol: `${url}/protocol/pilot/pilot_schema` }
    if (pathname === '/config.json') return void response.end(JSON.stringify(config))
    const inside = normalize(pathname === '/' ? '/index.html' : pathname)
    const folder = inside.startsWith('/protocol/') ? '' : 'app'
    try {
      const bytes = await readFile(join(import.meta.dirname, folder, inside))
      response.setHeader('content-type', TYPES[extname(inside)] ?? 'application/octet-stream').end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(server, { url })
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8090' },
      backend: { type: 'string', default: 'http://127.0.0.1:8080/collection' },
    },
  })
  const { url } = await serveApp(values.backend, Number(values.port))
  console.log(`The study's app is at ${url}, and sends answers to ${values.backend}`)
}
