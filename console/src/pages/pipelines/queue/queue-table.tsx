import type { Answer } from '@atelier/client'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import type { ListState } from '../../../ui/list.ts'
import { State } from '../../../ui/state.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { counted, Time } from '../../../ui/time.tsx'
import { experimentPath, standingOf } from '../experiments/words.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import { type Movable, MoveDialog } from './move-dialog.tsx'

type Queued = Answer<'/api/pipelines/queue'>['items'][number]

const COLUMNS: readonly Column<Queued>[] = [
  { key: 'name', head: 'Experiment', cell: ({ name }) => <bdi>{name}</bdi> },
  {
    key: 'state',
    head: 'State',
    cell: (item) => {
      const { look, word } = standingOf(item)
      return <State look={look}>{word}</State>
    },
  },
  {
    key: 'message',
    head: 'Why',
    wide: true,
    cell: ({ message }) => message || <span className="muted">–</span>,
  },
  { key: 'person', head: 'Person', cell: ({ person }) => person?.name ?? '–', short: true },
  { key: 'app', head: 'App', cell: ({ app }) => app.title, short: true },
  { key: 'host', head: 'Host', cell: ({ host }) => host.name, short: true },
  {
    key: 'since',
    head: 'Since',
    num: true,
    cell: ({ startedAt, claimedAt, createdAt }) => <Time at={startedAt ?? claimedAt ?? createdAt} />,
  },
]

const isMovable = ({ status, runner }: Queued): boolean =>
  status === 'submitted' || (status === 'claimed' && runner === 'outside')

/** What is not over, with what operators do about it. */
export function QueueTable({
  items,
  list,
  isOld,
}: {
  items: readonly Queued[]
  list: ListState<string>
  isOld: boolean
}) {
  const [ending, end] = useState<{ ids: readonly number[]; done: () => void } | null>(null)
  const [moving, move] = useState<Movable | null>(null)
  return (
    <>
      <DataTable
        label="Queue"
        columns={COLUMNS}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        rowTo={experimentPath}
        menu={(item) => [
          isMovable(item) && { label: 'Put back, or elsewhere', run: () => move(item) },
          !item.isEnding && { label: 'Cancel', run: () => end({ ids: [item.id], done: () => undefined }) },
        ]}
        select={{
          acts: ({ keys, clear }) => (
            <Button small onClick={() => end({ ids: keys as number[], done: clear })}>
              Cancel {counted(keys.length, 'experiment')}
            </Button>
          ),
        }}
        state={list}
        isOld={isOld}
      />
      {ending && <CancelDialog {...ending} onClose={() => end(null)} />}
      {moving && <MoveDialog of={moving} onClose={() => move(null)} />}
    </>
  )
}
