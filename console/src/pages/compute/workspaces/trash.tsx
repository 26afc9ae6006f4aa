import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, Time, zone } from '../../../ui/time.tsx'
import { TRAIL, useCompute, WORKSPACES } from '../section.ts'
import { LIVE, type Workspace } from './data.ts'
import { restoringOf } from './trash-acts.ts'

const columns: readonly Column<Workspace>[] = [
  { key: 'name', head: 'Workspace', wide: true, cell: ({ name }) => <span dir="auto">{name}</span> },
  { key: 'disk', head: 'On the disk', num: true, cell: ({ diskBytes }) => bytes(diskBytes) },
  { key: 'deleted', head: 'Deleted', num: true, cell: ({ trashedAt }) => <Time at={trashedAt} /> },
  { key: 'ends', head: 'Erased', num: true, cell: ({ erasesAt }) => <Time at={erasesAt} /> },
]

export default function Trash() {
  useCompute()
  const act = useAct()
  const [erasing, setErasing] = useState<Workspace>()
  const list = useListState()
  const trashed = useData(
    ['workspaces', 'trash', list.search, list.cursor],
    (signal) =>
      client.read('/api/compute/workspaces', {
        query: { state: 'trash', search: list.search || undefined, before: list.cursor },
        signal,
      }),
    { live: LIVE, keep: true },
  )
  const restore = (workspace: Workspace) => act(...restoringOf(workspace))
  return (
    <>
      <PageHead
        title="Trash"
        trail={[...TRAIL, { label: 'Workspaces', to: WORKSPACES }]}
        sentence="Deleted workspaces. They count for your disk until they are erased."
      />
      <Ready of={trashed} what="The trash">
        {({ items, next, total }) => {
          if (items.length === 0 && list.active === 0)
            return (
              <Empty
                icon={<IconTrash aria-hidden="true" />}
                title="The trash is empty"
                acts={<Button to={WORKSPACES}>To the workspaces</Button>}
              >
                A deleted workspace lies here with its files until its time is over; till then it can be
                restored.
              </Empty>
            )
          return (
            <>
              <FilterBar>
                <SearchField label="Name of a workspace" value={list.search} onChange={list.setSearch} />
              </FilterBar>
              {items.length === 0 ? (
                <NoneMatch title="Nothing in the trash is named like that" onClear={list.clear} />
              ) : (
                <>
                  <DataTable
                    label="Deleted workspaces"
                    columns={columns}
                    rows={items}
                    rowKey={({ id }) => id}
                    rowName={({ name }) => name}
                    act={(workspace) => (
                      <Button
                        small
                        aria-label={`Restore ${workspace.name}`}
                        onClick={() => void restore(workspace)}
                      >
                        Restore
                      </Button>
                    )}
                    menu={(workspace) => [
                      { label: 'Erase for good', danger: true, run: () => setErasing(workspace) },
                    ]}
                    state={list}
                    isOld={trashed.isPlaceholderData}
                  />
                  <Pager
                    state={list}
                    next={next}
                    rows={items.length}
                    total={total.exact ? total.count : total.count + 1}
                    note={`Times in ${zone()}.`}
                  />
                </>
              )}
            </>
          )
        }}
      </Ready>
      {erasing && (
        <ConfirmDialog
          isOpen
          onClose={() => setErasing(undefined)}
          title={`Erase ${erasing.name} for good?`}
          act="Erase for good"
          run={() => client.delete('/api/compute/workspaces/{id}/for-good', { path: { id: erasing.id } })}
        >
          <p>
            {bytes(erasing.diskBytes)} of files are removed from the disk. Nothing brings them back; copies
            that others have stay theirs.
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}
