import { SegmentedControl } from '@mantine/core'
import { IconShare } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { zone } from '../../../ui/time.tsx'
import { TRAIL, useCompute, WORKSPACES } from '../section.ts'
import { SharesTable } from './shares-table.tsx'
import { isCopying } from './words.ts'

const STATES = [
  { value: 'pending', label: 'Not accepted yet' },
  { value: 'accepted', label: 'Accepted' },
]

export default function Shared() {
  useCompute()
  const list = useListState({ filters: ['side', 'state'] })
  const side = list.filters.side === 'sent' ? 'sent' : 'received'
  const state = list.filters.state as 'pending' | 'accepted' | ''
  const shares = useData(
    ['shares', side, state, list.cursor],
    (signal) =>
      client.read('/api/compute/shares', {
        query: { side, state: state || undefined, before: list.cursor },
        signal,
      }),
    { live: ['compute.share', 'compute.workspace'], keep: true, again: isCopying },
  )
  const isFirst = shares.data?.data.items.length === 0 && state === ''
  return (
    <>
      <PageHead
        title="Shared copies"
        trail={TRAIL}
        sentence="Workspaces that people gave each other. A copy belongs to whom it was given, once they accept it."
        acts={
          <SegmentedControl
            aria-label="Which copies"
            data={[
              { value: 'received', label: 'For me' },
              { value: 'sent', label: 'For others' },
            ]}
            value={side}
            onChange={(value) => list.setFilter('side', value === 'sent' ? value : undefined)}
          />
        }
      />
      {!isFirst && (
        <FilterBar>
          <FilterChip
            label="State"
            value={state}
            options={STATES}
            onChange={(value) => list.setFilter('state', value)}
          />
        </FilterBar>
      )}
      <Ready of={shares} what="The list of copies">
        {({ items, next }) => {
          if (items.length === 0 && state !== '')
            return <NoneMatch title="No copy is in that state" onClear={list.clear} />
          if (items.length === 0) return <None side={side} />
          return (
            <>
              <SharesTable of={items} side={side} list={list} isOld={shares.isPlaceholderData} />
              <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
            </>
          )
        }}
      </Ready>
    </>
  )
}

function None({ side }: { side: 'received' | 'sent' }) {
  return (
    <Empty
      icon={<IconShare aria-hidden="true" />}
      title={side === 'received' ? 'Nobody has offered you a copy' : 'You have given no copies'}
      acts={<Button to={WORKSPACES}>To the workspaces</Button>}
    >
      {side === 'received'
        ? 'When somebody shares a workspace with you, you are told, and accept it here.'
        : 'Open a workspace and share a copy: the other person gets it as it is at that moment.'}
    </Empty>
  )
}
