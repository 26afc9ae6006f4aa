import { Type } from 'typebox'
import { Health, type Standing } from '../outside/health.ts'
import { judgeToken } from './person.ts'
import type { Wire } from './wire.ts'

/** Which version of the protocol is spoken. */
const VERSION = '1.10'

const Connected = Type.Object({ connected: Type.Boolean(), message: Type.String() })
const Source = Type.Object({ connected: Type.Boolean(), status: Type.Boolean(), message: Type.String() })
const Status = Type.Object({
  message: Type.String(),
  success: Type.Boolean(),
  version: Type.String(),
  build: Type.String(),
  dependencies: Type.Object({
    main_resource: Connected,
    api_user_authentication: Source,
    resources: Type.Record(Type.String(), Connected),
    storage_methods: Type.Record(Type.String(), Connected),
    user_authentication_methods: Type.Record(Type.String(), Source),
  }),
})

/** Version and health, as they were seen a moment ago: 200 also when something is down. */
export function statusRoutes({ scope, compute }: Wire): void {
  const health = new Health(compute)
  scope.get(
    '/status',
    {
      exposeHeadRoute: true,
      config: { access: 'public', refusals: [401, 429, 503] },
      schema: { summary: 'Version, and how what it stands on is', response: { 200: Status } },
      onRequest: judgeToken(compute),
    },
    async () => {
      const { main, resources, storage, authentication } = await health.read()
      const sources = Object.fromEntries(
        Object.entries(authentication).map(([name, each]) => [name, sourceOf(each)]),
      )
      const unknown = { connected: false, message: 'Not looked at yet.' }
      return {
        message: '',
        success: true,
        version: VERSION,
        build: 'atelier',
        dependencies: {
          main_resource: resources[main] ?? unknown,
          api_user_authentication: sources.globus ?? sources.atelier ?? sourceOf(unknown),
          resources,
          storage_methods: { main_storage: storage },
          user_authentication_methods: sources,
        },
      }
    },
  )
}

/** Of sources of people the original says `status`. */
const sourceOf = ({ connected, message }: Standing) => ({ connected, status: connected, message })
