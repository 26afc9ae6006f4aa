import { Type } from 'typebox'
import { listPeople } from '../../../kernel/identity/people.ts'
import { directoryOf } from '../compute.ts'
import { pageOf, queryOf } from './body.ts'
import { A_TOKEN, actorOf, needPerson } from './person.ts'
import { listed, Paging, type Wire } from './wire.ts'

const Text = Type.String()
const Users = Type.Object({
  message: Text,
  success: Type.Boolean(),
  data: Type.Object({
    users: Type.Array(
      Type.Object({
        id: Type.Integer(),
        first_name: Text,
        last_name: Text,
        username: Text,
        email: Text,
      }),
    ),
  }),
})

/** People to share with. */
export function userRoutes({ scope, compute }: Wire): void {
  scope.get(
    '/users',
    {
      config: { access: A_TOKEN },
      onRequest: needPerson(compute),
      exposeHeadRoute: true,
      schema: {
        summary: 'People to share with',
        querystring: Type.Object({ search: Type.Optional(Text), ...Paging }),
        response: { 200: Users },
      },
    },
    async (request) => {
      const search = queryOf(request, 'search')
      const { limit, offset } = pageOf(request)
      const asked = { search, limit: limit + offset }
      const people = await listPeople(compute.db, directoryOf(compute), {
        asker: actorOf(request).accountId,
        ...asked,
      })
      const users = people.slice(offset).map(({ id, first_name, last_name, name, email }) => ({
        id,
        first_name,
        last_name,
        username: name,
        email: email ?? '',
      }))
      return listed('users', users, 'Users matching given parameters could not be found.')
    },
  )
}
