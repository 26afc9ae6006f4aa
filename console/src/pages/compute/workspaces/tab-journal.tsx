import type { Answer } from '@atelier/client'
import { IconNotebook } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useListState } from '../../../ui/list.ts'
import { WithSide } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time, zone } from '../../../ui/time.tsx'
import { Beside } from './beside.tsx'
import type { WorkspaceDetail } from './data.ts'
import { whatHappened } from './journal-words.ts'
import { WorkspacePage } from './workspace-page.tsx'

type Entry = Answer<'/api/compute/workspaces/{id}/journal'>['items'][number]

const columns: readonly Column<Entry>[] = [
  { key: 'what', head: 'What happened', wide: true, cell: whatHappened },
  { key: 'who', head: 'Who', cell: ({ who }) => <bdi>{who ?? 'by itself'}</bdi> },
  { key: 'at', head: 'When', num: true, cell: ({ at }) => <Time at={at} /> },
]

export default function WorkspaceJournal() {
  return <WorkspacePage>{(workspace) => <Journal of={workspace} />}</WorkspacePage>
}

function Journal({ of: workspace }: { of: WorkspaceDetail }) {
  const { id } = workspace
  const list = useListState()
  const entries = useData(
    ['workspace', id, 'journal', list.cursor],
    (signal) =>
      client.read('/api/compute/workspaces/{id}/journal', {
        path: { id },
        query: { before: list.cursor },
        signal,
      }),
    { live: ['compute.workspace', 'compute.share', 'compute.file', 'compute.session'], keep: true },
  )
  return (
    <WithSide side={<Beside of={workspace} />}>
      <Ready of={entries} what="The journal">
        {({ items, next }) =>
          items.length === 0 && next === null ? (
            <Empty icon={<IconNotebook aria-hidden="true" />} title="Nothing is written down yet">
              What you and others do to this workspace and its sessions stands here, with its time.
            </Empty>
          ) : (
            <>
              <DataTable
                label="What happened"
                columns={columns}
                rows={items}
                rowKey={({ seq }) => seq}
                rowName={whatHappened}
                state={list}
                isByTime
                isOld={entries.isPlaceholderData}
              />
              <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
            </>
          )
        }
      </Ready>
    </WithSide>
  )
}
