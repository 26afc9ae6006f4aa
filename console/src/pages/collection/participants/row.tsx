import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import type { MenuItem } from '../../../ui/menu.tsx'
import { mayIn, type Project } from '../project.ts'
import type { Selection } from './selection.ts'
import type { Participant } from './state.tsx'

/** A dialog of this page, and whom it is about. */
export type Open =
  | { kind: 'remind' | 'mail' | 'revoke' | 'extend'; selection: Selection; chosen: number; name?: string }
  | { kind: 'code' | 'edit' | 'renew' | 'remove' | 'withdraw'; participant: Participant }

/** The most likely act on a row: none where there is nothing to do. */
export function RowAct({
  of: row,
  project,
  open,
}: {
  of: Participant
  project: Project
  open: (open: Open) => void
}) {
  const act = useAct()
  const path = { id: project.id }
  if (row.state === 'no-link' || row.state === 'expired' || row.state === 'revoked') {
    const make = () => client.post('/api/collection/projects/{id}/links', { path, body: { ids: [row.id] } })
    const undo = () =>
      client.post('/api/collection/projects/{id}/links/revoke', { path, body: { ids: [row.id] } })
    if (project.closed) return null
    return (
      <Button small look="quiet" onClick={() => act(make, { done: `${row.code} has a new link`, undo })}>
        {row.state === 'no-link' ? 'Make a link' : 'New link'}
      </Button>
    )
  }
  if (row.state !== 'unused' && row.state !== 'partial') return null
  if (row.email === null)
    return (
      <Button small look="quiet" onClick={() => open({ kind: 'code', participant: row })}>
        Link
      </Button>
    )
  return (
    <Button
      small
      look="quiet"
      onClick={() => open({ kind: 'remind', selection: { ids: [row.id] }, chosen: 1, name: row.code })}
    >
      Remind
    </Button>
  )
}

/** All else that one can do with somebody. */
export function rowMenu(
  row: Participant,
  project: Project,
  open: (open: Open) => void,
): (MenuItem | null | false)[] {
  const hasLink = row.state === 'unused' || row.state === 'partial'
  const one = { selection: { ids: [row.id] }, chosen: 1, name: row.code }
  const isGone = row.state === 'withdrawn'
  return [
    hasLink && { label: 'Show the link and its code', run: () => open({ kind: 'code', participant: row }) },
    hasLink && row.email !== null && { label: 'Mail the link', run: () => open({ kind: 'mail', ...one }) },
    hasLink && { label: `Let the link last longer`, run: () => open({ kind: 'extend', ...one }) },
    hasLink &&
      !project.closed && {
        label: 'New link, the old one ends',
        run: () => open({ kind: 'renew', participant: row }),
      },
    hasLink && { label: 'End the link', danger: true, run: () => open({ kind: 'revoke', ...one }) },
    !isGone && { label: 'Change address or note', run: () => open({ kind: 'edit', participant: row }) },
    mayIn(project, 'owner') &&
      !isGone && {
        label: 'Withdraw from the study',
        danger: true,
        run: () => open({ kind: 'withdraw', participant: row }),
      },
    row.submissions === 0 &&
      !isGone && {
        label: 'Take off the list',
        danger: true,
        run: () => open({ kind: 'remove', participant: row }),
      },
  ]
}
