import { connect } from 'node:net'
import type { InjectOptions } from 'fastify'
import type { Caller, TestApp } from './app.ts'

export const TUS = { 'tus-resumable': '1.0.0' }
export const metadata = (path: string) => `path ${Buffer.from(path).toString('base64')}`

/** Somebody's calls on uploads that begin at `url`; `at.app` may be another server later. */
export function tus(at: { app: Pick<TestApp, 'inject'> }, caller: Caller, url: string) {
  const ask = (request: InjectOptions) =>
    at.app.inject({
      ...request,
      headers: { authorization: `Bearer ${caller.token}`, ...TUS, ...request.headers },
    })
  return {
    begin: (path: string, size: number | string, more = '') =>
      ask({
        method: 'POST',
        url,
        headers: { 'upload-length': String(size), 'upload-metadata': `${metadata(path)}${more}` },
      }),
    send: (to: string, offset: number, payload: Buffer, headers: Record<string, string> = {}) =>
      ask({
        method: 'PATCH',
        url: to,
        headers: {
          'upload-offset': String(offset),
          'content-type': 'application/offset+octet-stream',
          ...headers,
        },
        payload,
      }),
    look: (to: string) => ask({ method: 'HEAD', url: to }),
    end: (to: string) => ask({ method: 'DELETE', url: to }),
  }
}

/** Sends a part of what was announced over a connection of its own, and cuts it. */
export function cutUpload(
  address: string,
  { to, token, bytes, of }: { to: string; token: string; bytes: Buffer; of: number },
): () => void {
  const { port, hostname } = new URL(address)
  const socket = connect(Number(port), hostname)
  socket.write(
    [
      `PATCH ${to} HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Tus-Resumable: 1.0.0',
      'Upload-Offset: 0',
      'Content-Type: application/offset+octet-stream',
      `Content-Length: ${of}`,
      '',
      '',
    ].join('\r\n'),
  )
  socket.write(bytes)
  // A small piece waits in memory until it is cut.
  return () => socket.destroySoon()
}
