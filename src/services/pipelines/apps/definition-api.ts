import { Type } from 'typebox'
import { Body, Count, Empty, Text, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { ADMIN_ROLE, type Pipelines } from '../pipelines.ts'
import { AppKey } from './definition.ts'
import type { Fault } from './faults.ts'
import type { ReadFile } from './folder.ts'
import { importDefinitions, removeDefinition } from './import.ts'

const config = { access: { role: ADMIN_ROLE } } as const
/** What is sent of files, all together. */
const MOST_BYTES = 5_000_000

const FaultView = Type.Object({
  file: Type.String(),
  line: Type.Union([Count, Type.Null()]),
  column: Type.Union([Count, Type.Null()]),
  field: Type.Union([Type.String(), Type.Null()]),
  message: Type.String(),
})

const FileView = Type.Object({
  name: Type.String(),
  size: Count,
  changedAt: Time,
  format: Type.Enum(['ours', 'forms', 'command', 'categories', 'boutiques', 'unknown']),
  apps: Type.Array(Type.String()),
  faults: Type.Array(FaultView),
})

const ImportView = Type.Object({
  apps: Type.Array(
    Type.Object({
      key: Type.String(),
      label: Type.String(),
      version: Type.String(),
      fields: Count,
      change: Type.Enum(['new', 'changed', 'same', 'taken']),
      file: Type.String({ description: 'That says it from now on, or says it already' }),
    }),
  ),
  faults: Type.Array(FaultView),
})

const fileView = ({ name, size, changedAt, format, apps, faults }: ReadFile) => ({
  name,
  size,
  changedAt: time(changedAt),
  format,
  apps,
  faults: faults.map((fault: Fault) => ({ ...fault })),
})

/** The files that say what can be run, as operators see them: with what is wrong, and where. */
export function definitionRoutes(scope: Scope, pipelines: Pipelines): void {
  scope.get(
    '/definitions',
    {
      config,
      schema: {
        summary: 'Files of the folder of definitions, with what is wrong with each',
        response: {
          200: Type.Object({
            folder: Type.String(),
            isHeld: Type.Boolean({
              description:
                'The categories cannot be read: nothing of the folder changes until that is mended',
            }),
            files: Type.Array(FileView),
            product: Type.Array(Type.String(), { description: 'Keys of apps that come with the product' }),
          }),
        },
      },
    },
    async () => {
      const { folder, reading, product } = pipelines.apps
      return {
        folder,
        isHeld: reading.isHeld,
        files: reading.files.map(fileView),
        product: [...product.apps.keys()].sort(),
      }
    },
  )

  scope.post(
    '/definitions/import',
    {
      bodyLimit: MOST_BYTES,
      config,
      schema: {
        summary:
          'Take definitions over: descriptors of Boutiques, forms and commands of the portal, or our own',
        body: Body({
          files: Type.Array(
            Type.Object(
              { name: Text(255, 1), text: Type.String({ minLength: 1, maxLength: MOST_BYTES }) },
              { additionalProperties: false },
            ),
            { minItems: 1, maxItems: 500 },
          ),
          dry: Type.Optional(Type.Boolean({ description: 'Only say what would happen' })),
        }),
        response: { 200: ImportView },
      },
    },
    ({ by, body }) => importDefinitions(pipelines, by, body),
  )

  scope.delete(
    '/definitions/:key',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Take an app out of the folder; its experiments stay',
        params: Type.Object({ key: AppKey }),
        response: { 204: Empty },
      },
    },
    async ({ by, params: { key } }, reply) => {
      await removeDefinition(pipelines, by, key)
      return reply.code(204).send(null)
    },
  )
}
