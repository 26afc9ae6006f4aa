import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { actorOf } from '../http/access.ts'
import type { App, Scope } from '../http/app.ts'
import { type Outside, refusedOutside } from '../identity/outside.ts'
import type { Problem } from '../problem.ts'
import { cookiesOf } from './cookies.ts'

const Elsewhere = Type.Null({ description: 'On to another page' })
const Word = Type.Optional(Type.String({ maxLength: 8_000 }))
/** Providers add words of their own. */
const Returned = Type.Object({ code: Word, state: Word, iss: Word, error: Word, error_description: Word })

/** Signing in with an account of an OpenID Connect provider: addresses for browsers, which are sent on and never read. */
export function outsideRoutes(scope: Scope, app: App, outside: Outside): void {
  const { identity } = app.access
  const cookies = cookiesOf(app.access)
  const access = 'public' as const
  const goTo = (reply: FastifyReply, location: string, set: string[]) =>
    reply.headers({ location, 'set-cookie': set, 'cache-control': 'no-store' }).send(null)
  /** A refusal is for the page to word: the browser stands at an address that no person reads. */
  const refuse = (error: unknown, reply: FastifyReply, back: string) => {
    const code = refusedOutside(identity, reply.request.by, error)
    const { cause } = error as Problem
    // Not the error itself: it may hold what came in the address.
    if (cause) app.errorLog.warn({ code, cause: String(cause) }, 'A sign-in with an outside identity failed.')
    return goTo(reply.code(303), `${back}?refused=${code}`, cookies.outside(''))
  }

  scope.get(
    '/session/outside',
    {
      config: { access },
      schema: { summary: 'On to the outside sign-in', response: { 302: Elsewhere, 303: Elsewhere } },
    },
    async (_request, reply) => {
      try {
        const { url, sealed } = await outside.begin()
        return goTo(reply.code(302), url, cookies.outside(sealed))
      } catch (error) {
        return refuse(error, reply, '/')
      }
    },
  )

  scope.get(
    '/session/outside/callback',
    {
      config: { access, refusals: [401, 429] },
      schema: {
        summary: 'Back from the outside sign-in, and on into the console',
        querystring: Returned,
        response: { 303: Elsewhere },
      },
    },
    async (request, reply) => {
      request.actor = await actorOf(request, app.access)
      try {
        const signedIn = await outside.finish({
          search: new URL(request.raw.url ?? '', 'http://here').search,
          sealed: cookies.outsideOf(request),
          by: request.by,
          actor: request.actor,
          userAgent: request.headers['user-agent'],
          browser: cookies.browserOf(request),
        })
        const set = cookies.outside('')
        return signedIn
          ? goTo(reply.code(303), '/app', [...set, ...cookies.signedIn(signedIn)])
          : goTo(reply.code(303), '/app/me/sign-in', set)
      } catch (error) {
        return refuse(error, reply, request.actor ? '/app/me/sign-in' : '/')
      }
    },
  )
}
