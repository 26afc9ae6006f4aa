import { Type } from 'typebox'
import { Empty } from '../../../kernel/api/shapes.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { getEvent } from '../events/event.store.ts'
import { noteExport } from '../files/export-note.ts'
import { workbookOf } from '../files/workbook.ts'
import { MOST_PARTICIPANTS } from '../participants/participant-problems.ts'
import { listWithKeys, replaceParticipants } from '../participants/participant-replace.ts'
import type { Training } from '../training.ts'
import { A_MANAGER, needManager } from './visitor.ts'
import { idOf, NumberedPath, type Wire } from './wire.ts'

const MOST_BYTES = 10_000_000
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const Text = Type.Optional(Type.String({ maxLength: 80 }))
const Users = Type.Array(
  Type.Object({
    id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    full_name: Type.String({ minLength: 1, maxLength: 80 }),
    user_class: Text,
    targetGroup: Text,
    identity: Text,
  }),
  { maxItems: MOST_PARTICIPANTS },
)

/** The participants of an event with their keys, for its managers. */
export function userRoutes({ scope, training }: Wire): void {
  const manager = { config: { access: A_MANAGER }, onRequest: needManager(training) }

  scope.get(
    '/events/:id/users',
    {
      ...manager,
      exposeHeadRoute: true,
      schema: { summary: 'Participants with their keys', params: NumberedPath },
    },
    async ({ by, params: { id } }) => ({
      users: await listUsers(training, by, { id, unregistered: false }),
    }),
  )

  scope.put(
    '/events/:id/users',
    {
      ...manager,
      bodyLimit: MOST_BYTES,
      schema: {
        summary: 'Replace the list of participants',
        params: NumberedPath,
        body: Users,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await getEvent(training.db, idOf(request.params.id))
      await replaceParticipants(training, request.by, { eventId, items: request.body })
      return reply.code(204).send(null)
    },
  )

  // The client's service has the second one, misspelt.
  for (const path of ['/events/:id/unregistered_users', '/event/:id/unregistered_users'])
    scope.get(
      path,
      {
        ...manager,
        exposeHeadRoute: true,
        schema: { summary: 'Participants who have not registered', params: NumberedPath },
      },
      async ({ by, params: { id } }) => ({
        users: await listUsers(training, by, { id, unregistered: true }),
      }),
    )

  scope.get(
    '/export/event_registrations/:id',
    {
      ...manager,
      exposeHeadRoute: true,
      schema: { summary: 'Who is registered for what, as an Excel workbook', params: NumberedPath },
    },
    async (request, reply) => {
      const { id } = await getEvent(training.db, idOf(request.params.id))
      noteExport(training, request.by, id, 'workbook')
      return reply
        .type(XLSX)
        .header('content-disposition', 'attachment; filename="inschrijvingen.xlsx"')
        .send(await workbookOf(training, id))
    },
  )
}

async function listUsers(training: Training, by: By, wanted: { id: string; unregistered: boolean }) {
  const { id: eventId } = await getEvent(training.db, idOf(wanted.id))
  const list = await listWithKeys(training, by, { eventId, unregistered: wanted.unregistered })
  return list.map(({ row, key, registrations }) => ({
    id: row.id,
    full_name: row.full_name,
    identity: key,
    permission: 1,
    targetGroup: row.target_group,
    user_class: row.user_class,
    event_id: row.event_id,
    registrations,
  }))
}
