import { Type } from 'typebox'
import { clientAddress } from '../http/address.ts'
import type { App, Scope } from '../http/app.ts'
import { getAccount } from '../identity/account.ts'
import { rolesOf } from '../identity/group.ts'
import { endSession, WHOLE_MS } from '../identity/session.ts'
import { signIn } from '../identity/sign-in.ts'
import { AccountView, accountView } from './account-view.ts'
import { Body, Empty, Password, Text } from './shapes.ts'

const Session = Type.Object({ account: AccountView, roles: Type.Array(Type.String()), via: Type.String() })

/** Signing in and out of the console, and who one is. */
export function sessionRoutes(scope: Scope, app: App): void {
  const { identity, cookieName, publicUrl } = app.access
  const flags = `; Path=/; HttpOnly; SameSite=Lax${publicUrl?.startsWith('https:') ? '; Secure' : ''}`

  scope.post(
    '/session',
    {
      config: { access: 'public', checkOrigin: true, refusals: [401, 403, 429] },
      schema: {
        summary: 'Sign in with a name or e-mail address and a password',
        body: Body({ name: Text(320), password: Password }),
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const { account, secret } = await signIn(identity, request.by, {
        ...request.body,
        counted: clientAddress(request).counted,
        userAgent: request.headers['user-agent'],
      })
      return reply
        .code(201)
        .header('set-cookie', `${cookieName}=${secret}; Max-Age=${WHOLE_MS / 1000}${flags}`)
        .header('cache-control', 'no-store')
        .send({ account: accountView(account), roles: await rolesOf(identity, account.id), via: 'session' })
    },
  )

  scope.get(
    '/session',
    { config: { access: 'account' }, schema: { summary: 'Who is signed in', response: { 200: Session } } },
    async (request) => {
      const actor = request.actor as NonNullable<typeof request.actor>
      const account = await getAccount(identity, actor.accountId)
      return { account: accountView(account), roles: [...actor.roles].sort(), via: actor.via }
    },
  )

  scope.delete(
    '/session',
    {
      config: { access: 'account' },
      schema: { summary: 'Sign out: the session ends on the server', response: { 204: Empty } },
    },
    async (request, reply) => {
      const actor = request.actor as NonNullable<typeof request.actor>
      if (actor.via === 'session') {
        await endSession(identity, request.by, actor.accountId, Number(actor.credential.split(':')[1]))
      }
      return reply.code(204).header('set-cookie', `${cookieName}=; Max-Age=0${flags}`).send(null)
    },
  )
}
