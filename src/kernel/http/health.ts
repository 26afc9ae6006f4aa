import { Type } from 'typebox'
import { actorOf } from './access.ts'
import { clientAddress } from './address.ts'
import type { App } from './app.ts'
import { httpProblems } from './problems.ts'

/** Gives what is wrong, as a sentence, or nothing. */
export type Check = () => string | undefined | Promise<string | undefined>

const Readiness = Type.Object({ status: Type.String(), failing: Type.Array(Type.String()) })

/** What fails is named without its reason, which may tell a stranger too much: that is logged. */
async function failsAt(app: App, check: Check): Promise<boolean> {
  try {
    return (await check()) !== undefined
  } catch (error) {
    app.errorLog.error({ err: error }, 'A check of readiness failed itself.')
    return true
  }
}

/** Whether the process lives, whether it can serve, and its figures. */
export function healthRoutes(app: App, checks: Record<string, Check>): void {
  // It looks at nothing: a locked database must not make a supervisor kill a process that lives (promises.md, R5).
  app.get(
    '/healthz',
    {
      exposeHeadRoute: true,
      config: { access: 'public', always: true },
      schema: {
        tags: ['Atelier'],
        summary: 'The process lives',
        response: { 200: Type.Object({ status: Type.Literal('ok') }) },
      },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/readyz',
    {
      exposeHeadRoute: true,
      config: { access: 'public', always: true },
      schema: {
        tags: ['Atelier'],
        summary: 'The server can serve',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      if (app.state.stopping) return reply.code(503).send({ status: 'stopping', failing: [] })
      const found = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => ((await failsAt(app, check)) ? [name] : [])),
      )
      const failing = found.flat()
      return reply
        .code(failing.length > 0 ? 503 : 200)
        .send({ status: failing.length > 0 ? 'failing' : 'ready', failing })
    },
  )

  app.get(
    '/metrics',
    {
      config: {
        access: { credential: 'the machine itself, or an administrator' },
        always: true,
        refusals: [401, 403, 429],
      },
      schema: {
        tags: ['Atelier'],
        summary: 'Figures for Prometheus: from this machine, or with the token of an administrator',
        response: { 200: { description: 'Figures', content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const isHere = clientAddress(request).counted === undefined
      if (!isHere && !(await actorOf(request, app.access))?.administrator) throw httpProblems.forbidden()
      return reply.type(app.metrics.contentType).send(await app.metrics.text())
    },
  )
}
