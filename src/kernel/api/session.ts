import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { clientAddress } from '../http/address.ts'
import type { App, Scope } from '../http/app.ts'
import { getAccount } from '../identity/account.ts'
import type { Actor } from '../identity/actor.ts'
import { confirmSession, sessionIdOf } from '../identity/confirm.ts'
import { askPasskey } from '../identity/passkey.ts'
import { endSession } from '../identity/session.ts'
import { finishSignIn, halfSignedIn, type SignedIn, signIn, signInByPasskey } from '../identity/sign-in.ts'
import type { Kernel } from '../kernel.ts'
import { cookiesOf } from './cookies.ts'
import { needParty, PasskeyAsked, PasskeyShown, partyOf } from './passkey-shapes.ts'
import { Session, sendSignedIn, sessionView } from './session-view.ts'
import { Body, Empty, Password, Text } from './shapes.ts'

const Method = Type.Union([Type.Literal('code'), Type.Literal('passkey')])
const HalfSession = Type.Object({ next: Type.Literal('second-factor'), methods: Type.Array(Method) })
const Proof = { code: Type.Optional(Text(40)), passkey: Type.Optional(PasskeyShown) }

/** Signing in and out of the console, and who one is. */
export function sessionRoutes(scope: Scope, app: App, kernel: Kernel): void {
  const { identity, publicUrl } = app.access
  const cookies = cookiesOf(app.access)
  const open = { access: 'public', checkOrigin: true, refusals: [401, 403, 409, 429] } as const

  const fromOf = (request: FastifyRequest) => ({
    counted: clientAddress(request).counted,
    userAgent: request.headers['user-agent'],
    browser: cookies.browserOf(request),
    party: partyOf(request, publicUrl),
  })
  const answer = (reply: FastifyReply, signedIn: SignedIn) =>
    sendSignedIn(reply, kernel, { cookies, signedIn })

  scope.post(
    '/session',
    {
      config: open,
      schema: {
        summary: 'Sign in with a name or e-mail address and a password',
        body: Body({ name: Text(320), password: Password }),
        response: {
          200: { ...HalfSession, description: 'The password is right; a second step is to come' },
          201: Session,
        },
      },
    },
    async (request, reply) => {
      const signed = await signIn(identity, request.by, { ...request.body, ...fromOf(request) })
      if ('secret' in signed) return answer(reply, signed)
      return reply
        .code(200)
        .headers({ 'set-cookie': cookies.halfSignedIn(signed.ticket), 'cache-control': 'no-store' })
        .send({ next: 'second-factor', methods: signed.methods })
    },
  )

  scope.post(
    '/session/second-factor',
    {
      config: open,
      schema: {
        summary: 'The second step of signing in: a code of an app, a recovery code, or a passkey',
        body: Body(Proof),
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const ticket = cookies.ticketOf(request)
      const shown = { ticket, proof: request.body, ...fromOf(request) }
      return answer(reply, await finishSignIn(identity, request.by, shown))
    },
  )

  scope.get(
    '/session/passkey',
    {
      config: { access: 'public', refusals: [409] },
      schema: {
        summary: 'What a browser needs to show a passkey: of whoever is half signed in, else of anybody',
        response: { 200: PasskeyAsked },
      },
    },
    async (request, reply) => {
      const ticket = cookies.ticketOf(request)
      const account = ticket === undefined ? undefined : await halfSignedIn(identity, ticket)
      const asked = await askPasskey(identity, needParty(request, publicUrl), account)
      return reply.header('cache-control', 'no-store').send(asked)
    },
  )

  scope.post(
    '/session/passkey',
    {
      config: open,
      schema: {
        summary: 'Sign in with a passkey alone',
        body: Body({ passkey: PasskeyShown }),
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const shown = { answer: request.body.passkey, ...fromOf(request) }
      return answer(reply, await signInByPasskey(identity, request.by, shown))
    },
  )

  scope.get(
    '/session',
    { config: { access: 'account' }, schema: { summary: 'Who is signed in', response: { 200: Session } } },
    async (request) => {
      const actor = request.actor as Actor
      const account = await getAccount(identity, actor.accountId)
      return sessionView(kernel, account, actor)
    },
  )

  scope.post(
    '/session/confirm',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Show again that it is me: for 15 minutes I may change how I sign in',
        body: Body({ password: Type.Optional(Password), ...Proof }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { password, ...proof } = request.body
      const shown = { password, proof, ...fromOf(request) }
      await confirmSession(identity, request.by, request.actor as Actor, shown)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/session/confirm',
    {
      config: { access: 'account', refusals: [409] },
      schema: { summary: 'What a browser needs to show one of my passkeys', response: { 200: PasskeyAsked } },
    },
    async (request, reply) => {
      const { accountId } = request.actor as Actor
      const asked = await askPasskey(identity, needParty(request, publicUrl), { id: accountId })
      return reply.header('cache-control', 'no-store').send(asked)
    },
  )

  scope.delete(
    '/session',
    {
      config: { access: 'account', always: true },
      schema: { summary: 'Sign out: the session ends on the server', response: { 204: Empty } },
    },
    async (request, reply) => {
      const actor = request.actor as Actor
      if (actor.via === 'session') await endSession(identity, request.by, actor.accountId, sessionIdOf(actor))
      return reply.code(204).header('set-cookie', cookies.signedOut()).send(null)
    },
  )
}
