import { Type } from 'typebox'
import { readConfiguration, replaceConfiguration } from '../files/configuration.ts'
import { readBody, type Sent } from './body.ts'
import { json, readFields } from './fields.ts'
import { resource } from './resource.ts'
import type { Wire } from './wire.ts'

const Part = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })
const Configuration = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  properties: { logging: Part, runner: Part, core: Part, ssh: Part, user_defined: Part },
  additionalProperties: true,
})

/** In a form each part is a text of it. The two that every page of the protocol shows are never absent. */
const readParts = (sent: Sent) => {
  const part = json((value) => value)
  const needed = { ...part, required: true, nullable: false }
  return readFields(sent, { logging: needed, runner: needed, core: part, ssh: part, user_defined: part })
}

/** The engine's configuration. */
export function configurationRoutes(wire: Wire): void {
  const { automation } = wire
  resource(wire, {
    path: '/api/configuration',
    name: 'Configuration',
    right: 'keep',
    ways: {
      GET: {
        summary: 'The configuration of the engine',
        right: 'read',
        answer: Configuration,
        refusals: [409],
        act: () => readConfiguration(automation),
      },
      POST: {
        summary: 'Replace the configuration of the engine; the next run goes by it',
        right: 'keep',
        body: Configuration,
        answer: Configuration,
        act: async (request) => {
          const sent = await readBody(wire, request)
          const wanted = { ...sent.fields, ...(await readParts(sent)) }
          return (await replaceConfiguration(automation, request.by, wanted)).configuration
        },
      },
    },
  })
}
