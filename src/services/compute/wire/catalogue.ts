import { Type } from 'typebox'
import type { Parameter } from '../kinds/definition.ts'
import { listKindsFor, listParameters } from '../kinds/kind.ts'
import { personOf } from './person.ts'
import { successful, type Wire } from './wire.ts'

const Bound = Type.Optional(Type.Number())
const Envelope = <T extends ReturnType<typeof Type.Object>>(data: T) =>
  Type.Object({ message: Type.String(), success: Type.Boolean(), data })

const JobTypes = Envelope(
  Type.Object({
    job_types: Type.Record(
      Type.String(),
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        description: Type.String(),
        icon: Type.String(),
      }),
    ),
  }),
)

const Parameters = Envelope(
  Type.Object({
    parameters: Type.Array(
      Type.Object({
        display_name: Type.String(),
        description: Type.String(),
        variable_name: Type.String(),
        default_value: Type.Union([Type.Number(), Type.Boolean(), Type.String()]),
        validation: Type.Object({
          type: Type.String(),
          min: Bound,
          max: Bound,
          required: Type.Optional(Type.Boolean()),
        }),
      }),
    ),
  }),
)

/** What can be started, and with which options: open to all; who brings a token sees what their groups may start too. */
export function catalogueRoutes({ scope, compute }: Wire): void {
  scope.get(
    '/job_types',
    {
      exposeHeadRoute: true,
      config: { access: 'public', refusals: [401, 429, 503] },
      schema: { summary: 'What can be started', response: { 200: JobTypes } },
    },
    async (request) => {
      const kinds = await listKindsFor(compute, (await personOf(compute, request))?.accountId)
      const shown = kinds.map(({ key, definition: { name, description, icon } }) => [
        key,
        { id: key, name, description, icon },
      ])
      return successful({ job_types: Object.fromEntries(shown) })
    },
  )

  scope.get(
    '/parameters',
    {
      exposeHeadRoute: true,
      config: { access: 'public', refusals: [401, 429, 503] },
      schema: {
        summary: 'The options of what can be started, and their bounds',
        response: { 200: Parameters },
      },
    },
    async (request) => {
      const parameters = await listParameters(compute, (await personOf(compute, request))?.accountId)
      return successful({ parameters: parameters.map(viewOf) })
    },
  )
}

const viewOf = ({ name, label, description, default: value, type, min, max, required }: Parameter) => ({
  display_name: label,
  description,
  variable_name: name,
  default_value: value,
  validation: {
    type,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(required && { required }),
  },
})
