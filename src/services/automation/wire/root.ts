import { Type } from 'typebox'
import { linkTo } from './page.ts'
import { negotiate } from './person.ts'
import type { Wire } from './wire.ts'

/** Those of the original's list, in its order. */
const RESOURCES = ['configuration', 'inventories', 'users', 'tasks', 'templates'] as const

/** The five lists that there are, for anyone. */
export function rootRoute(wire: Wire): void {
  wire.scope.get(
    '/api',
    {
      exposeHeadRoute: true,
      config: { access: 'public', refusals: [406] },
      schema: {
        summary: 'The lists that there are',
        response: { 200: Type.Object(Object.fromEntries(RESOURCES.map((name) => [name, Type.String()]))) },
      },
      onRequest: negotiate,
    },
    async (request) =>
      Object.fromEntries(RESOURCES.map((name) => [name, linkTo(wire, request, `/api/${name}/`)])),
  )
}
