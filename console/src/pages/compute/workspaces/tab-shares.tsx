import { IconShare } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { useListState } from '../../../ui/list.ts'
import { WithSide } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty } from '../../../ui/states.tsx'
import { ShareDialog } from '../sharing/share-dialog.tsx'
import { SharesTable } from '../sharing/shares-table.tsx'
import { isCopying } from '../sharing/words.ts'
import { Beside } from './beside.tsx'
import type { WorkspaceDetail } from './data.ts'
import { WorkspacePage } from './workspace-page.tsx'

export default function WorkspaceShares() {
  return <WorkspacePage>{(workspace) => <Copies of={workspace} />}</WorkspacePage>
}

function Copies({ of: workspace }: { of: WorkspaceDetail }) {
  const { id } = workspace
  const [isSharing, setSharing] = useState(false)
  const list = useListState()
  const shares = useData(
    ['workspace', id, 'shares', list.cursor],
    (signal) =>
      client.read('/api/compute/workspaces/{id}/shares', {
        path: { id },
        query: { before: list.cursor },
        signal,
      }),
    { live: ['compute.share', 'compute.workspace'], keep: true, again: isCopying },
  )
  return (
    <WithSide side={<Beside of={workspace} />}>
      <Ready of={shares} what="The list of copies">
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty
              icon={<IconShare aria-hidden="true" />}
              title="Nobody has a copy of it"
              acts={<Button onClick={() => setSharing(true)}>Share a copy</Button>}
            >
              Others get a copy of their own, as it is now: what they change there does not change yours.
            </Empty>
          ) : (
            <>
              <SharesTable of={items} side="sent" ofOne list={list} isOld={shares.isPlaceholderData} />
              <Pager state={list} next={next} rows={items.length} />
            </>
          )
        }
      </Ready>
      {isSharing && <ShareDialog workspace={workspace} onClose={() => setSharing(false)} />}
    </WithSide>
  )
}
