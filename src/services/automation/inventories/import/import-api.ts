import { Type } from 'typebox'
import { Body, Count, Id, Nullable, Text } from '../../../../kernel/api/shapes.ts'
import type { Scope } from '../../../../kernel/http/app.ts'
import { type Automation, SUPERUSER_ROLE } from '../../automation.ts'
import { TARGETS } from './brought.ts'
import { applyImport, type Imported, MOST_LINES, previewImport } from './import.ts'
import type { PlannedLine } from './plan.ts'

const MOST_BYTES = 12_000_000
const MOST_SHOWN = 500

const Line = Type.Object({
  line: Count,
  name: Type.String(),
  does: Type.Enum(['add', 'change', 'same', 'error']),
  hostname: Nullable,
  platform: Nullable,
  groups: Type.Array(Type.String()),
  changes: Type.Array(Type.String()),
  problems: Type.Array(Type.Object({ field: Type.String(), problem: Type.String() })),
})
const ImportView = Type.Object({
  kind: Type.Enum(['netbox', 'table']),
  columns: Type.Array(Type.Object({ column: Type.String(), target: Type.Enum([...TARGETS]) })),
  counts: Type.Object({ add: Count, change: Count, same: Count, error: Count }),
  groups: Type.Array(Type.String(), { description: 'Groups that are made' }),
  lines: Type.Array(Line, { description: `The first ${MOST_SHOWN}, those with errors before all others` }),
  tag: Type.String({ description: 'Of the hosts file as it was compared; goes back with the import itself' }),
  inventoryId: Type.Union([Id, Type.Null()]),
})

function importView(seen: Imported) {
  const counts = { add: 0, change: 0, same: 0, error: 0 }
  for (const { does } of seen.lines) counts[does] += 1
  const isWrong = ({ does }: PlannedLine) => does === 'error'
  const lines = [...seen.lines.filter(isWrong), ...seen.lines.filter((line) => !isWrong(line))]
  return {
    kind: seen.kind,
    columns: seen.columns,
    counts,
    groups: seen.groups,
    lines: lines.slice(0, MOST_SHOWN),
    tag: seen.tag,
    inventoryId: seen.row?.id ?? null,
  }
}

/** Hosts from elsewhere: devices of NetBox as JSON, or a table. */
export function importRoute(scope: Scope, automation: Automation): void {
  scope.post(
    '/inventories/import',
    {
      config: { access: { role: SUPERUSER_ROLE }, refusals: [404, 409, 412] },
      bodyLimit: MOST_BYTES,
      schema: {
        summary: `Look at what a list of at most ${MOST_LINES} hosts would do to an inventory, or do it`,
        body: Body({
          text: Type.Optional(Type.String({ maxLength: 8_000_000 })),
          file: Type.Optional(
            Type.String({ maxLength: 11_000_000, description: 'The bytes of a file in base64' }),
          ),
          inventoryId: Type.Optional(Id),
          name: Type.Optional(Text(200, 1)),
          columns: Type.Optional(
            Type.Record(Type.String({ maxLength: 200 }), Type.Enum([...TARGETS]), {
              maxProperties: 200,
              description: 'What columns of a table are; what is absent is guessed',
            }),
          ),
          tag: Type.Optional(Type.String({ maxLength: 100 })),
          isTrial: Type.Boolean({ description: 'Only look' }),
        }),
        response: { 200: ImportView },
      },
    },
    async ({ body, by }) => {
      const { text, file, columns = {}, inventoryId, name, tag, isTrial } = body
      const list = { ...(text !== undefined && { text }), ...(file !== undefined && { file }) }
      const request = { list, columns, inventoryId, name }
      return importView(
        isTrial
          ? await previewImport(automation, request)
          : await applyImport(automation, by, { ...request, tag }),
      )
    },
  )
}
