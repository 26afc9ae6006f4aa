import { chmod, mkdtemp, rename, rm, rmdir } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Value } from 'typebox/value'
import type { Json } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import { Problem, problem } from '../problem.ts'
import { socketAddress } from './address.ts'
import { isAnswered } from './client.ts'
import { type Acts, type ControlReply, ControlRequest, MOST_CHARACTERS } from './protocol.ts'

export interface ControlOptions<G> {
  /** Where the socket lies: `<data>/atelier.sock`. */
  path: string
  acts: Acts<G>
  ground: G
  log: Log
}

export interface ControlServer {
  /** Takes no more commands and resolves when those under way have ended. */
  close(): Promise<void>
}

/**
 * Listens for commands of the operator. Who may open the socket may do everything, so it is the owner's alone (0600) from
 * its first moment: it is made in a folder that nobody else can enter, and renamed into its place. That also takes the
 * place of what a dead server left.
 */
export async function serveControl<G>(options: ControlOptions<G>): Promise<ControlServer> {
  const { path } = options
  if (await isAnswered(path)) throw new Error(`Another server answers at ${path}. Stop it first.`)
  const folder = await mkdtemp(join(dirname(path), '.socket-'))
  const running = new Set<Promise<void>>()
  const open = new Set<Socket>()
  const silent = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    silent.add(socket)
    const answered = answer(socket, options, () => silent.delete(socket)).finally(() =>
      running.delete(answered),
    )
    running.add(answered)
  })
  try {
    await listen(server, join(folder, basename(path)))
    await chmod(join(folder, basename(path)), 0o600)
    await rename(join(folder, basename(path)), path)
  } finally {
    await rmdir(folder).catch(() => rm(folder, { recursive: true, force: true }))
  }
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      await rm(path, { force: true })
      // Who has not asked for anything yet could do so for ever.
      for (const socket of silent) socket.destroy()
      await Promise.all(running)
      // Nor is anybody waited for who has the answer and does not hang up.
      for (const socket of open) socket.destroySoon()
      await closed
    },
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const address = await socketAddress(path)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(address.path, resolve)
    })
  } finally {
    await address.release()
  }
}

async function answer<G>(socket: Socket, options: ControlOptions<G>, spoken: () => void): Promise<void> {
  const gone = new AbortController()
  // Our client never ends its half first, so an end means that nobody waits.
  socket
    .on('error', () => socket.destroy())
    .on('close', () => gone.abort())
    .on('end', () => gone.abort())
  const send = (reply: ControlReply) => {
    if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`)
  }
  try {
    const line = await firstLine(socket).finally(spoken)
    if (line === undefined) return
    send({ result: await perform(line, options, { send, signal: gone.signal }) })
  } catch (error) {
    if (!(error instanceof Problem)) options.log.error({ err: error }, 'A command failed.')
    send({ error: wordsOf(error) })
  } finally {
    socket.end()
  }
}

/** Undefined when the client went away without a word. */
function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let characters = 0
    socket.setEncoding('utf8').on('data', (text: string) => {
      characters += text.length
      if (characters > MOST_CHARACTERS) reject(problem('too_large', 413, 'The command is too long.'))
    })
    const lines = createInterface({ input: socket })
    lines.once('line', resolve).once('close', () => resolve(undefined))
    socket.once('close', () => resolve(undefined))
  })
}

async function perform<G>(
  line: string,
  { acts, ground }: ControlOptions<G>,
  to: { send(reply: ControlReply): void; signal: AbortSignal },
): Promise<Json | null> {
  const request = parse(line)
  if (!Value.Check(ControlRequest, request)) {
    throw problem('bad_command', 400, 'This is no command of this program.')
  }
  const act = acts.get(request.command)
  if (!act) {
    throw problem(
      'unknown_command',
      404,
      `The running server knows no command "${request.command}". Is it of another version? Start it again.`,
    )
  }
  const context = {
    by: { via: 'cli' as const, name: request.user },
    progress: (text: string) => to.send({ progress: text }),
    signal: to.signal,
    alone: false,
  }
  return ((await act(ground, request.args, context)) ?? null) as Json | null
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw problem('bad_command', 400, 'This is no command of this program.', { cause: error })
  }
}

/** The operator is told what failed in its own words: nobody else can read this socket. */
function wordsOf(error: unknown): { code: string; message: string } {
  if (error instanceof Problem) return { code: error.code, message: error.message }
  return { code: 'failed', message: error instanceof Error ? error.message : String(error) }
}
