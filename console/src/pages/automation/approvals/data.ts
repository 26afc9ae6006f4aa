import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'

export const APPROVALS = '/app/automation/approvals'
export type Approval = Answer<'/api/automation/approvals'>['items'][number]
export type ApprovalDetail = Answer<'/api/automation/approvals/{id}'>

export const STATES: Readonly<Record<Approval['state'], { look: Look; label: string }>> = {
  open: { look: 'attention', label: 'Waits for an answer' },
  approved: { look: 'done', label: 'Approved' },
  refused: { look: 'failed', label: 'Refused' },
  withdrawn: { look: 'stopped', label: 'Taken back' },
  void: { look: 'stopped', label: 'Void' },
}

/** "12 hosts of Lab", as far as the selection says. */
export function selectionWords({ filters, inventory }: Approval): string {
  const place = inventory ?? 'an inventory that is gone'
  const { hosts, ...others } = (filters ?? {}) as { hosts?: unknown } & Record<string, unknown>
  const names = Array.isArray(hosts) ? hosts.map(String) : []
  const conditions = Object.entries(others).map(([key, value]) => `${key} is ${JSON.stringify(value)}`)
  const which =
    names.length === 0 ? 'all hosts' : names.length > 3 ? `${names.length} hosts` : names.join(', ')
  return [`${which} of ${place}`, ...conditions].join(', where ')
}

interface Hunk {
  oldStart: number
  newStart: number
  lines: string[]
}

/** A diff as programs write it, in the form that is drawn; what is no diff stays as it is. */
export function hunksOf(text: string): Hunk[] {
  const hunks: Hunk[] = []
  for (const line of text.split('\n')) {
    const [, oldStart, newStart] = /^@@ -(\d{1,9})\S* \+(\d{1,9})/.exec(line) ?? []
    if (/^(---|\+\+\+) /.test(line)) continue
    if (oldStart !== undefined && newStart !== undefined)
      hunks.push({ oldStart: Number(oldStart), newStart: Number(newStart), lines: [] })
    else {
      if (hunks.length === 0) hunks.push({ oldStart: 1, newStart: 1, lines: [] })
      hunks.at(-1)?.lines.push(line)
    }
  }
  return hunks.filter(({ lines }) => lines.some((line) => line !== ''))
}
