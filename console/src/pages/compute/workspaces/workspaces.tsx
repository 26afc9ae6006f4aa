import { IconFolders, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { ColumnsButton, Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, counted, Time, zone } from '../../../ui/time.tsx'
import { TRAIL, useCompute, WORKSPACES } from '../section.ts'
import { OpenButton, StopButton } from '../sessions/acts.tsx'
import { isOpen, isPending } from '../sessions/words.ts'
import { ShareDialog } from '../sharing/share-dialog.tsx'
import { LIVE, standingOfWorkspace, type Workspace } from './data.ts'
import { removalOf } from './trash-acts.ts'

const NONE = <span className="muted dash">–</span>

const columns: readonly Column<Workspace>[] = [
  { key: 'name', head: 'Workspace', wide: true, cell: ({ name }) => <span dir="auto">{name}</span> },
  {
    key: 'state',
    head: 'State',
    cell: (workspace) => {
      const { look, word } = standingOfWorkspace(workspace)
      return <State look={look}>{word}</State>
    },
  },
  { key: 'kind', head: 'Last session', cell: ({ session }) => session?.kind.name ?? NONE, optional: true },
  { key: 'shared', head: 'Shared', cell: sharedInWords, optional: true },
  { key: 'disk', head: 'On the disk', num: true, cell: ({ diskBytes }) => bytes(diskBytes) },
  {
    key: 'used',
    head: 'Last used',
    num: true,
    cell: (workspace) => <Time at={workspace.launchedAt ?? workspace.changedAt ?? workspace.createdAt} />,
  },
]

export default function Workspaces() {
  useCompute()
  const act = useAct()
  const [sharing, setSharing] = useState<Workspace>()
  const list = useListState()
  const workspaces = useData(
    ['workspaces', list.search, list.cursor],
    (signal) =>
      client.read('/api/compute/workspaces', {
        query: { search: list.search || undefined, before: list.cursor },
        signal,
      }),
    { live: LIVE, keep: true, again: ({ items }) => items.some(({ session }) => isPending(session)) },
  )
  const make = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} to={`${WORKSPACES}/new`}>
      New workspace
    </Button>
  )
  const trash = (
    <Button icon={<IconTrash aria-hidden="true" />} to={`${WORKSPACES}/trash`}>
      Trash
    </Button>
  )
  const isFirst = workspaces.data?.data.items.length === 0 && list.active === 0
  return (
    <>
      <PageHead
        title="Workspaces"
        trail={TRAIL}
        sentence="Your folders on the machines here. Sessions run in them and leave their files there."
        acts={
          <>
            {trash}
            {!isFirst && make}
          </>
        }
      />
      {!isFirst && (
        <FilterBar right={<ColumnsButton columns={columns} state={list} />}>
          <SearchField label="Name of a workspace" value={list.search} onChange={list.setSearch} />
        </FilterBar>
      )}
      <Ready of={workspaces} what="The list of workspaces">
        {({ items, next, total }) =>
          items.length === 0 ? (
            <None search={list.search} onClear={list.clear} make={make} />
          ) : (
            <>
              <DataTable
                label="Workspaces"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ name }) => name}
                rowTo={({ id }) => `${WORKSPACES}/${id}`}
                act={(workspace) => <Act of={workspace} />}
                menu={(workspace) => [
                  { label: 'Share a copy', run: () => setSharing(workspace) },
                  { label: 'Delete', danger: true, run: () => void act(...removalOf(workspace)) },
                ]}
                state={list}
                isByTime
                isOld={workspaces.isPlaceholderData}
              />
              <Pager
                state={list}
                next={next}
                rows={items.length}
                total={total.exact ? total.count : total.count + 1}
                note={`Times in ${zone()}.`}
              />
            </>
          )
        }
      </Ready>
      {sharing && <ShareDialog workspace={sharing} onClose={() => setSharing(undefined)} />}
    </>
  )
}

function None({ search, onClear, make }: { search: string; onClear: () => void; make: ReactNode }) {
  if (search !== '') return <NoneMatch title={`No workspace is named like “${search}”`} onClear={onClear} />
  return (
    <Empty icon={<IconFolders aria-hidden="true" />} title="No workspaces yet" acts={make}>
      A workspace is a folder on the machines here. Sessions run in it, such as Jupyter, and leave their files
      there. Begin with an empty one, or with the first notebook.
    </Empty>
  )
}

/** The likeliest one, by its state. */
function Act({ of: { id, name, status, session } }: { of: Workspace }) {
  if (session?.isReady && session.canOpen) return <OpenButton of={session} small />
  if (session && isOpen(session)) return <StopButton of={session} small />
  if (status === 'error' || status === 'deleting') return null
  return (
    <Button
      small
      icon={<IconPlayerPlay aria-hidden="true" />}
      to={`${WORKSPACES}/${id}/launch`}
      aria-label={`Launch a session in ${name}`}
    >
      Launch
    </Button>
  )
}

function sharedInWords({ sharedBy, shares }: Workspace): ReactNode {
  if (sharedBy !== null) return `from ${sharedBy}`
  return shares === 0 ? NONE : counted(shares, 'copy', 'copies')
}
