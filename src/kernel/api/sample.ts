import { Type } from 'typebox'
import { inTransaction } from '../db/db.ts'
import type { Scope } from '../http/app.ts'
import type { Kernel } from '../kernel.ts'
import { askForRemoval, askForSample, findSample } from '../sample/sample.ts'
import { Body } from './shapes.ts'

const State = Type.Object({
  state: Type.Union([
    Type.Literal('none'),
    Type.Literal('filling'),
    Type.Literal('there'),
    Type.Literal('removing'),
    Type.Literal('failed'),
  ]),
  done: Type.Integer({ minimum: 0, maximum: 100, description: 'How far it is, of 100' }),
  text: Type.String({ description: 'What is being made, or why it failed' }),
})

/** Sample data, to see how it looks with people in it; removed without a trace in anything else. */
export function sampleRoutes(scope: Scope, kernel: Kernel): void {
  const access = 'administrator' as const
  const read = async () => {
    const row = await findSample(kernel.db)
    return row
      ? { state: row.state, done: row.done, text: row.text }
      : { state: 'none' as const, done: 0, text: '' }
  }

  scope.get(
    '/demo',
    { config: { access }, schema: { summary: 'Whether there are sample data', response: { 200: State } } },
    read,
  )

  scope.post(
    '/demo',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Fill with sample data, in the background: people, groups, and a study with its submissions',
        body: Body({
          participants: Type.Optional(
            Type.Integer({ minimum: 10, maximum: 1_000, description: 'How many take part in the study' }),
          ),
        }),
        response: { 202: State },
      },
    },
    async (request, reply) => {
      const { participants } = request.body
      await inTransaction(kernel.db, (tx) => askForSample(kernel, tx, request.by, participants))
      return reply.code(202).send(await read())
    },
  )

  scope.delete(
    '/demo',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Remove the sample data, in the background: exactly what was made for them',
        response: { 202: State },
      },
    },
    async (request, reply) => {
      await askForRemoval(kernel, request.by)
      return reply.code(202).send(await read())
    },
  )
}
