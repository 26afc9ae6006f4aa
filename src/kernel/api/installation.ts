import { Type } from 'typebox'
import { clientAddress } from '../http/address.ts'
import type { App, Scope } from '../http/app.ts'
import { isSetUp, setUp } from '../installation/first-run.ts'
import type { Kernel } from '../kernel.ts'
import { cookiesOf } from './cookies.ts'
import { partyOf } from './passkey-shapes.ts'
import { Session, sendSignedIn } from './session-view.ts'
import { SettingFields } from './settings.ts'
import { Body, Password, Text } from './shapes.ts'

const Language = Type.Union([Type.Literal('en'), Type.Literal('nl')])
const Service = Type.Object({
  name: Type.String(),
  state: Type.Union([Type.Literal('up'), Type.Literal('trouble')]),
  trouble: Type.Union([Type.String(), Type.Null()], { description: 'In a sentence' }),
})

const InstallationView = Type.Object({
  name: Type.String(),
  language: Language,
  setUp: Type.Boolean({ description: 'Whether its first administrator has come in' }),
  contact: Type.Union([Type.String(), Type.Null()], { description: 'Whom to ask when one cannot get in' }),
  signIn: Type.Object({
    password: Type.Boolean(),
    passkeys: Type.Boolean({ description: 'Whether browsers can use passkeys at this address' }),
    outside: Type.Union([Type.Object({ name: Type.String() }), Type.Null()]),
  }),
  services: Type.Array(Service),
})

/** What the sign-in page says, and the first run. */
export function installationRoutes(scope: Scope, app: App, kernel: Kernel): void {
  const { identity, installation, services, config } = kernel
  const cookies = cookiesOf(app.access)

  scope.get(
    '/installation',
    {
      config: { access: 'public' },
      schema: {
        summary: 'What this installation is called, and how one signs in here',
        response: { 200: InstallationView },
      },
    },
    async (request, reply) => {
      const view = {
        name: installation.name,
        language: installation.language,
        setUp: await isSetUp(kernel.db),
        contact: installation.contact ?? null,
        signIn: {
          password: true,
          passkeys: partyOf(request, app.access.publicUrl) !== undefined,
          outside: config.oidc.issuer === undefined ? null : { name: config.oidc.name },
        },
        services: await services.states(),
      }
      return reply.header('cache-control', 'no-store').send(view)
    },
  )

  scope.post(
    '/setup',
    {
      config: { access: 'public', checkOrigin: true, refusals: [401, 403, 409, 429] },
      schema: {
        summary:
          'The first run: set the password of the first administrator and what this is called, and sign in',
        body: Body({
          first: Type.String({ maxLength: 1_024, description: 'The password that the server has printed' }),
          password: Password,
          email: Type.Optional(Text(255, 1)),
          settings: Type.Optional(Body(SettingFields)),
        }),
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const { settings = {}, ...given } = request.body
      const signedIn = await setUp({ identity, installation }, request.by, {
        ...given,
        settings,
        counted: clientAddress(request).counted,
        userAgent: request.headers['user-agent'],
        browser: cookies.browserOf(request),
      })
      return sendSignedIn(reply, kernel, { cookies, signedIn })
    },
  )
}
