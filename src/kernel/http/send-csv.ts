import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { type Cell, csvLine } from '../csv.ts'

export const Csv = Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'text/csv' })

/** Sends rows as they are read: pages at a time, as fast as the reader takes them. */
export function sendCsv(
  reply: FastifyReply,
  name: string,
  { bom, head }: { bom: boolean; head: readonly string[] },
  pages: () => AsyncGenerator<Cell[][], void, undefined>,
) {
  async function* lines() {
    // Spreadsheets take the text for another encoding without the mark.
    yield `${bom ? '\ufeff' : ''}${csvLine(head)}`
    for await (const rows of pages()) yield rows.map(csvLine).join('')
  }
  const fileName = encodeURIComponent(`${name}.csv`)
  return reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="list.csv"; filename*=UTF-8''${fileName}`)
    .header('cache-control', 'no-store')
    .serializer((body: unknown) => body as string)
    .send(Readable.from(lines()))
}
