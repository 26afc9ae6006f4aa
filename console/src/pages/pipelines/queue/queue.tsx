import type { Answer } from '@atelier/client'
import { IconPlaylist } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { count, counted, zone } from '../../../ui/time.tsx'
import { TRAIL, usePipelines } from '../section.ts'
import { QueueTable } from './queue-table.tsx'

type Queue = Answer<'/api/pipelines/queue'>

const STATES = [
  { value: 'waiting', label: 'Waiting' },
  { value: 'working', label: 'At work' },
]

/** What waits and what is at work of everybody, for those who look after it. */
export default function QueuePage() {
  usePipelines()
  const list = useListState({ filters: ['state', 'host'] })
  const { state, host } = list.filters
  const hosts = useData(['pipelines', 'hosts'], (signal) => client.read('/api/pipelines/hosts', { signal }), {
    live: ['pipelines.host'],
  })
  const queue = useData(
    ['pipelines', 'queue', state, host, list.search, list.cursor],
    (signal) =>
      client.read('/api/pipelines/queue', {
        query: {
          state: (state as 'waiting' | 'working') || undefined,
          host: host || undefined,
          search: list.search || undefined,
          after: list.cursor,
        },
        signal,
      }),
    // That a place is free, or that one is ahead of fewer, is no entry of the journal.
    { live: ['pipelines.experiment', 'pipelines.host'], keep: true, again: () => true },
  )
  const places = hosts.data?.data.items ?? []
  return (
    <>
      <PageHead
        title="Queue"
        trail={TRAIL}
        sentence={queue.data ? sentenceOf(queue.data.data) : 'What waits and what is at work, of everybody.'}
        acts={<Button to="/app/pipelines/hosts">Hosts</Button>}
      />
      <FilterBar>
        <SearchField label="Name or app" value={list.search} onChange={list.setSearch} />
        <FilterChip
          label="State"
          value={state}
          options={STATES}
          onChange={(value) => list.setFilter('state', value)}
        />
        <FilterChip
          label="Host"
          value={host}
          options={places.map(({ key, name }) => ({ value: key, label: name }))}
          onChange={(value) => list.setFilter('host', value)}
        />
      </FilterBar>
      <Ready of={queue} what="The queue">
        {({ items, next }) =>
          items.length === 0 ? (
            <None isFiltered={list.active > 0} onClear={list.clear} />
          ) : (
            <>
              <QueueTable items={items} list={list} isOld={queue.isPlaceholderData} />
              <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
            </>
          )
        }
      </Ready>
    </>
  )
}

function sentenceOf({ counts: { waiting, working } }: Queue): string {
  if (waiting + working === 0) return 'Nothing waits, and nothing is at work.'
  const waits = `${counted(waiting, 'experiment waits', 'experiments wait')}, the oldest first.`
  return `${count(working)} at work. ${waits}`
}

function None({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) return <NoneMatch title="Nothing in the queue matches" onClear={onClear} />
  return (
    <Empty icon={<IconPlaylist aria-hidden="true" />} title="The queue is empty">
      Experiments are here from when they are handed in until they have ended, with why they wait.
    </Empty>
  )
}
