import type { FastifyReply } from 'fastify'
import type { Download } from '../files/download.ts'

/** Answers with a file, its bytes as they are. */
export function sendDownload(reply: FastifyReply, { status, headers, stream }: Download): FastifyReply {
  return reply
    .code(status)
    .headers(headers)
    .serializer((body: unknown) => body as string)
    .send(stream)
}
