import type { Automation } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { HostState } from '../run-tables.ts'
import type { Entry } from '../runs/protocol.ts'
import * as store from './approval.store.ts'

/** So many hosts of a dry run are shown beside the question; its own page has all of them. */
const MOST_HOSTS = 50
const LONGEST_DIFF = 20_000

export interface DryHost {
  name: string
  state: HostState
  changed: boolean
  diff: string
  error: string | null
}

export const listApprovals = (
  { db }: Pick<Automation, 'db'>,
  filter: { open?: boolean; run?: number; before?: number; limit: number },
): Promise<store.ListedApproval[]> => store.listApprovals(db, filter)

/** A question with what its dry run said, as far as that has come. */
export async function getApproval(
  { db }: Pick<Automation, 'db'>,
  id: number,
): Promise<{ approval: store.ListedApproval; hosts: DryHost[]; more: number }> {
  const approval = await store.findListed(db, id)
  if (!approval) throw common.notFound()
  const { dry_attempt_id } = approval
  if (dry_attempt_id === null) return { approval, hosts: [], more: 0 }
  const rows = await store.listDryHosts(db, dry_attempt_id, MOST_HOSTS)
  const all = await store.countDryHosts(db, dry_attempt_id)
  return { approval, hosts: rows.map(hostOf), more: Math.max(0, all - rows.length) }
}

function hostOf(row: Awaited<ReturnType<typeof store.listDryHosts>>[number]): DryHost {
  const entries = (row.entries === null ? [] : JSON.parse(row.entries)) as Entry[]
  const diff = entries
    .map((entry) => entry.diff)
    .filter((text) => text !== '')
    .join('\n')
  return {
    name: row.name,
    state: row.state,
    changed: row.changed === 1,
    diff: diff.slice(0, LONGEST_DIFF),
    error: row.error,
  }
}
