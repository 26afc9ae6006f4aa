import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  pageOf,
  paging,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { type Automation, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { listAgentKeys } from './agent.ts'
import {
  changeCredential,
  createCredential,
  getCredential,
  listCredentials,
  prepareCredential,
  removeCredential,
} from './credential.ts'
import {
  CredentialBody,
  CredentialView,
  credentialView,
  KeyView,
  NewCredentialBody,
} from './credential-view.ts'
import { checkTry, tryCredential } from './try.ts'

const readers = { access: { role: SUPPORT_ROLE } } as const
const keepers = { access: { role: SUPERUSER_ROLE } } as const

/** What opens hosts: everybody sees that it is there, superusers keep it, nobody gets its secret back. */
export function credentialRoutes(scope: Scope, automation: Automation): void {
  readRoutes(scope, automation)
  writeRoutes(scope, automation)
  tryRoute(scope, automation)
}

function readRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.get(
    '/credentials',
    {
      config: readers,
      schema: {
        summary: 'Credentials with where they are used; their secrets are given to nobody',
        querystring: Query({
          ...paging,
          search: Type.Optional(Text(200)),
          inventory: Type.Optional(Id),
        }),
        response: { 200: Page(CredentialView) },
      },
    },
    async ({ query: { limit, ...filter } }) => {
      const { items, next } = pageOf(await listCredentials(db, { ...filter, limit }), limit, (each) => each)
      return { items: items.map(credentialView), next }
    },
  )

  scope.get(
    '/credentials/:id',
    {
      config: readers,
      schema: { summary: 'One credential', params: IdParams, response: { 200: CredentialView } },
    },
    async (request, reply) => {
      const credential = await getCredential(db, request.params.id)
      return reply.header('etag', `"${credential.row.version}"`).send(credentialView(credential))
    },
  )

  scope.get(
    '/agent-keys',
    {
      config: { ...keepers, refusals: [409] },
      schema: {
        summary: 'Keys of the SSH agent that credentials may name',
        response: {
          200: Type.Object({
            items: Type.Array(Type.Interface([KeyView], { publicKey: Type.String() })),
          }),
        },
      },
    },
    async () => ({ items: await listAgentKeys(automation) }),
  )
}

function writeRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.post(
    '/credentials',
    {
      config: { ...keepers, refusals: [409] },
      schema: {
        summary: 'Keep a credential; its secret is sealed, and never given back',
        headers: RetryHeaders,
        body: NewCredentialBody,
        response: { 201: CredentialView },
      },
    },
    async (request, reply) => {
      const { username = null, note = '', uses = [], ...body } = request.body
      const wanted = { ...body, username, note, uses }
      const sealed = await prepareCredential(automation, wanted)
      await answerOnce({ db, clock: automation.kernel.clock, request, reply }, async (tx) => ({
        status: 201,
        body: credentialView(await createCredential(automation, tx, request.by, { ...wanted, sealed })),
      }))
      return reply
    },
  )

  scope.patch(
    '/credentials/:id',
    {
      config: { ...keepers, refusals: [409] },
      schema: {
        summary: 'Change a credential; a secret that is given replaces the one that nobody sees',
        params: IdParams,
        headers: MatchHeaders,
        body: CredentialBody,
        response: { 200: CredentialView },
      },
    },
    async (request, reply) => {
      const credential = await changeCredential(automation, request.by, {
        id: request.params.id,
        version: versionOf(request.headers['if-match']),
        changes: request.body,
      })
      return reply.header('etag', `"${credential.row.version}"`).send(credentialView(credential))
    },
  )

  scope.delete(
    '/credentials/:id',
    {
      config: keepers,
      schema: {
        summary: 'Take a credential away; hosts that only it opens are not reached any more',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeCredential(automation, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )
}

function tryRoute(scope: Scope, automation: Automation): void {
  const { db } = automation
  scope.post(
    '/credentials/:id/try',
    {
      config: { ...keepers, refusals: [409] },
      schema: {
        summary: 'Make a run that signs in on one host with it, and does nothing there',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({ inventoryId: Id, host: Text(255, 1) }),
        response: { 201: Type.Object({ run: Id }) },
      },
    },
    async (request, reply) => {
      const wanted = { id: request.params.id, ...request.body }
      const name = await checkTry(automation, wanted)
      await answerOnce({ db, clock: automation.kernel.clock, request, reply }, async (tx) => ({
        status: 201,
        body: { run: await tryCredential(automation, tx, request.by, { ...wanted, name }) },
      }))
      return reply
    },
  )
}
