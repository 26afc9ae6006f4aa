import { type Static, Type } from 'typebox'
import { Id } from '../../../kernel/api/shapes.ts'

/** Who is told of the end of runs, as templates, presets and runs keep it; an empty object says nothing. */
export const Notify = Type.Object(
  {
    on: Type.Optional(Type.Enum(['failed', 'finished', 'both'])),
    accounts: Type.Optional(Type.Array(Id, { maxItems: 50, description: 'People' })),
    channels: Type.Optional(Type.Array(Id, { maxItems: 20, description: 'Chats and mailboxes' })),
  },
  { additionalProperties: false },
)
export type Notify = Static<typeof Notify>

/** What a run says, or else its template; a failure is told where nothing else is said. */
export function notifyOf(run: string, template: string | undefined): Required<Notify> {
  const own = JSON.parse(run) as Notify
  const said = Object.keys(own).length > 0 ? own : (JSON.parse(template ?? '{}') as Notify)
  return { on: said.on ?? 'failed', accounts: said.accounts ?? [], channels: said.channels ?? [] }
}
