import type { Answer } from '@atelier/client'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { lineColumns } from '../../../ui/list-source.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { wordsOf } from '../../../ui/words.ts'

/** What a list would do, or has done. */
export type Seen = Answer<'/api/automation/inventories/import', 'post'>
type Line = Seen['lines'][number]
type Target = Seen['columns'][number]['target']
/** What a person says that columns are. */
export type Columns = Readonly<Record<string, Target>>

const TARGETS: readonly { value: Target; label: string }[] = [
  { value: 'name', label: 'Name' },
  { value: 'hostname', label: 'Address' },
  { value: 'port', label: 'Port' },
  { value: 'platform', label: 'Platform' },
  { value: 'username', label: 'User name' },
  { value: 'groups', label: 'Groups' },
  { value: 'data', label: 'Data' },
  { value: 'ignore', label: 'Left out' },
]

const COLUMNS: readonly Column<Line>[] = [
  ...lineColumns<Line>(),
  { key: 'name', head: 'Name', wide: true, cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'hostname', head: 'Address', mono: true, short: true, cell: ({ hostname }) => hostname },
  { key: 'platform', head: 'Platform', cell: ({ platform }) => platform },
  { key: 'groups', head: 'Groups', cell: ({ groups }) => groups.join(', ') },
  {
    key: 'why',
    head: 'What about it',
    wide: true,
    cell: ({ problems, changes }) =>
      problems.length > 0
        ? problems.map(({ field, problem }) => `${field}: ${problem}`).join(' ')
        : changes.length > 0 && `Other than now: ${changes.join(', ')}`,
  },
]

/** Each line with what it does, what the columns are taken for, and the button that does it. */
export function PreviewStep({
  seen,
  columns,
  setColumns,
  run,
  back,
}: {
  seen: Seen
  columns: Columns
  setColumns: (columns: Columns) => Promise<void>
  run: () => Promise<void>
  back: string
}) {
  const { add, change, same, error } = seen.counts
  const [isBusy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setFault(undefined)
    try {
      await work()
    } catch (caught) {
      setFault(wordsOf(caught))
    } finally {
      setBusy(false)
    }
  }
  const number = add + change
  return (
    <WithSide
      side={
        <Card title="What will happen">
          <div className="stack-small">
            <p>
              <strong>
                Add {count(add)}, change {count(change)}, {count(error)} with errors.
              </strong>{' '}
              {same > 0 && `${counted(same, 'host')} as they are. `}
              {seen.groups.length > 0 &&
                `${counted(seen.groups.length, 'group')} made: ${seen.groups.join(', ')}.`}
            </p>
            {fault && (
              <div role="alert">
                <Hint look="failed">{fault}</Hint>
              </div>
            )}
            <Button
              look="filled"
              wide
              busy={isBusy}
              why={number === 0 ? 'No line adds or changes anything.' : undefined}
              onClick={() => void attempt(run)}
            >
              {error > 0
                ? `Leave out ${count(error)}, import the other ${count(number)}`
                : `Import ${count(number)}`}
            </Button>
            <Button to={back} wide>
              Change the list
            </Button>
          </div>
        </Card>
      }
    >
      {seen.columns.length > 0 && (
        <Card title="What the columns are">
          <div className="columns">
            {seen.columns.map(({ column, target }) => (
              <Select
                key={column}
                label={column || 'Column without a name'}
                data={TARGETS}
                allowDeselect={false}
                value={target}
                onChange={(value) =>
                  void attempt(() => setColumns({ ...columns, [column]: (value ?? target) as Target }))
                }
              />
            ))}
          </div>
        </Card>
      )}
      <DataTable
        label="Hosts of the list"
        columns={COLUMNS}
        rows={seen.lines}
        rowKey={({ line }) => line}
        rowName={({ name, line }) => name || `line ${line}`}
      />
      {add + change + same + error > seen.lines.length && (
        <p className="caption">
          The first {seen.lines.length} lines are shown, those with errors before the others.
        </p>
      )}
    </WithSide>
  )
}
