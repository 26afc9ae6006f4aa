import { IconBookmark } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { useGo } from '../../../ui/link.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { likePath, type Run, runPath } from '../runs/words.ts'
import { RUNS, TRAIL, useAutomation } from '../section.ts'

const NEW = `${RUNS}/new?preset=yes`

const COLUMNS: readonly Column<Run>[] = [
  { key: 'name', head: 'Preset', wide: true, cell: ({ name }) => <span dir="auto">{name}</span> },
  { key: 'template', head: 'Template', cell: ({ template }) => template?.name ?? 'Removed' },
  { key: 'inventory', head: 'Inventory', cell: ({ inventory }) => inventory?.name ?? 'Removed' },
  { key: 'by', head: 'Made by', cell: ({ by }) => by?.name ?? '–' },
  { key: 'at', head: 'Made', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

/** Runs that are kept to be run: at a click, by a schedule, or from outside. */
export default function Presets() {
  const { runs: mayRun } = useAutomation()
  const list = useListState({ filters: [] })
  const [removing, setRemoving] = useState<Run>()
  const act = useAct()
  const go = useGo()
  const presets = useData(
    ['automation', 'presets', list.search, list.cursor],
    (signal) =>
      client.read('/api/automation/runs', {
        query: { preset: true, search: list.search || undefined, before: list.cursor },
        signal,
      }),
    { live: ['automation.run'], keep: true },
  )
  const run = async ({ id, name }: Run) => {
    let made: { id: number } | undefined
    await act(
      async () => {
        made = await client.post('/api/automation/runs/{id}/copy', { path: { id }, body: { start: {} } })
      },
      { done: `“${name}” is on its way` },
    )
    if (made) go(runPath(made))
  }
  return (
    <>
      <PageHead
        title="Presets"
        trail={TRAIL}
        sentence="Runs that are kept to be run: at a click, again and again, or from outside."
        acts={
          mayRun && (
            <>
              <Button to="/app/automation/triggers">Triggers</Button>
              <Button look="filled" to={NEW}>
                New preset
              </Button>
            </>
          )
        }
      />
      <FilterBar>
        <SearchField label="Name of a preset" value={list.search} onChange={list.setSearch} />
      </FilterBar>
      <Ready of={presets} what="The list of presets">
        {({ items, next, total }) =>
          items.length === 0 ? (
            <None isFiltered={list.search !== ''} mayRun={mayRun} onClear={list.clear} />
          ) : (
            <>
              <DataTable
                label="Presets"
                columns={COLUMNS}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ name }) => name}
                {...(mayRun && { rowTo: (preset: Run) => likePath(preset, 'change') })}
                act={(preset) =>
                  mayRun && (
                    <Button small onClick={() => void run(preset)} aria-label={`Run now: ${preset.name}`}>
                      Run now
                    </Button>
                  )
                }
                menu={(preset) => [
                  mayRun && { label: 'Change', to: likePath(preset, 'change') },
                  mayRun && { label: 'Run it otherwise', to: likePath(preset) },
                  { label: 'Its runs', to: `${RUNS}?search=${encodeURIComponent(preset.name)}` },
                  { label: 'Its schedules', to: `/app/automation/schedules?preset=${preset.id}` },
                  mayRun && { label: 'Remove', danger: true, run: () => setRemoving(preset) },
                ]}
                state={list}
                isByTime
                isOld={presets.isPlaceholderData}
              />
              <Pager
                state={list}
                next={next}
                rows={items.length}
                total={total.exact ? total.count : total.count + 1}
              />
            </>
          )
        }
      </Ready>
      <ConfirmDialog
        title={`Remove the preset “${removing?.name ?? ''}”?`}
        isOpen={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        act="Remove the preset"
        run={async () => {
          if (!removing) return
          await client.delete('/api/automation/runs/{id}', { path: { id: removing.id } })
          await queries.invalidateQueries({ queryKey: ['automation', 'presets'] })
        }}
      >
        <p>One with schedules or triggers is removed after those. Runs that were made of it stay.</p>
      </ConfirmDialog>
    </>
  )
}

function None({
  isFiltered,
  mayRun,
  onClear,
}: {
  isFiltered: boolean
  mayRun: boolean
  onClear: () => void
}) {
  if (isFiltered) return <NoneMatch title="No preset matches" onClear={onClear} />
  return (
    <Empty
      icon={<IconBookmark aria-hidden="true" />}
      title="No presets yet"
      acts={
        mayRun && (
          <Button look="filled" to={NEW}>
            Make one
          </Button>
        )
      }
    >
      A preset is a run that is saved with its hosts, template and variables. It is started at a click, by a
      schedule, or from outside.
    </Empty>
  )
}
