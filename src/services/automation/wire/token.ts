import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { clientAddress } from '../../../kernel/http/address.ts'
import { httpProblems } from '../../../kernel/http/problems.ts'
import { authenticate } from '../../../kernel/identity/authenticate.ts'
import { methodsOf } from '../../../kernel/identity/factor.ts'
import { findAccount } from '../../../kernel/identity/identity.store.ts'
import { checkPassword } from '../../../kernel/identity/sign-in.ts'
import type { AccountRow } from '../../../kernel/identity/tables.ts'
import { Problem } from '../../../kernel/problem.ts'
import { readBody } from './body.ts'
import { readFields, secretText, text } from './fields.ts'
import { makeToken, openSignIn, readToken, valueBehind } from './jwt.ts'
import { countForgery, negotiate } from './person.ts'
import { type Wire, wireProblems } from './wire.ts'

const Login = Type.Object({ username: Type.String(), password: Type.String() })
const Pair = Type.Object({ refresh: Type.String(), access: Type.String() })
const Refresh = Type.Object({ refresh: Type.String() })
const Access = Type.Object({ access: Type.String() })

/** A password for two tokens, and the longer-lived of them for another of the shorter-lived. */
export function tokenRoutes(wire: Wire): void {
  for (const under of ['/api', '']) {
    open(wire, `${under}/token`, {
      schema: {
        summary: 'Trade a password for an access and a refresh token',
        body: Login,
        response: { 200: Pair },
      },
      act: (request) => signIn(wire, request),
    })
    open(wire, `${under}/token/refresh`, {
      schema: {
        summary: 'Another access token for a refresh token',
        body: Refresh,
        response: { 200: Access },
      },
      act: (request) => refresh(wire, request),
    })
  }
}

interface Open {
  schema: object
  act(request: FastifyRequest): Promise<unknown>
}

function open({ scope }: Wire, url: string, { schema, act }: Open): void {
  scope.route({
    method: 'POST',
    url,
    config: { access: 'public', refusals: [400, 401, 406, 429] },
    schema,
    onRequest: negotiate,
    handler: act,
  })
  scope.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url,
    config: { access: 'public' },
    schema: { hide: true },
    async handler() {
      throw httpProblems.methodNotAllowed('POST, OPTIONS')
    },
  })
}

async function signIn(wire: Wire, request: FastifyRequest) {
  const { automation } = wire
  const { identity } = automation.kernel
  const shape = { username: text({ required: true }), password: secretText() }
  const { username = '', password = '' } = await readFields(await readBody(wire, request), shape)
  const { counted } = clientAddress(request)
  const account: AccountRow = await checkPassword(identity, request.by, {
    name: username,
    password,
    counted,
  }).catch((error) => {
    throw error instanceof Problem && error.status === 401 ? wireProblems.wrongLogin() : error
  })
  if ((await methodsOf(identity.db, account.id)).length > 0) throw wireProblems.secondStep()
  const pair = await openSignIn(automation, request.by, account)
  if (!pair) throw wireProblems.wrongLogin()
  return { refresh: pair.refresh, access: pair.access }
}

/** The refresh token stays as it is: clients keep the first one. */
async function refresh(wire: Wire, request: FastifyRequest) {
  const { automation } = wire
  const { identity } = automation.kernel
  const shape = { refresh: text({ required: true }) }
  const { refresh: token = '' } = await readFields(await readBody(wire, request), shape)
  const claims = readToken(automation, token)
  if (!claims) {
    countForgery(wire, request, token)
    throw wireProblems.badRefresh()
  }
  if (claims.isOver) throw wireProblems.badRefresh()
  if (claims.token_type !== 'refresh') throw wireProblems.wrongType()
  const value = valueBehind(automation, claims.signIn)
  const actor = await authenticate(identity, { token: value, address: clientAddress(request).counted }).catch(
    (error) => {
      throw error instanceof Problem && error.status === 401 ? wireProblems.badRefresh() : error
    },
  )
  const account = actor && (await findAccount(automation.db, actor.accountId))
  if (!account || account.id !== claims.user_id) throw wireProblems.badRefresh()
  return { access: await makeToken(automation, account, { type: 'access', signIn: claims.signIn }) }
}
