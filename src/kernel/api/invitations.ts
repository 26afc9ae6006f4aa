import { type Static, Type } from 'typebox'
import { clientAddress } from '../http/address.ts'
import type { App, Scope } from '../http/app.ts'
import { answerOnce } from '../http/idempotent.ts'
import { acceptInvitation, openInvitation } from '../identity/acceptance.ts'
import {
  addInvitation,
  listInvitations,
  prepareInvitation,
  resendInvitation,
  withdrawInvitation,
} from '../identity/invitation.ts'
import type { InvitationRow } from '../identity/link.tables.ts'
import type { Kernel } from '../kernel.ts'
import { cookiesOf } from './cookies.ts'
import { LinkSecret } from './recovery.ts'
import { Session, sendSignedIn } from './session-view.ts'
import {
  Body,
  Empty,
  Id,
  IdParams,
  Nullable,
  OptionalTime,
  optionalTime,
  Page,
  Password,
  pageOf,
  Query,
  RetryHeaders,
  Text,
  Time,
  time,
} from './shapes.ts'

const State = Type.Union([
  Type.Literal('invited'),
  Type.Literal('expired'),
  Type.Literal('accepted'),
  Type.Literal('withdrawn'),
])
const InvitationView = Type.Object({
  id: Id,
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  roles: Type.Array(Type.String()),
  state: State,
  inviter: Nullable,
  mail: Type.Union([Type.String(), Type.Null()], {
    description: 'What became of its mail: queued, sent, failed, or kept where there is no mail server',
  }),
  account: Type.Union([Id, Type.Null()], { description: 'Whom it became' }),
  createdAt: Time,
  expiresAt: Time,
  acceptedAt: OptionalTime,
})
const Opened = Type.Object({
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  inviter: Nullable,
  language: Type.String(),
  expiresAt: Time,
})

type Listed = InvitationRow & { inviter?: string | null; mail_state?: string | null }

/** Bringing people in by mail. */
export function invitationRoutes(scope: Scope, app: App, kernel: Kernel): void {
  const { links } = kernel
  const { identity } = links
  const cookies = cookiesOf(app.access)
  const access = 'administrator' as const
  const viewOf = (row: Listed): Static<typeof InvitationView> => ({
    id: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    roles: row.roles.split(' ').filter((role) => role !== ''),
    state: stateOf(row, identity.clock.now()),
    inviter: row.inviter ?? null,
    mail: row.mail_state ?? null,
    account: row.account_id,
    createdAt: time(row.created_at),
    expiresAt: time(row.expires_at),
    acceptedAt: optionalTime(row.accepted_at),
  })

  scope.get(
    '/invitations',
    {
      config: { access },
      schema: {
        summary: 'Invitations, newest first',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          open: Type.Optional(Type.Boolean({ description: 'Only those that can be accepted now' })),
        }),
        response: { 200: Page(InvitationView) },
      },
    },
    async (request) => {
      const { limit, ...filter } = request.query
      return pageOf(await listInvitations(identity, { ...filter, limit: limit + 1 }), limit, viewOf)
    },
  )

  scope.post(
    '/invitations',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Invite somebody by mail',
        headers: RetryHeaders,
        body: Body({
          email: Text(255, 1),
          firstName: Type.Optional(Text(150)),
          lastName: Type.Optional(Text(150)),
          roles: Type.Optional(Type.Array(Text(80), { maxItems: 100 })),
          groups: Type.Optional(Type.Array(Id, { maxItems: 100 })),
          language: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('nl')])),
        }),
        response: { 201: InvitationView },
      },
    },
    async (request, reply) => {
      const prepared = await prepareInvitation(links, request.by, request.body)
      await answerOnce({ ...identity, request, reply }, async (tx) => {
        const row = await addInvitation(links, tx, request.by, prepared)
        return { status: 201, body: viewOf({ ...row, inviter: request.by.name }) }
      })
      return reply
    },
  )

  scope.post(
    '/invitations/:id/resend',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Send an invitation again, with a new link for another 7 days',
        params: IdParams,
        response: { 200: InvitationView },
      },
    },
    async (request) => viewOf(await resendInvitation(links, request.by, request.params.id)),
  )

  scope.delete(
    '/invitations/:id',
    {
      config: { access, refusals: [409] },
      schema: { summary: 'Withdraw an invitation', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      await withdrawInvitation(identity, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/invitations/open',
    {
      config: { access: 'public', refusals: [410, 429] },
      schema: {
        summary: 'Look at an invitation by the secret of its link',
        body: Body({ secret: LinkSecret }),
        response: { 200: Opened },
      },
    },
    async (request) => {
      const { counted } = clientAddress(request)
      const row = await openInvitation(identity, { ...request.body, counted })
      return {
        email: row.email,
        firstName: row.first_name,
        lastName: row.last_name,
        inviter: row.inviter,
        language: row.language,
        expiresAt: time(row.expires_at),
      }
    },
  )

  scope.post(
    '/invitations/accept',
    {
      config: { access: 'public', checkOrigin: true, refusals: [403, 409, 410, 429] },
      schema: {
        summary: 'Accept an invitation: makes the account and signs it in',
        body: Body({
          secret: LinkSecret,
          name: Text(150),
          password: Password,
          firstName: Type.Optional(Text(150)),
          lastName: Type.Optional(Text(150)),
        }),
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const signedIn = await acceptInvitation(identity, request.by, {
        ...request.body,
        counted: clientAddress(request).counted,
        userAgent: request.headers['user-agent'],
        browser: cookies.browserOf(request),
      })
      return sendSignedIn(reply, kernel, { cookies, signedIn })
    },
  )
}

function stateOf(row: InvitationRow, now: number): Static<typeof State> {
  if (row.accepted_at !== null) return 'accepted'
  if (row.withdrawn_at !== null && row.withdrawn_at < row.expires_at) return 'withdrawn'
  return row.expires_at <= now ? 'expired' : 'invited'
}
