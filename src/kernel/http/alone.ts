import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type App, letGo, SERVER_LIMITS } from './app.ts'
import { answerBrokenRequest } from './broken.ts'
import { serveBelow } from './hosts.ts'

const HOST = '127.0.0.1'

export interface Alone {
  port: number
  close(): Promise<void>
}

/** Serves one mount at the root of a port of loopback, for programs that know no path; once the server itself listens. */
export async function serveAlone(app: App, { mount, port }: { mount: string; port: number }): Promise<Alone> {
  const server = createServer(SERVER_LIMITS, (request, response) => {
    serveBelow(request, mount)
    app.routing(request, response)
  })
  server.on('clientError', answerBrokenRequest)
  server.listen({ host: HOST, port })
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () => letGo(server, () => once(server.close(), 'close')),
  }
}
