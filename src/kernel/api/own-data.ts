import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { KernelConfig } from '../config/config.ts'
import { zipStream } from '../files/zip.ts'
import type { App, Scope } from '../http/app.ts'
import { httpProblems } from '../http/problems.ts'
import type { Actor } from '../identity/actor.ts'
import { requireFresh, requireFreshOnSelf } from '../identity/confirm.ts'
import { eraseAccount, erasureObstacles } from '../identity/erasure.ts'
import { exportOwnData } from '../identity/own-data.ts'
import type { Kernel } from '../kernel.ts'
import { DAY_MS } from '../span.ts'
import { Body, IdParams, OptionalTime, optionalTime, Text } from './shapes.ts'

/** The last scheduled backup of a month goes when so many others have come. */
function backupsUntil({ backup }: KernelConfig, now: number): number | null {
  const days = Math.max(backup.keepDaily, backup.keepWeekly * 7, backup.keepMonthly * 31)
  return backup.enabled && days > 0 ? now + days * DAY_MS : null
}

const Outlook = Type.Object({
  obstacles: Type.Array(Type.String(), { description: 'Why it cannot be done yet, and what to do' }),
  backupsUntil: {
    ...OptionalTime,
    description: 'Until when scheduled backups still hold what is erased now',
  },
})

/** One's own data: taking it along, and having it erased. */
export function ownDataRoutes(scope: Scope, app: App, { config, clock, journal }: Kernel): void {
  const { identity } = app.access
  const access = 'account' as const
  const outlookOf = async (id: number) => ({
    obstacles: await erasureObstacles(identity, id),
    backupsUntil: optionalTime(backupsUntil(config, clock.now())),
  })

  scope.get(
    '/me/export',
    {
      config: { access, stream: true },
      schema: {
        summary: 'All that is held of me, as a zip of JSON files',
        response: {
          200: {
            description:
              'account.json, sign-ins, tokens, notices and what I did line by line, and a file of each service',
            content: {
              'application/zip': { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { accountId, scopes } = request.actor as Actor
      // What services hold is in it, of which a narrow token opens none or some.
      if (scopes && !scopes.has('*')) throw httpProblems.scope()
      const object = `account:${accountId}`
      journal.note({ by: request.by, action: 'account.exported', object })
      const parts = exportOwnData(identity, accountId)
      return reply
        .type('application/zip')
        .headers({
          'content-disposition': 'attachment; filename="my-data.zip"',
          'cache-control': 'no-store',
        })
        .send(zipStream(entriesOf(parts, new Date(clock.now()))))
    },
  )

  scope.get(
    '/me/erasure',
    {
      config: { access },
      schema: {
        summary: 'What stands in the way of erasing me, and what would stay',
        response: { 200: Outlook },
      },
    },
    async (request) => outlookOf((request.actor as Actor).accountId),
  )

  scope.post(
    '/me/erasure',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Erase me: it cannot be undone',
        body: Body({ name: Text(150) }),
        response: { 200: Type.Pick(Outlook, ['backupsUntil']) },
      },
    },
    async (request) => {
      const actor = request.actor as Actor
      await requireFresh(identity, actor)
      await eraseAccount(identity, request.by, actor.accountId, request.body)
      return { backupsUntil: optionalTime(backupsUntil(config, clock.now())) }
    },
  )

  scope.get(
    '/accounts/:id/erasure',
    {
      config: { access: 'administrator' },
      schema: {
        summary: 'What stands in the way of erasing a person, and what would stay',
        params: IdParams,
        response: { 200: Outlook },
      },
    },
    async (request) => outlookOf(request.params.id),
  )

  scope.post(
    '/accounts/:id/erasure',
    {
      config: { access: 'administrator', refusals: [409] },
      schema: {
        summary: 'Erase a person: it cannot be undone',
        params: IdParams,
        body: Body({ name: Text(150), reason: Text(500, 1) }),
        response: { 200: Type.Pick(Outlook, ['backupsUntil']) },
      },
    },
    async (request) => {
      const { id } = request.params
      await requireFreshOnSelf(identity, request.actor as Actor, id)
      await eraseAccount(identity, request.by, id, request.body)
      return { backupsUntil: optionalTime(backupsUntil(config, clock.now())) }
    },
  )
}

async function* entriesOf(parts: ReturnType<typeof exportOwnData>, mtime: Date) {
  for await (const { name, text } of parts)
    yield { name: `my-data/${name}`, mtime, open: async () => Readable.from(text) }
}
