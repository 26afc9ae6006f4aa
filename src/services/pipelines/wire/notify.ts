import { Type } from 'typebox'
import { messagePerson } from '../people/tell.ts'
import { readFields, textOf } from './body.ts'
import { RESERVED, reserved, reservedBy } from './reserved.ts'
import type { Wire } from './wire.ts'

const LONGEST_MESSAGE = 10_000
const LONGEST_EMAIL = 320

/** A message of the backend or the administrator to somebody. */
export function notifyRoutes(wire: Wire): void {
  const { scope, pipelines } = wire
  scope.post(
    '/notifications/notify',
    {
      config: { access: RESERVED, refusals: [400, 403, 404, 413] },
      onRequest: reserved(wire, { backend: true }),
      schema: {
        summary: 'Send a message to the account with this email, in the way that it has chosen',
        response: { 200: Type.Literal(true) },
      },
    },
    async (request) => {
      const form = await readFields(request)
      const email = textOf(form.first('email'), 'email', LONGEST_EMAIL)
      const message = textOf(form.first('message'), 'message', LONGEST_MESSAGE)
      await messagePerson(pipelines, reservedBy(request), { email, message })
      return true as const
    },
  )
}
