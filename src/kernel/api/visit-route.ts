import { Type } from 'typebox'
import type { Scope } from '../http/app.ts'
import type { Actor } from '../identity/actor.ts'
import type { By } from '../journal/journal.ts'
import { Body, IdParams, Text, Time, time } from './shapes.ts'

/** A route by which somebody of that role says why they look at another person's thing (promises.md, A12). */
export function visitRoute(
  scope: Scope,
  { path, role, summary }: { path: string; role: string; summary: string },
  begin: (visit: { by: By; actor: Actor; id: number; reason: string }) => Promise<{ endsAt: number }>,
): void {
  scope.post(
    path,
    {
      config: { access: { role } },
      schema: {
        summary,
        params: IdParams,
        body: Body({ reason: Text(500, 5) }),
        response: { 201: Type.Object({ endsAt: Time }) },
      },
    },
    async (request, reply) => {
      const { by, params, body } = request
      const actor = request.actor as Actor
      const { endsAt } = await begin({ by, actor, id: params.id, reason: body.reason })
      return reply.code(201).send({ endsAt: time(endsAt) })
    },
  )
}
