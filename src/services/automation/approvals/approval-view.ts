import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { NETADMIN_ROLE } from '../automation.ts'
import { RUN_STATUSES } from '../run-tables.ts'
import { confidentialIn, shownTo } from '../runs/confidential.ts'
import { Named, Values } from '../runs/run-view.ts'
import { WITHHELD } from '../runs/withheld.ts'
import type { ListedApproval } from './approval.store.ts'
import type { DryHost } from './approval-list.ts'
import { isOwn } from './decide.ts'
import { isAskedStill } from './void.ts'

export const ApprovalView = Type.Object({
  id: Id,
  run: Type.Object({ id: Id, name: Type.String(), status: Type.Enum([...RUN_STATUSES]) }),
  template: Nullable,
  inventory: Nullable,
  filters: Values,
  variables: Values,
  state: Type.Enum(['open', 'approved', 'refused', 'withdrawn', 'void'], {
    description: 'Void: the run or its template was changed, or does not wait any more',
  }),
  askedBy: Named,
  askedAt: Time,
  reason: Type.String(),
  decidedBy: Named,
  decidedAt: OptionalTime,
  comment: Type.String(),
  dryRun: Type.Union([Type.Object({ id: Id, status: Type.Enum([...RUN_STATUSES]) }), Type.Null()]),
  mayDecide: Type.Boolean({ description: 'You may approve or refuse it' }),
  mayWithdraw: Type.Boolean({ description: 'You have asked, and may take it back' }),
  mayAskAgain: Type.Boolean({ description: 'It is void, and you may start its run once more' }),
})

export const ApprovalDetail = Type.Interface([ApprovalView], {
  hosts: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.String(),
      changed: Type.Boolean(),
      diff: Type.String({ description: 'What the run would change there' }),
      error: Nullable,
    }),
  ),
  moreHosts: Count,
})

export function approvalView(row: ListedApproval, actor: Actor): Static<typeof ApprovalView> {
  const state = stateOf(row)
  const view = {
    id: row.id,
    run: { id: row.run_id, name: row.run, status: row.run_status },
    template: row.template,
    inventory: row.inventory,
    filters: valuesOf(row.filters),
    variables: valuesOf(row.variables),
    state,
    askedBy: personOf(row.asked_by, row.asker),
    askedAt: time(row.asked_at),
    reason: row.reason,
    decidedBy: personOf(row.decided_by, row.judge),
    decidedAt: optionalTime(row.decided_at),
    comment: row.comment,
    dryRun:
      row.dry_run_id === null || row.dry_run_status === null
        ? null
        : { id: row.dry_run_id, status: row.dry_run_status },
    mayDecide: state === 'open' && !isOwn(row, actor.accountId) && actor.may(NETADMIN_ROLE),
    mayWithdraw: state === 'open' && row.asked_by === actor.accountId && actor.may(NETADMIN_ROLE),
    mayAskAgain: state === 'void' && isLeft(row) && actor.may(NETADMIN_ROLE),
  }
  return shownTo(actor, view, confidentialIn(row.form))
}

export const approvalDetail = (
  row: ListedApproval,
  actor: Actor,
  { hosts, more }: { hosts: DryHost[]; more: number },
): Static<typeof ApprovalDetail> => {
  const isOpen = actor.may(NETADMIN_ROLE) || confidentialIn(row.form).length === 0
  const shown = isOpen ? hosts : hosts.map((host) => ({ ...host, diff: host.diff && WITHHELD }))
  return { ...approvalView(row, actor), hosts: shown, moreHosts: more }
}

function stateOf(row: ListedApproval): Static<typeof ApprovalView>['state'] {
  // Who asked has not taken it back: what it was about is gone.
  if (row.decision === 'withdrawn' && (row.asked_by === null || row.decided_by !== row.asked_by))
    return 'void'
  return row.decision ?? (isAskedStill(row) ? 'open' : 'void')
}

/** Nobody has put its run into the queue again. */
const isLeft = ({ run_status, run_number, number }: ListedApproval): boolean =>
  !['scheduled', 'running'].includes(run_status) && number === run_number + 1

const personOf = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

const valuesOf = (text: string | null): Record<string, unknown> | null =>
  text === null ? null : (JSON.parse(text) as Record<string, unknown>)
