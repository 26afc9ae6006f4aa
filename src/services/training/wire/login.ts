import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { readForm } from '../../../kernel/http/form.ts'
import { changeOwnPassword } from '../../../kernel/identity/account.ts'
import { sessionIdOf } from '../../../kernel/identity/confirm.ts'
import { Problem } from '../../../kernel/problem.ts'
import { signInByKey } from '../join/sign-in.ts'
import { signInAdmin, tokenOfSession } from './admin.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { A_MANAGER, A_TOKEN, needManager, needVisitor } from './visitor.ts'
import { type Wire, wireProblems } from './wire.ts'

const LONGEST_CREDENTIAL = 1_000
const MOST_BYTES = 65_536

const Login = Type.Object({
  credential: Type.String({ maxLength: LONGEST_CREDENTIAL, description: 'A login key, or a password' }),
  admin_login: Type.Union([Type.Literal(0), Type.Literal(1)]),
})

/** Signing in, by a key or as the administrator, and what a token stands for. */
export async function loginRoutes(wire: Wire): Promise<void> {
  const { scope, training } = wire
  scope.get(
    '/auth/config',
    { exposeHeadRoute: true, config: { access: 'public' }, schema: { summary: 'The way to sign in' } },
    async () => ({ method: 'key' }),
  )

  // Forms are read on this one address, and nowhere else.
  await scope.register(async (inner) => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data'])
      inner.addContentTypeParser(type, (_request, payload, done) => done(null, payload))
    loginRoute({ ...wire, scope: inner as unknown as Scope })
  })

  scope.get(
    '/auth/login',
    {
      exposeHeadRoute: true,
      config: { access: A_TOKEN },
      schema: { summary: 'Whom the token stands for' },
      onRequest: needVisitor(training),
    },
    async ({ visitor }) => {
      if (visitor && 'participant' in visitor) {
        const { id, full_name, target_group, event_id } = visitor.participant
        return { id, full_name, permission: 1, targetGroup: target_group, event_id }
      }
      const { accountId = 0, name = '' } = visitor?.actor ?? {}
      return { id: accountId, full_name: name, permission: 100, targetGroup: null, event_id: -1 }
    },
  )

  passwordRoute(wire)
}

function loginRoute({ scope, training }: Wire): void {
  scope.post(
    '/auth/login',
    {
      bodyLimit: MOST_BYTES,
      config: { access: 'public', refusals: [401, 429] },
      schema: { summary: 'Sign in with a login key, or as the administrator', body: Login },
    },
    async (request) => {
      const { credential, isAdmin } = readLogin(await bodyOf(request))
      if (isAdmin) return { token: await signInAdmin(training, request, credential) }
      const { by } = request
      const { counted } = clientAddress(request)
      const { tokenDays: days } = training.settings
      const made = await signInByKey(training, { key: credential, by, counted, days })
      if (!made) throw wireProblems.wrongLogin()
      return { token: made.token }
    },
  )
}

/** JSON, or the fields of a form. Never the query: keys would end in logs. */
async function bodyOf(request: FastifyRequest): Promise<Fields> {
  if (
    !/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(request.headers['content-type'] ?? '')
  )
    return fieldsOf(request.body)
  const form = await readForm(request.raw, {
    maxBytes: MOST_BYTES,
    maxFieldBytes: MOST_BYTES,
    onFile: async ({ stream }) => void stream.resume(),
  })
  if (form.fault !== undefined) throw form.fault
  return { credential: form.first('credential'), admin_login: form.first('admin_login') }
}

function readLogin({ credential, admin_login }: Fields): { credential: string; isAdmin: boolean } {
  if (typeof credential !== 'string' && typeof credential !== 'number')
    throw wireProblems.malformed('credential is missing, or no text.')
  if (admin_login === undefined || admin_login === null || typeof admin_login === 'object')
    throw wireProblems.malformed('admin_login is missing; it is 0 or 1.')
  const text = String(credential)
  if ([...text].length > LONGEST_CREDENTIAL)
    throw wireProblems.malformed(`credential is longer than ${LONGEST_CREDENTIAL} characters.`)
  // As the original compares: whatever is not this text means the administrator.
  return { credential: text, isAdmin: String(admin_login) !== '0' }
}

const SHORTEST = 10
const LONGEST = 1_024

const Change = Type.Object({
  old_password: Type.String({ maxLength: LONGEST }),
  new_password: Type.String({ minLength: SHORTEST, maxLength: LONGEST }),
})

function passwordRoute({ scope, training }: Wire): void {
  const { identity } = training.kernel
  scope.post(
    '/auth/change_admin_password',
    {
      bodyLimit: MOST_BYTES,
      config: { access: A_MANAGER },
      schema: { summary: 'Set another password; every other token of the account ends', body: Change },
      onRequest: needManager(training),
    },
    async (request) => {
      const { actor } = request
      // A token of the kernel is no sign-in that could be kept.
      if (actor?.via !== 'session') throw wireProblems.unauthorized()
      const { current, next } = readChange(fieldsOf(request.body))
      const session = sessionIdOf(actor)
      const { counted } = clientAddress(request)
      const change = { accountId: actor.accountId, current, next, counted, keepSession: session }
      await changeOwnPassword(identity, request.by, change).catch((error) => {
        if (error instanceof Problem && error.code === 'wrong_password')
          throw wireProblems.malformed('Bad old password')
        throw error
      })
      training.kernel.log.info(
        { account: actor.accountId },
        'The password of an account was changed by the protocol of training.',
      )
      return { token: tokenOfSession(training, { id: actor.accountId, session }) }
    },
  )
}

/** The texts are read by the client's dialog. */
function readChange({ old_password, new_password }: Fields): { current: string; next: string } {
  const [current, next] = [old_password, new_password].map((each) => (typeof each === 'string' ? each : ''))
  if (!current || !next) throw wireProblems.malformed('No data')
  if (![/[A-Z]/, /[a-z]/, /[0-9]/].every((kind) => kind.test(next)))
    throw wireProblems.malformed('Password did not meet requirements')
  if (next.length < SHORTEST)
    throw wireProblems.malformed(`Password too short, needs to be at least ${SHORTEST} characters`)
  return { current, next }
}
