import { type Static, Type } from 'typebox'
import { Body, Count, Empty, Id, Query, Text, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { fullName } from '../../../kernel/identity/people.ts'
import { ADMIN_ROLE, type Pipelines } from '../pipelines.ts'
import { listReceivers, ReceiversView } from '../sharing/receivers.ts'
import { listLimits, type Subject, setLimits } from './limit-change.ts'

const most = (maximum: number, description: string) =>
  Type.Union([Type.Integer({ minimum: 0, maximum }), Type.Null()], { description })

const Figures = {
  files: most(100_000, 'Input files stored at once; null is what their groups or the settings say'),
  running: most(10_000, 'Experiments at work at once; likewise'),
  bytes: most(Number.MAX_SAFE_INTEGER, 'Of all files stored in their name; null is no limit of theirs'),
}

const LimitView = Type.Object({
  id: Id,
  subject: Type.Enum(['account', 'group']),
  subjectId: Id,
  name: Type.String(),
  ...Figures,
  setAt: Time,
})

const LimitsView = Type.Object({
  defaults: Type.Object({ files: Count, running: Count, fileBytes: Count }),
  items: Type.Array(LimitView),
})

const SubjectParams = Type.Object({ subject: Type.Enum(['accounts', 'groups']), id: Id })

/** Limits of people and groups, for those who run pipelines. */
export function limitRoutes(scope: Scope, pipelines: Pipelines): void {
  const { db, settings } = pipelines
  const config = { access: { role: ADMIN_ROLE } }
  const subjectOf = ({ subject, id }: Static<typeof SubjectParams>): Subject => ({
    kind: subject === 'accounts' ? 'account' : 'group',
    id,
  })

  scope.get(
    '/limits/subjects',
    {
      config,
      schema: {
        summary: 'Whom limits can be set for: groups, and people who use pipelines, 20 of each',
        querystring: Query({ search: Type.Optional(Text(200)) }),
        response: { 200: ReceiversView },
      },
    },
    async ({ query: { search } }) => ({
      items: await listReceivers(pipelines, { account: 'everybody', search }),
    }),
  )

  scope.get(
    '/limits',
    {
      config,
      schema: {
        summary: 'What is said about single people and groups, and what counts for everybody else',
        querystring: Query({}),
        response: { 200: LimitsView },
      },
    },
    async () => {
      const rows = await listLimits(db)
      return {
        defaults: {
          files: settings.maxFiles,
          running: settings.running,
          fileBytes: settings.maxFileBytes,
        },
        items: rows.map(limitView),
      }
    },
  )

  scope.put(
    '/limits/:subject/:id',
    {
      config,
      schema: {
        summary:
          'Set how much a person, or each member of a group, may use; nothing that is there is touched',
        params: SubjectParams,
        body: Body(Figures),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await setLimits(pipelines, request.by, subjectOf(request.params), request.body)
      return reply.code(204).send(null)
    },
  )

  scope.delete(
    '/limits/:subject/:id',
    {
      config,
      schema: {
        summary: 'Take the limits of a person or a group away',
        params: SubjectParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const none = { files: null, running: null, bytes: null }
      await setLimits(pipelines, request.by, subjectOf(request.params), none)
      return reply.code(204).send(null)
    },
  )
}

function limitView(row: Awaited<ReturnType<typeof listLimits>>[number]): Static<typeof LimitView> {
  const { name, first_name, last_name } = row
  return {
    id: row.id,
    subject: row.account_id === null ? 'group' : 'account',
    subjectId: row.account_id ?? (row.group_id as number),
    name:
      row.group_name ??
      fullName({ name: name ?? '', first_name: first_name ?? '', last_name: last_name ?? '' }),
    files: row.files,
    running: row.running,
    bytes: row.bytes,
    setAt: time(row.set_at),
  }
}
