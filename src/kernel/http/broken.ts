import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { renderProblem } from './errors.ts'
import { httpProblems } from './problems.ts'

/** What every answer says, until a route says otherwise. */
export const GUARDS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // A page of a session that shares this origin gets no hold of a window or frame with a page or an answer of ours.
  'cross-origin-opener-policy': 'same-origin',
} as const

/** The answer to what is no HTTP, or not enough of it, before there is a request that a route could answer. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  const found = problemOf(error.code)
  const body = JSON.stringify(renderProblem(found, { id: randomUUID() }))
  const head = [
    `HTTP/1.1 ${found.status} ${found.code}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...Object.entries(GUARDS).map(([name, value]) => `${name}: ${value}`),
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}

/** Another request of this connection is under way: what is written now would be taken for its answer. */
function isAnswering(socket: Socket): boolean {
  // Node has no public name for it, and looks at the same one before it writes its own 400.
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse | null }
  return answer ? answer.headersSent || answer.req.complete : false
}

function problemOf(code: string | undefined) {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return httpProblems.headersTooLarge()
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return httpProblems.tooSlow()
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return httpProblems.tooLarge()
    default:
      return httpProblems.brokenRequest()
  }
}
