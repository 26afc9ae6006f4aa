import type { FastifyReply, FastifyRequest } from 'fastify'
import { RetryHeaders } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Once, onceOf } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Submitted } from '../experiments/submit.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import { MadeView, VerdictView, verdictView } from './batch-view.ts'
import { checkExperiments } from './check.ts'
import { FormBody, formOf } from './form-body.ts'
import { makeExperiments } from './make.ts'

const access = { role: USER_ROLE } as const

/** The same request again makes nothing new. */
export const onceIn = (request: FastifyRequest): Once | undefined =>
  onceOf(request.headers['idempotency-key'], {
    what: `${request.actor?.accountId}\nPOST ${request.url}`,
    content: JSON.stringify(request.body ?? null),
  })

/** Answers with what was made, and where it is. */
export function sendMade(reply: FastifyReply, { ids, batch }: Submitted) {
  const location = batch === null ? `experiments/${ids[0]}` : `batches/${batch}`
  return reply.code(201).header('location', `/api/pipelines/${location}`).send({ ids, batch })
}

/** Forms become experiments: one, one for each file, or one for each line of a table. */
export function makeRoutes(scope: Scope, pipelines: Pipelines): void {
  scope.post(
    '/experiments',
    {
      config: { access, refusals: [400, 403, 404, 409, 413, 507] },
      schema: {
        summary: 'Hand in experiments, all or none',
        headers: RetryHeaders,
        body: FormBody,
        response: { 201: MadeView },
      },
    },
    async (request, reply) => {
      const { by, body } = request
      const making = { actor: request.actor as Actor, by, form: formOf(body), once: onceIn(request as never) }
      return sendMade(reply as never, await makeExperiments(pipelines, making))
    },
  )

  scope.post(
    '/experiments/check',
    {
      config: { access, refusals: [400, 404, 409] },
      schema: {
        summary: 'What would happen if a form were handed in; nothing is changed',
        body: FormBody,
        response: { 200: VerdictView },
      },
    },
    async ({ actor, body }) => verdictView(await checkExperiments(pipelines, actor as Actor, formOf(body))),
  )
}
