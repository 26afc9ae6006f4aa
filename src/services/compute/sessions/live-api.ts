import { Type } from 'typebox'
import { Count, IdParams, Query, Text } from '../../../kernel/api/shapes.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import { openStream, streamAnswer } from '../../../kernel/http/stream.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import { proxyProblems } from '../proxy/proxy-problems.ts'
import { VISITED } from '../proxy/visit-notices.ts'
import type { SessionRow } from '../tables.ts'
import { createSessionWatches } from './live.ts'
import { logPart } from './log.ts'
import { recordSession, requireSession } from './session.ts'
import { sessionPage } from './session-notices.ts'

const config = { access: { role: USER_ROLE } } as const

/** What a session prints and uses, while a page looks. */
export function liveRoutes(scope: Scope, app: App, compute: Compute): void {
  const watches = createSessionWatches(compute)

  scope.get(
    '/sessions/:id/live',
    {
      config: { ...config, stream: true },
      schema: {
        summary: 'A session as it changes, what it uses each 5 s, and the end of its log until it is ready',
        params: IdParams,
        response: streamAnswer(
          '`session`: as it stands, with its steps; `log`: its last lines, for its owner; `meters`: cores and memory in use; `end`: it is over',
        ),
      },
    },
    async (request, reply) => {
      const actor = request.actor as Actor
      const { id, account_id: owner } = await requireSession(compute, actor, request.params.id, { all: true })
      const isMine = owner === actor.accountId
      const stream = openStream({ app, request, reply }, (now) => now.may(isMine ? USER_ROLE : ADMIN_ROLE))
      watches.add(id, stream, { withLog: isMine })
    },
  )

  scope.get(
    '/sessions/:id/log',
    {
      config: { ...config, refusals: [422] },
      schema: {
        summary:
          'Lines that a session has printed, counted from the end; an administrator gives a reason, which its owner reads',
        params: IdParams,
        querystring: Query({
          lines: Type.Integer({ minimum: 1, maximum: 5_000, default: 200 }),
          skip: Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 }),
          reason: Type.Optional(Text(500, 1)),
        }),
        response: { 200: Type.Object({ total: Count, lines: Type.Array(Type.String()) }) },
      },
    },
    async ({ actor, by, params, query: { reason, ...part } }) => {
      const session = await requireSession(compute, actor, params.id, { all: true })
      if (session.account_id !== actor?.accountId) {
        if (reason === undefined) throw proxyProblems.needsReason()
        await tellReading(compute, session, { by, name: actor?.name ?? '', reason })
      }
      return logPart(compute, session, part)
    },
  )
}

/** Nobody reads what another's session prints without their knowing (promises.md, A12). */
function tellReading(
  compute: Compute,
  session: SessionRow,
  { by, name, reason }: { by: By; name: string; reason: string },
): Promise<void> {
  const { account_id: owner, id } = session
  return inTransaction(compute.db, async (tx) => {
    await recordSession(compute, tx, session, { by, action: 'compute.session.log-read', reason })
    if (owner === null) return
    await compute.kernel.notices.send(tx, {
      to: [owner],
      kind: VISITED,
      title: `${name} read the log of your session ${id}`,
      text: `They are an administrator. Their reason: ${reason}`,
      link: sessionPage(session),
    })
  })
}
