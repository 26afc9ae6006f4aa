import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { clientAddress } from '../../../kernel/http/address.ts'
import { signInUrl } from '../outside/globus.ts'
import { problems } from '../outside/outside-problems.ts'
import { giveToken } from '../outside/protocol-token.ts'
import {
  type Entered,
  enterByClient,
  enterByCode,
  enterByPassword,
  enterByToken,
  type From,
} from '../outside/sign-in.ts'
import { type Fields, has, isFields, readFields, textOf } from './body.ts'
import { judgeToken } from './person.ts'
import { type Wire, wireProblems } from './wire.ts'

const LONGEST_TOKEN = 8_192
const LONGEST_NAME = 320
const LONGEST_PASSWORD = 1_024
const LONGEST_ADDRESS = 2_048

const Text = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const Credentials = Type.Object({
  auth_token: Text(LONGEST_TOKEN),
  client_token: Text(LONGEST_TOKEN),
  user_info: Type.Optional(
    Type.Object({
      username: Type.String({ maxLength: LONGEST_NAME }),
      email: Type.String({ maxLength: LONGEST_NAME }),
      first_name: Text(150),
      last_name: Text(150),
    }),
  ),
  redirect_url: Text(LONGEST_ADDRESS),
  code: Text(LONGEST_TOKEN),
  username: Text(LONGEST_NAME),
  password: Text(LONGEST_PASSWORD),
})

/** Trading what says who somebody is for a token of the protocol. */
export function tokenRoutes({ scope, compute }: Wire): void {
  scope.post(
    '/tokens',
    {
      config: { access: 'public', refusals: [401, 403, 429] },
      schema: {
        summary: 'Trade a password, an outside token or a trusted client’s word for a token',
        body: Credentials,
      },
      onRequest: judgeToken(compute),
    },
    async (request) => {
      const fields = readFields(request)
      if (isRedirect(fields) && !has(fields, 'code'))
        return { auth_uri: signInUrl(compute.settings.globus, addressOf(fields)) }
      const entered = await enter({ compute, request, fields })
      if (entered === 'second step') throw wireProblems.secondStep()
      if (!entered) {
        compute.kernel.journal.note({ by: request.by, service: 'compute', action: 'compute.token.refused' })
        throw wireProblems.wrongCredentials()
      }
      const token = await giveToken(compute, request.by, entered)
      return { success: true, message: 'Successful authentication.', token }
    },
  )
}

interface Asked {
  compute: Wire['compute']
  request: FastifyRequest
  fields: Fields
}

/** The form is told by its fields; what fits none lacks the field that most clients send. */
async function enter({ compute, request, fields }: Asked): Promise<Entered | 'second step' | undefined> {
  const from: From = { by: request.by, counted: clientAddress(request).counted }
  if (has(fields, 'auth_token'))
    return enterByToken(compute, from, textOf(fields.auth_token, 'auth_token', LONGEST_TOKEN))
  if (has(fields, 'client_token') || has(fields, 'user_info')) return byClient(compute, from, fields)
  if (isRedirect(fields)) {
    const code = textOf(fields.code, 'code', LONGEST_TOKEN)
    return enterByCode(compute, from, { code, redirectUrl: addressOf(fields) })
  }
  if (has(fields, 'username') && has(fields, 'password'))
    return enterByPassword(compute, from, {
      name: textOf(fields.username, 'username', LONGEST_NAME),
      password: textOf(fields.password, 'password', LONGEST_PASSWORD),
    })
  throw wireProblems.missing('auth_token.')
}

function byClient(compute: Wire['compute'], from: From, fields: Fields): Promise<Entered | undefined> {
  if (!has(fields, 'client_token'))
    throw wireProblems.missing('client_token. Please have admin generate a token for you.')
  if (!has(fields, 'user_info'))
    throw wireProblems.missing('user_info. Please provide user_info to get user_token.')
  const token = textOf(fields.client_token, 'client_token', LONGEST_TOKEN)
  const said = isFields(fields.user_info) ? fields.user_info : {}
  const text = (name: string, most: number) =>
    typeof said[name] === 'string' && said[name] !== ''
      ? textOf(said[name], `user_info.${name}`, most)
      : undefined
  const [username, email] = [text('username', LONGEST_NAME), text('email', LONGEST_NAME)]
  if (username === undefined || email === undefined) throw wireProblems.wrongCredentials()
  const user = { username, email, firstName: text('first_name', 150), lastName: text('last_name', 150) }
  return enterByClient(compute, from, { token, user })
}

const isRedirect = (fields: Fields): boolean => has(fields, 'redirect_url') || has(fields, 'code')

function addressOf(fields: Fields): string {
  if (!has(fields, 'redirect_url')) throw wireProblems.missing('redirect url.')
  const text = textOf(fields.redirect_url, 'redirect_url', LONGEST_ADDRESS)
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) throw problems.badRedirect()
  return text
}
