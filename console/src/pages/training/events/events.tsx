import type { Answer } from '@atelier/client'
import { IconCopy, IconPlus, IconSchool } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, SearchField, ToggleChip } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, Time, zone } from '../../../ui/time.tsx'
import { EVENTS, manages, STATES, useAgainAt } from '../event.ts'
import { setArchived, useHand } from '../hand.ts'
import { useMayMake } from '../may-make.ts'
import { CopyDialog } from './copy-dialog.tsx'

type Event = Answer<'/api/training/events'>['items'][number]

const columns: readonly Column<Event>[] = [
  { key: 'name', head: 'Event', wide: true, cell: ({ name }) => <span dir="auto">{name}</span> },
  {
    key: 'state',
    head: 'State',
    cell: ({ state, archived }) =>
      archived ? (
        <State look="past">Archived</State>
      ) : (
        <State look={STATES[state].look}>{STATES[state].word}</State>
      ),
  },
  { key: 'starts', head: 'Begins', num: true, cell: ({ startsAt }) => <Time at={startsAt} form="day" /> },
  {
    key: 'registered',
    head: 'Registered',
    num: true,
    cell: ({ registered, participants }) => outOf(registered, participants),
  },
  { key: 'next', head: 'Opens or closes', num: true, cell: ({ nextAt }) => <Time at={nextAt} /> },
]

const outOf = (some: number, all: number) =>
  all === 0 ? <span className="muted dash">–</span> : `${count(some)} of ${count(all)}`

/** The events that one runs or helps at. */
export default function Events() {
  const mayMake = useMayMake()
  const list = useListState({ filters: ['state'] })
  const [copied, setCopied] = useState<Event>()
  const state = list.filters.state === 'archived' ? 'archived' : 'current'
  const events = useData(
    ['events', list.search, state, list.cursor],
    (signal) =>
      client.read('/api/training/events', {
        query: { search: list.search || undefined, state, before: list.cursor },
        signal,
      }),
    { live: ['training', 'role'], keep: true },
  )
  const items = events.data?.data.items
  useAgainAt(
    (items ?? []).map(({ nextAt }) => nextAt),
    events.refetch,
  )
  const isFirst = items?.length === 0 && list.active === 0
  const make = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} to={`${EVENTS}/new`}>
      New event
    </Button>
  )
  return (
    <>
      <PageHead
        title="Events"
        trail={[{ label: 'Training', to: EVENTS }]}
        sentence="An event offers workshops; its participants choose theirs with a key that you hand out."
        acts={mayMake && !isFirst && make}
      />
      <FilterBar>
        <SearchField label="Name of an event" value={list.search} onChange={list.setSearch} />
        <ToggleChip
          label="Archived"
          isOn={state === 'archived'}
          onChange={(isOn) => list.setFilter('state', isOn ? 'archived' : undefined)}
        />
      </FilterBar>
      <Ready of={events} what="The list of events">
        {({ items, next }) => {
          if (items.length === 0 && list.active > 0)
            return (
              <NoneMatch
                title={list.search ? `No event is named like “${list.search}”` : 'No event is archived yet'}
                onClear={list.clear}
              />
            )
          if (items.length === 0)
            return (
              <Empty icon={<IconSchool aria-hidden="true" />} title="No events yet" acts={mayMake && make}>
                {mayMake
                  ? 'An event has workshops with seats, and people who choose among them. Make it, add both, then open it.'
                  : 'Nobody has made you a manager or a helper of an event yet. Ask the person who runs it.'}
              </Empty>
            )
          return (
            <>
              <EventTable items={items} list={list} isOld={events.isPlaceholderData} onCopy={setCopied} />
              <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
            </>
          )
        }}
      </Ready>
      {copied && <CopyDialog event={copied} onClose={() => setCopied(undefined)} />}
    </>
  )
}

interface EventTableProps {
  items: Event[]
  list: ReturnType<typeof useListState<'state'>>
  isOld: boolean
  onCopy: (event: Event) => void
}

function EventTable({ items, list, isOld, onCopy }: EventTableProps) {
  const act = useAct()
  const hand = useHand()
  const mayMake = useMayMake()
  return (
    <DataTable
      label="Events"
      columns={columns}
      rows={items}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
      rowTo={(event) => (manages(event) ? `${EVENTS}/${event.id}` : `${EVENTS}/${event.id}/attendance`)}
      act={(event) =>
        manages(event) &&
        !event.archived && (
          <Button
            small
            look="tint"
            aria-label={`${handWord(event)} ${event.name}`}
            onClick={() => hand(event)}
          >
            {handWord(event)}
          </Button>
        )
      }
      menu={(event) => [
        manages(event) && { label: 'Settings', to: `${EVENTS}/${event.id}/settings` },
        manages(event) &&
          mayMake && { label: 'Copy', icon: <IconCopy aria-hidden="true" />, run: () => onCopy(event) },
        manages(event) && {
          label: event.archived ? 'Restore' : 'Archive',
          run: () =>
            void act(() => setArchived(event, !event.archived), {
              done: event.archived ? `${event.name} is back in the list` : `${event.name} is archived`,
              undo: () => setArchived(event, event.archived),
            }),
        },
      ]}
      state={list}
      isByTime
      isOld={isOld}
    />
  )
}

const handWord = ({ state }: Event) => (state === 'open' || state === 'partly' ? 'Close now' : 'Open now')
