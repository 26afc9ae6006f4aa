import { hash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../../kernel/http/app.ts'
import { checkHandshake, takeConnection, watchSocket } from '../../../kernel/http/upgrade.ts'
import { closeFrame, Frames } from './frames.ts'
import { proxyProblems } from './proxy-problems.ts'
import { open, readHead, type Target } from './upstream.ts'

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** A machine that was switched off says no farewell. */
const KEEP_ALIVE_MS = 30_000
/** For a client to hear it, and to close the connection itself. */
const FAREWELL_MS = 1_000
const GONE = 'The session has ended.'

export interface Tunnelled {
  app: App
  request: FastifyRequest
  reply: FastifyReply
  target: Target
  /** How long its answer may take. */
  patienceMs: number
  /** As the session is asked. */
  path: string
  headers: string[]
  answerHeaders(raw: string[]): string[]
  /** What the client says is not passed on. */
  isMuted: boolean
  /** Whether the client may still be here. */
  still(): Promise<boolean>
  onActivity(): void
}

/**
 * Opens a WebSocket to the session and, once that stands, the client's; from there on bytes go to and fro as they are.
 * What the two agree on (sub-protocols, compression, pings, codes of closing) is theirs.
 */
export async function tunnel(tunnelled: Tunnelled): Promise<void> {
  const { app, request, reply, target, answerHeaders, still } = tunnelled
  checkHandshake(request.raw)
  const key = request.headers['sec-websocket-key'] as string
  const session = await open(target)
  session.write(headOf(tunnelled))
  const { status, headers, rest } = await readHead(session, tunnelled.patienceMs)
  if (status !== 101 || headerIn(headers, 'sec-websocket-accept') !== hash('sha1', key + MAGIC, 'base64')) {
    session.destroy()
    throw status >= 400 && status < 500 ? proxyProblems.refusedSocket(status) : proxyProblems.gone()
  }
  const { socket: client, head } = takeConnection(request, reply)
  client.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS).setTimeout(0)
  client.write(answerOf(answerHeaders(headers)))
  const pipe = new Pipe(tunnelled, client, session)
  pipe.begin(head, rest)
  watchSocket(app, client, { still, end: (code, reason) => pipe.end(code, reason) })
}

function headOf({ path, headers }: Tunnelled): string {
  return `GET ${path} HTTP/1.1\r\n${linesOf(headers)}connection: Upgrade\r\nupgrade: websocket\r\n\r\n`
}

function answerOf(headers: string[]): string {
  return `HTTP/1.1 101 Switching Protocols\r\n${linesOf(headers)}connection: Upgrade\r\nupgrade: websocket\r\n\r\n`
}

function linesOf(headers: string[]): string {
  let lines = ''
  for (let at = 0; at < headers.length; at += 2) lines += `${headers[at]}: ${headers[at + 1]}\r\n`
  return lines
}

function headerIn(headers: string[], name: string): string | undefined {
  const at = headers.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name)
  return at < 0 ? undefined : headers[at + 1]
}

/** The two connections of a WebSocket that passes through. */
class Pipe {
  readonly #client: Socket
  readonly #session: Socket
  readonly #said: Frames
  readonly #heard = new Frames({ isFromClient: false })
  readonly #onActivity: () => void

  constructor({ isMuted, onActivity }: Tunnelled, client: Socket, session: Socket) {
    this.#client = client
    this.#session = session
    this.#said = new Frames({ isFromClient: true, isMuted })
    this.#onActivity = onActivity
  }

  begin(head: Buffer, rest: Buffer): void {
    const client = this.#client
    const session = this.#session
    const say = (chunk: Buffer) => {
      this.#onActivity()
      this.#pass(this.#said, chunk, client, session)
    }
    const hear = (chunk: Buffer) => this.#pass(this.#heard, chunk, session, client)
    if (head.length > 0) say(head)
    if (rest.length > 0) hear(rest)
    client.on('data', say).once('end', () => session.end())
    client.once('close', () => session.destroy())
    session.on('error', () => session.destroy())
    session.on('data', hear).once('close', () => {
      // One that says farewell itself has done so already.
      if (this.#heard.isClosing) client.end()
      else this.end(1011, GONE)
      setTimeout(() => client.destroy(), FAREWELL_MS).unref()
    })
    session.resume()
    client.resume()
  }

  /** Tells both that it is over; the connections end soon after. */
  end(code: number, reason: string): void {
    if (this.#heard.isBetween && this.#client.writable)
      this.#client.end(closeFrame(code, reason, { isFromClient: false }))
    else this.#client.destroy()
    if (this.#said.isBetween && this.#session.writable)
      this.#session.end(closeFrame(code, reason, { isFromClient: true }))
    else this.#session.destroy()
  }

  #pass(frames: Frames, chunk: Buffer, from: Socket, to: Socket): void {
    const passed = frames.take(chunk)
    if (typeof passed === 'number') this.end(passed, 'What came is no WebSocket.')
    else if (passed.length === 0 || !to.writable || to.write(passed)) return
    else {
      from.pause()
      to.once('drain', () => from.resume())
    }
  }
}
