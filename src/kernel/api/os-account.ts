import { Type } from 'typebox'
import { OS_NAME } from '../execution/os-account.ts'
import { setOsName } from '../execution/os-mapping.ts'
import type { App, Scope } from '../http/app.ts'
import { getAccount } from '../identity/account.ts'
import { Body, Empty, IdParams } from './shapes.ts'

const Name = Type.String({ pattern: OS_NAME, description: 'As the operating system writes it' })

/** As whom the processes of an account run, for administrators. */
export function osAccountRoutes(scope: Scope, app: App): void {
  const { identity } = app.access
  const config = { access: 'administrator', refusals: [409] } as const

  scope.put(
    '/accounts/:id/os-account',
    {
      config,
      schema: {
        summary: 'Say as which account of the operating system somebody’s sessions and runs are started',
        params: IdParams,
        body: Body({ name: Name }),
        response: { 200: Type.Object({ name: Name }) },
      },
    },
    async (request) => {
      const { id } = await getAccount(identity, request.params.id)
      const { name } = request.body
      await setOsName(identity, request.by, id, name)
      return { name }
    },
  )

  scope.delete(
    '/accounts/:id/os-account',
    {
      config,
      schema: {
        summary: 'Take it away: what they start runs as the account that is meant for all',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id } = await getAccount(identity, request.params.id)
      await setOsName(identity, request.by, id, undefined)
      return reply.code(204).send(null)
    },
  )
}
