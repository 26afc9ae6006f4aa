import { request } from 'node:http'

interface SessionAnswer {
  status: number
  body: string
}

const MOST_MS = 5_000
const MOST_BYTES = 1_048_576

/** Asks a session's own server something, with its secret. Undefined where it does not answer in time. */
export function askSession(
  { host, port, path, secret }: { host: string; port: number; path: string; secret: string },
  signal?: AbortSignal,
): Promise<SessionAnswer | undefined> {
  return new Promise((resolve) => {
    const asking = request(
      {
        host,
        port,
        path,
        agent: false,
        signal,
        timeout: MOST_MS,
        headers: { authorization: `token ${secret}` },
      },
      (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece: string) => {
          body += piece
          if (body.length > MOST_BYTES) asking.destroy()
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
        answer.on('error', () => resolve(undefined))
        answer.on('close', () => resolve(undefined))
      },
    )
    asking.on('timeout', () => asking.destroy())
    // Nobody listens yet, or it has gone: that is what is asked here.
    asking.on('error', () => resolve(undefined))
    asking.end()
  })
}
