import { Type } from 'typebox'
import { Id, IdParams } from '../../../kernel/api/shapes.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Automation } from '../automation.ts'
import { fireTrigger } from './fire.ts'

const MOST_BYTES = 262_144

/** The one route that a trigger's secret opens. Its body is read as it came: signatures are over its bytes. */
export function fireRoute(scope: Scope, automation: Automation, origin: string): void {
  void scope.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: MOST_BYTES },
      (_request, body, done) => done(null, body),
    )
    const route = inner as unknown as Scope
    route.post(
      '/triggers/:id/fire',
      {
        bodyLimit: MOST_BYTES,
        config: {
          access: { credential: 'the secret of the trigger' },
          refusals: [400, 401, 403, 409, 413, 415, 422, 429],
        },
        schema: {
          summary: 'Run the preset of a trigger, once for each delivery',
          description:
            'The secret comes as a bearer token or X-Gitlab-Token, or signs the call: as Standard Webhooks do (webhook-id, webhook-timestamp, webhook-signature), or where the trigger allows it as X-Hub-Signature-256 over the body alone.',
          params: IdParams,
          body: Type.Unknown(),
          response: { 202: Type.Object({ run: Id, url: Type.String() }) },
        },
      },
      async (request, reply) => {
        const run = await fireTrigger(automation, {
          id: request.params.id,
          headers: request.headers,
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          by: request.by,
          address: clientAddress(request).counted,
        })
        return reply.code(202).send({ run, url: `${origin}/app/automation/runs/${run}` })
      },
    )
  })
}
