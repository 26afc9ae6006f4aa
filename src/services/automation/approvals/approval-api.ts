import { type Static, Type } from 'typebox'
import { Body, Id, IdParams, Lines, Page, pageOf, Query } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Automation, NETADMIN_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { getApproval, listApprovals } from './approval-list.ts'
import { ApprovalDetail, ApprovalView, approvalDetail, approvalView } from './approval-view.ts'
import { decideOn, type Verdict } from './decide.ts'

const readers = { access: { role: SUPPORT_ROLE } } as const
const deciders = { access: { role: NETADMIN_ROLE }, refusals: [403, 409] } as const

/** Runs that begin only after a second person has said yes. */
export function approvalRoutes(scope: Scope, automation: Automation): void {
  scope.get(
    '/approvals',
    {
      config: readers,
      schema: {
        summary: 'What was asked for approval, newest first',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          open: Type.Optional(Type.Boolean({ description: 'Only those that wait for an answer' })),
          run: Type.Optional(Id),
        }),
        response: { 200: Page(ApprovalView) },
      },
    },
    async ({ query: { limit, ...filter }, actor }) => {
      const rows = await listApprovals(automation, { ...filter, limit: limit + 1 })
      return pageOf(rows, limit, (row) => approvalView(row, actor as Actor))
    },
  )

  scope.get(
    '/approvals/:id',
    {
      config: readers,
      schema: {
        summary: 'One question, with what its dry run would change',
        params: IdParams,
        response: { 200: ApprovalDetail },
      },
    },
    async ({ params: { id }, actor }) => answer(automation, id, actor as Actor),
  )

  for (const [path, decision, summary] of ACTS)
    scope.post(
      `/approvals/:id/${path}`,
      {
        config: deciders,
        schema: {
          summary,
          params: IdParams,
          body: Body({ comment: Type.Optional(Lines(2_000)) }),
          response: { 200: ApprovalDetail },
        },
      },
      async ({ params: { id }, body: { comment = '' }, by, actor }) => {
        const account = (actor as Actor).accountId
        await decideOn(automation, { ...by, account }, { id, decision, comment })
        return answer(automation, id, actor as Actor)
      },
    )
}

const ACTS: readonly (readonly [string, Verdict['decision'], string])[] = [
  ['approve', 'approved', 'Let the run begin; who asked for it cannot'],
  ['refuse', 'refused', 'Refuse the run: it does not begin'],
  ['withdraw', 'withdrawn', 'Take the own question back: the run does not begin'],
]

async function answer(
  automation: Automation,
  id: number,
  actor: Actor,
): Promise<Static<typeof ApprovalDetail>> {
  const { approval, hosts, more } = await getApproval(automation, id)
  return approvalDetail(approval, actor, { hosts, more })
}
