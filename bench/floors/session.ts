// A program such as people run in sessions: small JSON, a large body, and a WebSocket that says back what it hears.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

const text = JSON.stringify({
  id: '5b1ab8d6',
  type: 'notebook',
  name: 'Kidney.ipynb',
  path: 'work/Kidney.ipynb',
  writable: true,
})
const piece = Buffer.alloc(1_048_576, 'a')
const PIECES = 100

const server = createServer((request, response) => {
  if (!request.url?.endsWith('/large')) {
    response.setHeader('content-type', 'application/json').setHeader('content-length', text.length).end(text)
    return
  }
  response.setHeader('content-length', piece.length * PIECES)
  let left = PIECES
  const write = () => {
    while (left > 0) {
      left -= 1
      if (!response.write(piece)) return response.once('drain', write)
    }
    return response.end()
  }
  write()
})
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
