import { type Static, Type } from 'typebox'
import {
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  Lines,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  paging,
  Query,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Automation, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import type { HostKeyRow } from '../tables.ts'
import { acceptHostKey, importHostKeys, type ListedKey, listHostKeys, removeHostKey } from './host-key.ts'
import { readKnownHosts } from './known-hosts.ts'

const State = Type.Union([Type.Literal('trusted'), Type.Literal('offered')], {
  description: 'Believed; or offered, and refused until somebody accepts it',
})

const HostKeyView = Type.Object({
  id: Id,
  address: Type.String(),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  type: Type.String(),
  fingerprint: Type.String(),
  state: State,
  firstSeenAt: Time,
  seenAt: Time,
  acceptedBy: Type.Union([Type.String(), Type.Null()]),
  acceptedAt: OptionalTime,
  believed: Type.Array(Type.Object({ type: Type.String(), fingerprint: Type.String() }), {
    description: 'Of an offered one: which are believed of that host',
  }),
})

const readers = { access: { role: SUPPORT_ROLE } } as const
const keepers = { access: { role: SUPERUSER_ROLE } } as const

/** Keys by which hosts are known: a changed one opens nothing until a superuser has compared it. */
export function hostKeyRoutes(scope: Scope, automation: Automation): void {
  scope.get(
    '/host-keys',
    {
      config: readers,
      schema: {
        summary: 'Keys of hosts, believed ones and those that wait to be compared',
        querystring: Query({
          ...paging,
          search: Type.Optional(Text(255)),
          state: Type.Optional(State),
        }),
        response: { 200: Page(HostKeyView) },
      },
    },
    async ({ query: { limit, ...filter } }) => {
      const { items, next } = pageOf(
        await listHostKeys(automation, { ...filter, limit }),
        limit,
        (each) => each,
      )
      return { items: items.map(hostKeyView), next }
    },
  )

  scope.post(
    '/host-keys/import',
    {
      config: keepers,
      schema: {
        summary:
          'Believe the keys of a known_hosts file; those that differ from what is believed wait to be compared',
        body: Body({ text: Lines(1_000_000, 1) }),
        response: {
          200: Type.Object({
            added: Count,
            same: Count,
            other: Count,
            unusable: Type.Array(Type.Object({ line: Count, reason: Type.String() })),
          }),
        },
      },
    },
    async (request) => {
      const { keys, unusable } = readKnownHosts(request.body.text)
      return { ...(await importHostKeys(automation, request.by, keys)), unusable: unusable.slice(0, 1_000) }
    },
  )

  scope.post(
    '/host-keys/:id/accept',
    {
      config: { ...keepers, refusals: [409] },
      schema: {
        summary: 'Believe an offered key that was compared; what was believed of that host goes',
        params: IdParams,
        body: Body({ fingerprint: Text(100, 1) }),
        response: { 200: HostKeyView },
      },
    },
    async (request) => {
      const { id } = request.params
      const row = await acceptHostKey(automation, request.by, { id, ...request.body })
      return hostKeyView({ id, row, acceptedBy: request.actor?.name ?? null, believed: [] })
    },
  )

  scope.delete(
    '/host-keys/:id',
    {
      config: keepers,
      schema: {
        summary: 'Forget a key; the host is unknown again',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeHostKey(automation, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )
}

const hostKeyView = ({ row, acceptedBy, believed }: ListedKey): Static<typeof HostKeyView> => ({
  id: row.id,
  address: row.address,
  port: row.port,
  type: row.type,
  fingerprint: row.fingerprint,
  state: row.state,
  firstSeenAt: time(row.first_seen_at),
  seenAt: time(row.seen_at),
  acceptedBy,
  acceptedAt: optionalTime(row.accepted_at),
  believed: believed.map(({ type, fingerprint }: HostKeyRow) => ({ type, fingerprint })),
})
