import { Type } from 'typebox'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Automation, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { lookAtConfiguration, PARTS, replaceConfiguration } from './configuration.ts'
import { FileTag, matchOf } from './tag.ts'

const Part = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })
/** Its parts are judged by what the engine takes, so that each fault is told by its field. */
const ConfigurationBody = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  properties: Object.fromEntries(Object.keys(PARTS).map((name) => [name, {}])),
  additionalProperties: true,
})
const ConfigurationView = Type.Object({
  configuration: Type.Partial(
    Type.Object({ logging: Part, runner: Part, core: Part, ssh: Part, user_defined: Part }),
  ),
  fault: Type.Union([Type.String(), Type.Null()], {
    description:
      'Why its file cannot be used; what is shown is then what the product ships, and no run begins',
  }),
})

/** The engine's configuration, which the next run goes by. */
export function configurationRoutes(scope: Scope, automation: Automation): void {
  scope.get(
    '/configuration',
    {
      config: { access: { role: SUPPORT_ROLE }, refusals: [409] },
      schema: {
        summary: 'The configuration of the engine; its ETag goes back with a change',
        response: { 200: ConfigurationView },
      },
    },
    async (_request, reply) => {
      const { configuration, fault = null, sha256 } = await lookAtConfiguration(automation)
      return reply.header('etag', `"${sha256}"`).send({ configuration, fault })
    },
  )

  scope.put(
    '/configuration',
    {
      config: { access: { role: SUPERUSER_ROLE }, refusals: [409, 412] },
      schema: {
        summary: 'Replace the configuration of the engine whole; the next run goes by it',
        headers: FileTag,
        body: ConfigurationBody,
        response: { 200: ConfigurationView },
      },
    },
    async ({ by, body, headers }, reply) => {
      const match = matchOf(headers['if-match'])
      const { configuration, sha256 } = await replaceConfiguration(automation, by, body, match)
      return reply.header('etag', `"${sha256}"`).send({ configuration, fault: null })
    },
  )
}
