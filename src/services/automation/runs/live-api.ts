import { Type } from 'typebox'
import { IdParams, Query, Text } from '../../../kernel/api/shapes.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import { openStream, streamAnswer } from '../../../kernel/http/stream.ts'
import { type Automation, NETADMIN_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { createRunWatches } from './live.ts'
import { requireRun } from './run.ts'

/** A run as it goes on. */
export function liveRoute(scope: Scope, app: App, automation: Automation): void {
  const watches = createRunWatches(automation)

  scope.get(
    '/runs/:id/live',
    {
      config: { access: { role: SUPPORT_ROLE }, stream: true },
      schema: {
        summary: 'A run as it goes on: its newest attempt, and what one of its hosts prints',
        params: IdParams,
        querystring: Query({
          attempt: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'Which attempt `seq` is of' }),
          ),
          seq: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: Number.MAX_SAFE_INTEGER,
              description: 'Hosts that have changed since then alone; all without it',
            }),
          ),
          host: Type.Optional(Text(1_000, 1)),
          log: Type.Boolean({ default: false, description: 'What the run prints as a whole' }),
          after: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: Number.MAX_SAFE_INTEGER,
              description: 'Output of `host`, or of the run where none is named, after that place alone',
            }),
          ),
        }),
        response: streamAnswer(
          '`run`: how it stands; `hosts`: those that have changed, or all with `isAll`; `output`: what the host, or without `host` the run, printed since; `end`: it is over',
        ),
      },
    },
    async (request, reply) => {
      const { id } = await requireRun(automation.db, request.params.id)
      const { attempt, seq, host, log, after } = request.query
      const mayReadAll = request.actor?.may(NETADMIN_ROLE) === true
      // Whoever may read more, or less, from now on begins anew.
      const stream = openStream(
        { app, request, reply },
        (now) => now.may(SUPPORT_ROLE) && now.may(NETADMIN_ROLE) === mayReadAll,
      )
      watches.add(id, stream, {
        ...(attempt !== undefined && seq !== undefined && { attempt, seq }),
        mayReadAll,
        outputs: [
          ...(host === undefined ? [] : [{ of: host, after: after ?? 0 }]),
          ...(log ? [{ of: null, after: host === undefined ? (after ?? 0) : 0 }] : []),
        ],
      })
    },
  )
}
