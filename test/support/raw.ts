import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection whose bytes a test writes itself. */
export interface Raw {
  socket: Socket
  /** All that has come back. */
  read(): string
  /** Resolves when the server has closed it. */
  closed: Promise<void>
}

export async function openRaw(address: string, first = ''): Promise<Raw> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part
  })
  // A reset is one way in which a server ends a connection.
  socket.on('error', () => undefined)
  const closed = once(socket, 'close').then(() => undefined)
  await once(socket, 'connect')
  if (first !== '') socket.write(first, 'latin1')
  return { socket, read: () => text, closed }
}

/** Sends and gives all that came back until the server closed the connection. */
export async function exchange(address: string, bytes: string): Promise<string> {
  const raw = await openRaw(address, bytes)
  await raw.closed
  return raw.read()
}
