import { connect, type Socket } from 'node:net'
import { userInfo } from 'node:os'
import { createInterface } from 'node:readline'
import { Problem, problem } from '../problem.ts'
import { socketAddress } from './address.ts'
import type { ControlReply } from './protocol.ts'

/** No server listens there: the command may open the data itself. */
export class NoServer extends Error {
  override readonly name = 'NoServer'
}

export interface Call {
  command: string
  args: unknown
  progress?(line: string): void
}

/** Has a command done by the running server. Throws NoServer when none runs, and a Problem when it says no. */
export async function callControl(path: string, call: Call): Promise<unknown> {
  const socket = await open(path)
  try {
    socket.write(`${JSON.stringify({ command: call.command, args: call.args, user: userName() })}\n`)
    for await (const line of createInterface({ input: socket })) {
      const reply = JSON.parse(line) as ControlReply
      if ('progress' in reply) call.progress?.(reply.progress)
      else if ('result' in reply) return reply.result
      else throw new Problem(reply.error.code, 400, reply.error.message)
    }
    throw problem(
      'server_gone',
      503,
      'The server ended before the command did. See its log; what it had not said may not have been done.',
    )
  } finally {
    socket.destroy()
  }
}

/** Whether a server listens there. */
export async function isAnswered(path: string): Promise<boolean> {
  try {
    const socket = await open(path)
    socket.destroy()
    return true
  } catch (error) {
    if (error instanceof NoServer) return false
    throw error
  }
}

async function open(path: string): Promise<Socket> {
  const address = await socketAddress(path).catch((error) => {
    throw failureOf(error, path)
  })
  try {
    return await new Promise<Socket>((resolve, reject) => {
      const socket = connect(address.path)
      socket.once('error', reject).once('connect', () => {
        socket.off('error', reject).on('error', () => socket.destroy())
        resolve(socket)
      })
    })
  } catch (error) {
    throw failureOf(error, path)
  } finally {
    await address.release()
  }
}

function failureOf(error: unknown, path: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ECONNREFUSED':
      return new NoServer(`No server listens at ${path}.`, { cause: error })
    case 'EACCES':
    case 'EPERM':
      return new Error(
        `This user may not talk to the server at ${path}. Run the command as the server's user, or as root.`,
        { cause: error },
      )
    default:
      return error
  }
}

/** Who sits at the terminal; a container's user may have no name. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
