import { Type } from 'typebox'
import { Body, Count, Empty, IdParams } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Training } from '../training.ts'
import { acceptOffer, joinList, leaveList } from '../waiting/waiting-list.ts'
import { JOIN_ACCESS, requireParticipant } from './sign-in.ts'

const config = { access: JOIN_ACCESS }

const Swap = Type.Boolean({
  default: false,
  description: 'What I hold at the same time, or what cannot be combined, may go for it.',
})

/** Waiting for a seat, and taking or leaving the one that is kept. */
export function lineRoutes(scope: Scope, training: Training): void {
  scope.post(
    '/join/me/waiting/:id',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Wait for a seat of a full workshop',
        params: IdParams,
        body: Body({ swap: Swap }),
        response: { 200: Type.Object({ position: Count }) },
      },
    },
    async (request) => {
      const who = await requireParticipant(training, request)
      return joinList(training, { ...who, workshopId: request.params.id, swap: request.body.swap })
    },
  )

  scope.delete(
    '/join/me/waiting/:id',
    {
      config,
      schema: { summary: 'Wait for it no more', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      const who = await requireParticipant(training, request)
      await leaveList(training, { ...who, workshopId: request.params.id })
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/join/me/offers/:id/accept',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Take the seat that is kept for me',
        params: IdParams,
        body: Body({ swap: Swap }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const who = await requireParticipant(training, request)
      await acceptOffer(training, { ...who, workshopId: request.params.id, swap: request.body.swap })
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/join/me/offers/:id/decline',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Leave the seat that is kept for me to the next who waits',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const who = await requireParticipant(training, request)
      await leaveList(training, { ...who, workshopId: request.params.id })
      return reply.code(204).send(null)
    },
  )
}
