import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { attachmentHeaders } from '../../../kernel/files/download.ts'
import { zipStream } from '../../../kernel/files/zip.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { findApp, mayUseApp } from '../apps/apps.ts'
import { AppKey } from '../apps/definition.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import { problems } from '../problems.ts'
import { sampleFilesOf, sampleKindOf } from './files.ts'

const BYTES = Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'application/octet-stream' })
/** They are the same each time. */
const MADE_AT = new Date(Date.UTC(2026, 0, 1))

/** Files that an app may be tried with. */
export function sampleRoutes(scope: Scope, pipelines: Pipelines): void {
  scope.get(
    '/apps/:key/sample',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'Images that an app may be tried with, as a zip; of nobody, made by a program',
        params: Type.Object({ key: AppKey }),
        response: { 200: BYTES },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const app = await findApp(pipelines, key)
      const kind = app && sampleKindOf(app.definition)
      if (!kind || !(await mayUseApp(pipelines, (request.actor as Actor).accountId, app)))
        throw problems.notFound()
      const files = await sampleFilesOf(kind)
      const stream = zipStream(
        files.map(({ name, content }) => ({
          name,
          size: content.length,
          mtime: MADE_AT,
          compress: !/\.(gz|png)$/.test(name),
          open: async () => Readable.from([Buffer.from(content)]),
        })),
      )
      return sendDownload(reply, {
        status: 200,
        headers: attachmentHeaders(`${key}-sample.zip`, 'application/zip'),
        stream,
      })
    },
  )
}
