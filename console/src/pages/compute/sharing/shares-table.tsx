import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useGo } from '../../../ui/link.tsx'
import type { ListState } from '../../../ui/list.ts'
import { State } from '../../../ui/state.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, Time } from '../../../ui/time.tsx'
import { WORKSPACES } from '../section.ts'
import { type Share, STATES } from './words.ts'

type Side = 'received' | 'sent'

/** Copies that were offered, with what one can do about each. */
export function SharesTable({
  of: items,
  side,
  ofOne,
  list,
  isOld,
}: {
  of: readonly Share[]
  side: Side
  /** All of them are copies of one workspace, whose page this is. */
  ofOne?: boolean
  list: ListState<string>
  isOld: boolean
}) {
  const [dropping, setDropping] = useState<Share>()
  const isMine = side === 'received'
  return (
    <>
      <DataTable
        label={isMine ? 'Copies for me' : 'Copies for others'}
        columns={columnsOf(side).filter(({ key }) => !ofOne || key !== 'name')}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ name, to }) => (isMine ? name : `${name} for ${to?.name ?? 'somebody who is gone'}`)}
        act={(share) =>
          isMine ? (
            <Accept of={share} />
          ) : (
            share.state !== 'accepted' && <Cancel run={() => setDropping(share)} />
          )
        }
        {...(isMine && {
          menu: (share: Share) => [
            share.state !== 'accepted' && { label: 'Decline', danger: true, run: () => setDropping(share) },
          ],
        })}
        state={list}
        isByTime
        isOld={isOld}
      />
      {dropping && (
        <ConfirmDialog
          isOpen
          onClose={() => setDropping(undefined)}
          title={isMine ? `Decline ${dropping.name}?` : `Cancel the copy for ${dropping.to?.name ?? 'them'}?`}
          act={isMine ? 'Decline' : 'Cancel the copy'}
          run={() => client.delete('/api/compute/shares/{id}', { path: { id: dropping.id } })}
        >
          <p>
            {isMine
              ? 'The copy is removed. Its sender can offer you another one.'
              : 'The copy is removed before it is accepted. Your workspace stays as it is.'}
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}

const columnsOf = (side: Side): Column<Share>[] => [
  {
    key: 'name',
    head: 'Workspace',
    wide: true,
    cell: ({ name }) => <span dir="auto">{name || 'One that is gone'}</span>,
  },
  side === 'received'
    ? { key: 'from', head: 'From', cell: ({ from }) => <bdi>{from?.name ?? 'somebody who is gone'}</bdi> }
    : {
        key: 'to',
        head: 'For',
        wide: true,
        cell: ({ to }) => <bdi>{to?.name ?? 'somebody who is gone'}</bdi>,
      },
  {
    key: 'state',
    head: 'State',
    cell: ({ state }) => <State look={STATES[state].look}>{STATES[state].word}</State>,
  },
  { key: 'size', head: 'Size', num: true, cell: ({ bytes: size }) => bytes(size) },
  { key: 'at', head: 'Offered', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

function Accept({ of: { id, name, state } }: { of: Share }) {
  const act = useAct()
  const go = useGo()
  if (state === 'failed' || state === 'copying') return null
  const open = `${WORKSPACES}/${id}`
  if (state === 'accepted')
    return (
      <Button small to={open} aria-label={`Open ${name}`}>
        Open
      </Button>
    )
  const accept = async () => {
    if (await act(() => client.post('/api/compute/shares/{id}/accept', { path: { id } }))) go(open)
  }
  return (
    <Button small look="tint" aria-label={`Accept ${name}`} onClick={() => void accept()}>
      Accept
    </Button>
  )
}

const Cancel = ({ run }: { run: () => void }) => (
  <Button small onClick={run}>
    Cancel
  </Button>
)
