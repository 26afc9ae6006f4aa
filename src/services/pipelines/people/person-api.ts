import { Type } from 'typebox'
import {
  Body,
  Empty,
  Id,
  IdParams,
  Lines,
  Page,
  Password,
  pageOf,
  Query,
  Text,
} from '../../../kernel/api/shapes.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { getAccount } from '../../../kernel/identity/account.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { ADMIN_ROLE, type Pipelines } from '../pipelines.ts'
import { approve, deny } from './decide.ts'
import { findPerson } from './person.store.ts'
import { listPersons, withParts } from './person-list.ts'
import { problems } from './person-problems.ts'
import { OwnView, ownView, PersonView, personView, State } from './person-view.ts'
import { applyByForm, ask, askForProof } from './sign-up.ts'
import { proveAddress } from './verify.ts'

const Said = Text(500)

/** People: who signs up, and who decides about them. */
export function personRoutes(scope: Scope, pipelines: Pipelines): void {
  signUpRoutes(scope, pipelines)
  ownRoutes(scope, pipelines)
  decisionRoutes(scope, pipelines)
}

function signUpRoutes(scope: Scope, pipelines: Pipelines): void {
  const { settings } = pipelines

  scope.get(
    '/sign-up',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Whether one can sign up here, and what happens then',
        response: { 200: Type.Object({ policy: Type.Enum(['approval', 'open', 'closed']) }) },
      },
    },
    async () => ({ policy: settings.signup }),
  )

  scope.post(
    '/people',
    {
      config: { access: 'public', refusals: [403, 429] },
      schema: {
        summary:
          'Ask for an account: a mail to the address says how to go on, also where it has an account already',
        body: Body({
          email: Text(320, 1),
          password: Password,
          firstName: Type.Optional(Text(150)),
          lastName: Type.Optional(Text(150)),
          institution: Type.Optional(Said),
          intention: Type.Optional(Lines(4_000)),
        }),
        response: { 202: Empty },
      },
    },
    async (request, reply) => {
      const { counted } = clientAddress(request)
      await applyByForm(pipelines, request.by, { ...request.body, counted })
      return reply.code(202).send(null)
    },
  )

  scope.post(
    '/people/mail',
    {
      config: { access: 'public', refusals: [429] },
      schema: {
        summary: 'Ask for the mail that proves an address again; the answer is always the same',
        body: Body({ email: Text(320, 1) }),
        response: { 202: Empty },
      },
    },
    async (request, reply) => {
      const { counted } = clientAddress(request)
      await askForProof(pipelines, { ...request.body, counted })
      return reply.code(202).send(null)
    },
  )

  scope.post(
    '/people/verify',
    {
      config: { access: 'public', refusals: [410, 429] },
      schema: {
        summary: 'Prove an address by the secret of a link; what happens next is in the answer',
        body: Body({ secret: Text(200, 1) }),
        response: { 200: Type.Object({ state: State }) },
      },
    },
    async (request) => {
      const { counted } = clientAddress(request)
      return proveAddress(pipelines, request.by, { ...request.body, counted })
    },
  )
}

function ownRoutes(scope: Scope, pipelines: Pipelines): void {
  const { kernel, db } = pipelines
  const own = async (actor: Actor) => ownView(await findPerson(db, kernel.identity, actor.accountId))

  scope.get(
    '/people/me',
    {
      config: { access: 'account' },
      schema: { summary: 'Whether I may use pipelines', response: { 200: OwnView } },
    },
    async ({ actor }) => own(actor as Actor),
  )

  scope.post(
    '/people/me',
    {
      config: { access: 'account', refusals: [403] },
      schema: {
        summary: 'Ask to use pipelines with the account that I have',
        body: Body({ intention: Type.Optional(Lines(4_000)) }),
        response: { 200: OwnView },
      },
    },
    async ({ actor, by, body }) => {
      const account = await getAccount(kernel.identity, (actor as Actor).accountId)
      if (pipelines.settings.signup === 'closed') throw problems.closed()
      await ask(pipelines, by, account, body)
      return own(actor as Actor)
    },
  )
}

function decisionRoutes(scope: Scope, pipelines: Pipelines): void {
  const { kernel, db } = pipelines
  const access = { role: ADMIN_ROLE }

  scope.get(
    '/people',
    {
      config: { access },
      schema: {
        summary: 'People who use pipelines or have asked to, newest first',
        querystring: Query({
          state: Type.Optional(Type.Enum(['waiting', 'approved', 'denied'])),
          search: Type.Optional(Text(200)),
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: { 200: Page(PersonView) },
      },
    },
    async ({ query: { limit, ...filter } }) =>
      pageOf(await listPersons(pipelines, { ...filter, limit: limit + 1 }), limit, personView),
  )

  for (const { verb, act, summary } of [
    { verb: 'approve', act: approve, summary: 'Let somebody use pipelines; they are told by mail' },
    { verb: 'deny', act: deny, summary: 'Refuse somebody, or take the right away; they are told by mail' },
  ])
    scope.post(
      `/people/:id/${verb}`,
      {
        config: { access, refusals: [409] },
        schema: {
          summary,
          params: IdParams,
          body: Body({ message: Type.Optional(Lines(4_000)) }),
          response: { 200: PersonView },
        },
      },
      async ({ params: { id }, by, body }) => {
        await act(pipelines, by, id, body)
        const person = await findPerson(db, kernel.identity, id)
        if (!person) throw problems.noPerson()
        const [listed] = await withParts(pipelines, [person])
        if (!listed) throw problems.noPerson()
        return personView(listed)
      },
    )
}
