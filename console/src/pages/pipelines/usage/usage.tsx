import type { Answer } from '@atelier/client'
import { SegmentedControl } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.css'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { FillBar } from '../../../ui/bars.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, count, counted, Time } from '../../../ui/time.tsx'
import { APPS, EXPERIMENTS, TRAIL, usePipelines } from '../section.ts'
import { People } from './people.tsx'

type Used = Answer<'/api/pipelines/usage'>
type Held = Used['experiments'][number]

/** What I store and have at work, and for those who run pipelines what everybody does. */
export default function Usage() {
  const { operates } = usePipelines()
  const [query, set] = useQueryState()
  const isAll = operates && query.of === 'everybody'
  return (
    <>
      <PageHead
        title="Usage"
        trail={TRAIL}
        sentence={
          isAll
            ? 'What everybody stores and has at work, right now.'
            : 'What I store and have at work, and how long it stays.'
        }
        acts={
          operates && (
            <SegmentedControl
              aria-label="Whose"
              data={[
                { value: 'me', label: 'Mine' },
                { value: 'everybody', label: 'Everybody' },
              ]}
              value={isAll ? 'everybody' : 'me'}
              onChange={(value) => set({ of: value === 'everybody' ? value : undefined })}
            />
          )
        }
      />
      {isAll ? <People /> : <Mine />}
    </>
  )
}

function Mine() {
  const usage = useData(['pipelines', 'usage'], (signal) => client.read('/api/pipelines/usage', { signal }), {
    live: ['pipelines'],
  })
  return (
    <Ready of={usage} what="My figures">
      {(used) => (
        <div className="stack">
          <Limits of={used} />
          <Largest of={used.experiments} />
        </div>
      )}
    </Ready>
  )
}

const look = (used: number, limit: number) =>
  used >= limit ? 'failed' : used > limit * 0.8 ? 'attention' : 'accent'

function Limits({ of: { files, bytes: stored, running, waiting, uploads } }: { of: Used }) {
  const bar = (used: number, limit: number) => <FillBar value={used} of={limit} look={look(used, limit)} />
  return (
    <Card title="My limits">
      <Facts
        of={[
          [
            'Input files',
            <>
              {count(files.used)} of {count(files.limit)}
              {bar(files.used, files.limit)}
            </>,
          ],
          [
            'Stored files',
            stored.limit === null ? (
              `${bytes(stored.used)}, no limit`
            ) : (
              <>
                {bytes(stored.used)} of {bytes(stored.limit)}
                {bar(stored.used, stored.limit)}
              </>
            ),
          ],
          [
            'Experiments at work',
            <>
              {count(running.used)} of {count(running.limit)}
              {waiting > 0 && `, ${count(waiting)} more wait`}
              {bar(running.used, running.limit)}
            </>,
          ],
          uploads.count === 0
            ? null
            : ['Uploaded, not handed in', `${counted(uploads.count, 'file')}, ${bytes(uploads.bytes)}`],
        ]}
      />
    </Card>
  )
}

const kept = (side: { files: number; bytes: number }) =>
  side.files === 0 ? (
    <span className="muted">none</span>
  ) : (
    `${bytes(side.bytes)} in ${counted(side.files, 'file')}`
  )

const COLUMNS: readonly Column<Held>[] = [
  { key: 'name', head: 'Experiment', wide: true, cell: ({ id, name }) => name || `Experiment ${id}` },
  { key: 'app', head: 'App', short: true, cell: ({ app }) => app.title },
  { key: 'inputs', head: 'Inputs', num: true, cell: ({ inputs }) => kept(inputs) },
  { key: 'outputs', head: 'Results', num: true, cell: ({ outputs }) => kept(outputs) },
  { key: 'stays', head: 'Results stay until', num: true, cell: ({ retention }) => <Stays of={retention} /> },
]

function Stays({ of: { kept: isKept, outputsUntil, daysLeft } }: { of: Held['retention'] }) {
  if (isKept) return <>kept</>
  if (outputsUntil === null || daysLeft === null) return <span className="muted">no end</span>
  return (
    <>
      <Time at={outputsUntil} /> ({counted(daysLeft, 'day')})
    </>
  )
}

interface Removing {
  of: Held
  side: 'inputs' | 'outputs'
}

/** What holds most, with what makes room. */
function Largest({ of: experiments }: { of: Used['experiments'] }) {
  const act = useAct()
  const [removing, setRemoving] = useState<Removing>()
  if (experiments.length === 0)
    return (
      <Empty title="Nothing of yours is stored." acts={<Button to={APPS}>Choose an app</Button>}>
        Files that you hand in, and what comes of them, are counted here.
      </Empty>
    )
  const keep = ({ id, name }: Held, isKept: boolean) =>
    act(() => client.post('/api/pipelines/experiments/{id}/keep', { path: { id }, body: { kept: isKept } }), {
      done: isKept ? `${name || `Experiment ${id}`} is kept` : 'It goes in its time again',
      undo: () =>
        client.post('/api/pipelines/experiments/{id}/keep', { path: { id }, body: { kept: !isKept } }),
    })
  return (
    <Card title="Experiments, the largest first" flush>
      <DataTable
        label="Experiments that hold files"
        columns={COLUMNS}
        rows={experiments}
        rowKey={({ id }) => id}
        rowName={({ id, name }) => name || `Experiment ${id}`}
        rowTo={({ id }) => `${EXPERIMENTS}/${id}`}
        act={(row) => (
          <Button small onClick={() => void keep(row, !row.retention.kept)}>
            {row.retention.kept ? 'Let it go' : 'Keep'}
          </Button>
        )}
        menu={(row) => [
          row.inputs.files > 0 &&
            isOver(row) && { label: 'Remove inputs', run: () => setRemoving({ of: row, side: 'inputs' }) },
          row.outputs.files > 0 &&
            isOver(row) && { label: 'Remove results', run: () => setRemoving({ of: row, side: 'outputs' }) },
        ]}
      />
      {removing && <RemoveDialog {...removing} onClose={() => setRemoving(undefined)} />}
    </Card>
  )
}

const isOver = ({ status }: Held): boolean => ['completed', 'failed', 'cancelled'].includes(status)

function RemoveDialog({ of, side, onClose }: Removing & { onClose: () => void }) {
  const { id } = of
  const name = of.name || `Experiment ${id}`
  const what = side === 'inputs' ? 'inputs' : 'results'
  return (
    <ConfirmDialog
      title={`Remove the ${what} of ${name}?`}
      isOpen
      onClose={onClose}
      act="Remove for good"
      run={() => client.delete(`/api/pipelines/experiments/{id}/${side}`, { path: { id } })}
    >
      {bytes(of[side].bytes)} in {counted(of[side].files, 'file')} go from the disk. The experiment stays in
      the list, with the names of its files and their checksums. Backups hold them until they are replaced.
    </ConfirmDialog>
  )
}
