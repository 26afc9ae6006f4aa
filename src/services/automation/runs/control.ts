import { hash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { constants } from 'node:fs'
import { chmod, lchown, open, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import type { OsUser } from '../../../kernel/execution/execution.ts'
import type { Answer, Ask } from './protocol.ts'

const SOCKET = 'control.sock'
const NONCE_MS = 5_000
const MOST_NONCE = 200
const MOST_LINE = 65_536
const MOST_CONNECTIONS = 4

export interface ControlOptions {
  nonceHash: string
  /** As whom the runner comes. */
  user: OsUser | undefined
  /** As one line; undefined where it was given before. */
  order(): Promise<string | undefined>
  ask(ask: Ask): Promise<Answer>
  /** The runner has written something down. */
  hint(): void
  fault(error: unknown): void
}

/** The socket over which one runner gets its order. */
export interface Control {
  close(): Promise<void>
}

/** Listens in the folder of a run. By its descriptor: the path of a socket may have 108 bytes, that of a data folder more. */
export async function openControl(folder: string, options: ControlOptions): Promise<Control> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  const path = `/proc/self/fd/${handle.fd}/${SOCKET}`
  const sockets = new Set<Socket>()
  let holder: Socket | undefined
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      if (holder === socket) holder = undefined
    })
    // It is gone: it comes again, or its execution tells.
    socket.on('error', () => socket.destroy())
    serve(socket, options, {
      isFirst: () => {
        const isFirst = holder === undefined
        holder ??= socket
        return isFirst
      },
    })
  })
  server.maxConnections = MOST_CONNECTIONS
  try {
    // Of a server that died.
    await rm(path, { force: true })
    server.listen(path)
    await once(server, 'listening')
    // In its folder nobody else puts another file in the place of this one meanwhile.
    if (options.user) {
      await lchown(path, process.getuid?.() ?? 0, options.user.gid)
      await chmod(path, 0o660)
    }
  } catch (error) {
    server.close()
    await handle.close()
    throw error
  }
  server.on('error', options.fault)
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
      await handle.close()
    },
  }
}

function serve(socket: Socket, options: ControlOptions, turn: { isFirst(): boolean }): void {
  const timer = setTimeout(() => socket.destroy(), NONCE_MS).unref()
  let isKnown = false
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string): void => {
    rest += text
    if (rest.length > (isKnown ? MOST_LINE : MOST_NONCE) && !rest.includes('\n')) {
      socket.destroy()
      return
    }
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (isKnown) void hear(socket, options, line)
      else {
        clearTimeout(timer)
        isKnown = isRight(line, options.nonceHash)
        if (!isKnown) {
          socket.destroy()
          return
        }
        // Its copy, or a second one that has learnt the word, gets nothing.
        if (turn.isFirst()) void give(socket, options)
      }
    }
  })
  socket.on('close', () => clearTimeout(timer))
}

const isRight = (nonce: string, expected: string): boolean =>
  timingSafeEqual(Buffer.from(hash('sha256', nonce.trim())), Buffer.from(expected))

async function give(socket: Socket, { order, fault }: ControlOptions): Promise<void> {
  try {
    const line = await order()
    if (line !== undefined && !socket.destroyed) socket.write(`${line}\n`)
  } catch (error) {
    fault(error)
    socket.destroy()
  }
}

async function hear(socket: Socket, { ask, hint, fault }: ControlOptions, line: string): Promise<void> {
  if (!line.startsWith('{')) return hint()
  try {
    const asked = askOf(line)
    const answer = asked && (await ask(asked))
    if (answer && !socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`)
  } catch (error) {
    fault(error)
  }
}

/** Undefined for what is none. */
function askOf(line: string): Ask | undefined {
  let value: Partial<Ask> | null
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  const sign = value?.sign
  if (typeof value?.id !== 'number' || typeof sign?.publicKey !== 'string' || typeof sign.data !== 'string')
    return undefined
  const isHash = sign.hash === undefined || sign.hash === 'sha256' || sign.hash === 'sha512'
  return isHash ? (value as Ask) : undefined
}
