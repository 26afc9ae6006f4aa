import { Type } from 'typebox'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { Form } from '../../../kernel/http/form.ts'
import { Problem } from '../../../kernel/problem.ts'
import { approve, deny } from '../people/decide.ts'
import { listGroupsOf } from '../people/person.store.ts'
import { everybody } from '../people/person-list.ts'
import { giveToken, signInByForm } from '../people/session.ts'
import { type Setting, setSetting } from '../people/setting.ts'
import { signUp } from '../people/sign-up.ts'
import { queryOf, readFields, textOf } from './body.ts'
import { A_TOKEN, personOf, tokenOf } from './person.ts'
import { RESERVED, reserved, reservedBy } from './reserved.ts'
import { Done, ErrorBody, ID, NumberedPath, type Wire, wireProblems } from './wire.ts'

const PREFIX = 'setting-'
const LONGEST_PASSWORD_BYTES = 1_024
const LONGEST = 10_000

/** Accounts: how people get one and sign in, and how the administrator decides about them. */
export function userRoutes(wire: Wire): void {
  signUpRoute(wire)
  signInRoute(wire)
  ownRoutes(wire)
  decisionRoutes(wire)
}

const Token = Type.Object({ token: Type.String() })

function signUpRoute({ scope, pipelines }: Wire): void {
  scope.post(
    '/users/new',
    {
      config: { access: 'public', refusals: [400, 403, 409, 413, 429] },
      schema: {
        summary:
          'Ask for an account: a form with email, password, and setting-… for what one says of oneself',
        response: { 200: Type.Union([Done, Token]) },
      },
    },
    async (request) => {
      const form = await readFields(request)
      const email = textOf(form.first('email'), 'email', LONGEST)
      const password = textOf(form.first('password'), 'password', LONGEST)
      if (Buffer.byteLength(password) > LONGEST_PASSWORD_BYTES)
        throw wireProblems.malformed('The password is longer than 1,024 bytes.')
      if ((form.first('confirm-password') ?? password) !== password) throw wireProblems.passwordsDiffer()
      const { counted } = clientAddress(request)
      const asked = { email, password, settings: settingsIn(form), counted, mustProve: false }
      const { account, state } = await signUp(pipelines, request.by, asked)
      if (state !== 'approved') return true
      return { token: (await giveToken(pipelines, request.by, account)) ?? '' }
    },
  )
}

/** Of a repeated one the first counts. */
function settingsIn({ fields, first }: Form<void>): Setting[] {
  const names = fields.map(({ name }) => name).filter((name) => name.startsWith(PREFIX))
  return [...new Set(names)].map((name) => ({
    name: name.slice(PREFIX.length),
    value: textOf(first(name), name, LONGEST),
  }))
}

function signInRoute({ scope, pipelines }: Wire): void {
  scope.post(
    '/users/auth',
    {
      config: { access: 'public', refusals: [400, 413, 429] },
      schema: {
        summary: 'Sign in with email and password; the session before ends, and this one in 24 hours',
        response: { 200: Type.Union([Token, ErrorBody]) },
      },
    },
    async (request) => {
      const form = await readFields(request)
      const [email, password] = [form.first('email') ?? '', form.first('password') ?? '']
      const { counted } = clientAddress(request)
      const attempt = { email: email.slice(0, LONGEST), password, counted }
      const found = await signInByForm(pipelines, request.by, attempt).catch((error) => {
        throw error instanceof Problem && error.status === 429 ? wireProblems.tooMany(error) : error
      })
      if ('token' in found) return found
      if (found.refused === 'waiting') throw wireProblems.waiting()
      throw found.refused === 'wrong' ? wireProblems.invalidCredentials() : wireProblems.secondStep()
    },
  )
}

function ownRoutes(wire: Wire): void {
  const { scope, pipelines } = wire
  scope.post(
    '/users/settings/set',
    {
      config: { access: A_TOKEN, refusals: [400, 409, 413] },
      schema: {
        summary: 'Set one thing of mine: a form with token, name and value',
        response: { 200: Done },
      },
    },
    async (request) => {
      const form = await readFields(request)
      const token = form.first('token') ?? tokenOf(request)
      const { accountId } = await personOf(wire, request, { token })
      const name = textOf(form.first('name'), 'name', LONGEST)
      const value = textOf(form.first('value'), 'value', LONGEST)
      await setSetting(pipelines, request.by, accountId, { name, value })
      return true as const
    },
  )

  scope.get(
    '/users/groups',
    {
      exposeHeadRoute: true,
      config: { access: A_TOKEN },
      schema: {
        summary: 'The names of my groups',
        querystring: Type.Object({ token: Type.Optional(Type.String()) }),
        response: {
          200: Type.Union([Type.Object({ groups: Type.Array(Type.String()) }), ErrorBody]),
        },
      },
    },
    async (request) => {
      const { accountId } = await personOf(wire, request)
      const groups = await listGroupsOf(pipelines.db, [accountId])
      return { groups: groups.map(({ name }) => name) }
    },
  )
}

const Listed = Type.Array(
  Type.Object({
    id: Type.Integer(),
    email: Type.String(),
    token: Type.Null(),
    approved: Type.Integer({ minimum: 0, maximum: 1 }),
    settings: Type.Record(Type.String(), Type.String()),
  }),
)

function decisionRoutes(wire: Wire): void {
  const { scope, pipelines } = wire
  scope.get(
    '/users/list',
    {
      exposeHeadRoute: true,
      config: { access: RESERVED, refusals: [403] },
      onRequest: reserved(wire, { free: true }),
      schema: {
        summary: 'All accounts, newest first; or those that wait for approval',
        querystring: Type.Object({ awaiting_approval: Type.Optional(Type.String()) }),
        response: { 200: Listed },
      },
    },
    async (request) => {
      const people = await everybody(pipelines, {
        unapproved: queryOf(request, 'awaiting_approval') === '1',
      })
      return people.map(({ id, email, name, may, settings }) => ({
        id,
        email: email ?? name,
        token: null,
        approved: may,
        settings: Object.fromEntries(settings.map((each) => [each.name, each.value])),
      }))
    },
  )

  for (const { verb, act, summary } of [
    { verb: 'approve', act: approve, summary: 'Let somebody in' },
    { verb: 'deny', act: deny, summary: 'Withdraw the approval of somebody, at once' },
  ])
    scope.get(
      `/users/${verb}/${ID}`,
      {
        config: { access: RESERVED, refusals: [403, 404, 409] },
        onRequest: reserved(wire),
        schema: { summary, params: NumberedPath, response: { 200: Type.Literal(true) } },
      },
      async (request) => {
        await act(pipelines, reservedBy(request), Number(request.params.id))
        return true as const
      },
    )
}
