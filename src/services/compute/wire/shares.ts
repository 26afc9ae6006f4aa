import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import { pythonText } from '../kinds/python.ts'
import { requireStorageUser } from '../outside/storage.ts'
import { acceptShare, dropShare, findShare, shareWorkspace } from '../sharing/share.ts'
import { listShares } from '../sharing/share-list.store.ts'
import { problems as shareProblems } from '../sharing/share-problems.ts'
import { has, pageOf, queryOf, readFields } from './body.ts'
import { listWireShares } from './lists.store.ts'
import { ownWorkspace } from './own.ts'
import { A_TOKEN, actorOf, needPerson } from './person.ts'
import { Mapping, mappingView } from './share-view.ts'
import { done, ID, idOf, NumberedPath, Paging, successful, type Wire, wireProblems } from './wire.ts'

const MOST_MEANWHILE = 200
const NONE = 'Shared workspace matching given parameters could not be found.'
const WORDS = new Map([
  ...['true', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'f', '0'].map((word) => [word, false] as const),
])

const NewShare = Type.Object({
  original_workspace_id: Type.Union([Type.Integer(), Type.String()]),
  shared_user_ids: Type.Array(Type.Integer()),
})
const Both = Type.Object({
  message: Type.String(),
  success: Type.Boolean(),
  data: Type.Object({
    original_workspaces: Type.Array(Mapping),
    shared_workspaces: Type.Array(Mapping),
  }),
})

/** Copies of workspaces that people give each other; each is named by the id of the copy. */
export function shareRoutes({ scope, compute }: Wire): void {
  const own = { config: { access: A_TOKEN, refusals: [403, 404, 409] }, onRequest: needPerson(compute) }

  scope.get(
    '/shared_workspaces',
    {
      ...own,
      exposeHeadRoute: true,
      schema: {
        summary: 'Invitations sent and received',
        querystring: Type.Object({ is_accepted: Type.Optional(Type.String()), ...Paging }),
        response: { 200: Both },
      },
    },
    async (request) => {
      const { accountId: account } = actorOf(request)
      const accepted = acceptedOf(queryOf(request, 'is_accepted'))
      const asked = { account, accepted, ...pageOf(request) }
      const sent = await listWireShares(compute.db, { ...asked, side: 'sent' })
      const received = await listWireShares(compute.db, { ...asked, side: 'received' })
      return both(sent, received)
    },
  )

  scope.get(
    `/shared_workspaces/${ID}`,
    {
      ...own,
      exposeHeadRoute: true,
      schema: { summary: 'One invitation', params: NumberedPath, response: { 200: Both } },
    },
    async (request) => {
      const asked = { account: actorOf(request).accountId, id: idOf(request.params.id), limit: 1 }
      const sent = await listShares(compute.db, { ...asked, side: 'sent' })
      // Shared with oneself it is one all the same.
      const received = sent.length > 0 ? [] : await listShares(compute.db, { ...asked, side: 'received' })
      return both(sent, received)
    },
  )

  scope.post(
    '/shared_workspaces',
    { ...own, schema: { summary: 'Share copies of a workspace', body: NewShare } },
    async (request) => successful({ shared_workspaces: await share(compute, request) }),
  )

  scope.put(
    `/shared_workspaces/${ID}/:action`,
    {
      ...own,
      schema: {
        summary: 'Accept an invitation (accept)',
        params: Type.Object({ ...NumberedPath.properties, action: Type.String() }),
      },
    },
    async (request) => {
      const { id: named, action } = request.params
      const { accountId: account } = actorOf(request)
      const id = idOf(named)
      const found = await findShare(compute.db, id)
      if (found?.to_account !== account) throw wireProblems.noShare(named)
      if (action !== 'accept') throw wireProblems.badPut()
      await requireStorageUser(compute, account)
      await acceptShare(compute, request.by, { account, id })
      return done('Successful.')
    },
  )

  scope.delete(
    `/shared_workspaces/${ID}`,
    { ...own, schema: { summary: 'Cancel or decline an invitation', params: NumberedPath } },
    async (request) => {
      const { id: named } = request.params
      const id = idOf(named)
      await dropShare(compute, request.by, { account: actorOf(request).accountId, id }).catch((error) => {
        throw error instanceof Problem && error.status === 404 ? wireProblems.noShare(named) : error
      })
      return done(`Shared workspace ${id} queued for deletion.`)
    },
  )
}

type Items = Awaited<ReturnType<typeof listShares>>

const both = (sent: Items, received: Items) =>
  successful(
    { original_workspaces: sent.map(mappingView), shared_workspaces: received.map(mappingView) },
    sent.length + received.length > 0 ? undefined : NONE,
  )

async function share(compute: Compute, request: FastifyRequest) {
  const fields = readFields(request)
  if (!has(fields, 'original_workspace_id') || !has(fields, 'shared_user_ids'))
    throw wireProblems.missingFields()
  const { original_workspace_id: named, shared_user_ids: to } = fields
  const workspace = await ownWorkspace(compute, request, numberOf(named))
  if (!Array.isArray(to)) throw wireProblems.malformed('shared_user_ids is not a list.')
  if (!to.every((id) => Number.isSafeInteger(id))) throw shareProblems.invalidPerson()
  const { accountId: account } = actorOf(request)
  await requireStorageUser(compute, account)
  const copies = await shareWorkspace(compute, request.by, { workspace, to })
  const items = await listShares(compute.db, {
    account,
    side: 'sent',
    original: workspace.id,
    // Others may have been offered at the same moment.
    limit: copies.length + MOST_MEANWHILE,
  })
  return items
    .filter(({ id }) => copies.includes(id))
    .reverse()
    .map(mappingView)
}

/** A known client sends it as text. */
function numberOf(value: unknown): string {
  const text = pythonText(value)
  const isNumber = typeof value === 'number' || typeof value === 'string'
  if (!isNumber || !/^\d+$/.test(text)) throw wireProblems.noWorkspace(text)
  return text
}

function acceptedOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  const word = WORDS.get(text.toLowerCase())
  if (word === undefined) throw wireProblems.malformed('is_accepted is True or False.')
  return word
}
