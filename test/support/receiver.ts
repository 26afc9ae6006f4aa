import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

export interface Received {
  url: string
  headers: IncomingHttpHeaders
  body: string
}

export interface Receiver {
  port: number
  url: string
  received: Received[]
  /** What it answers from now on; 204 at first. */
  answer: (response: ServerResponse, got: Received) => void
}

/** Somebody else's server on loopback, which writes down what comes. It ends with the test file. */
export async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    port: 0,
    url: '',
    received: [],
    answer: (response) => void response.writeHead(204).end(),
  }
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const got = { url: request.url ?? '', headers: request.headers, body }
    receiver.received.push(got)
    receiver.answer(response, got)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  receiver.port = (server.address() as AddressInfo).port
  receiver.url = `http://127.0.0.1:${receiver.port}/hook`
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return receiver
}
