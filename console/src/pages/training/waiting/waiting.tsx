import type { Answer } from '@atelier/client'
import { IconHourglass } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { counted, Time, zone } from '../../../ui/time.tsx'
import { type Event, trailTo, useAgainAt } from '../event.ts'
import { MessageDialog } from '../mail/message-dialog.tsx'
import { Managed } from '../managed.tsx'
import { GiveDialog } from './give-dialog.tsx'
import { LeaveDialog } from './leave-dialog.tsx'

type Page = Answer<'/api/training/events/{id}/waiting'>
export type InLine = Page['items'][number]
type Lines = Answer<'/api/training/events/{id}/waiting-lists'>['items']
export type Line = Lines[number]

/** What changes who waits, or for how much. */
const LIVE = ['training.waiting', 'training.registration', 'training.workshop', 'training.workshops']

const columns: readonly Column<InLine>[] = [
  {
    key: 'name',
    head: 'Name',
    cell: ({ participant }) => (
      <>
        <bdi>{participant.name}</bdi>{' '}
        {participant.class && <span className="caption">{participant.class}</span>}
      </>
    ),
  },
  {
    key: 'workshop',
    head: 'Waits for',
    wide: true,
    cell: ({ workshop }) => (
      <>
        <bdi>{workshop.title}</bdi> <span className="caption">{workshop.moment}</span>
      </>
    ),
  },
  {
    key: 'place',
    head: 'Place',
    cell: ({ position, offerUntil }) =>
      offerUntil ? (
        <State look="open">
          Seat kept until <Time at={offerUntil} />
        </State>
      ) : (
        <State look="waiting">Number {position}</State>
      ),
  },
  { key: 'since', head: 'Since', num: true, cell: ({ joinedAt }) => <Time at={joinedAt} /> },
]

/** Who waits for a seat, in which order, and what an organiser can do about it. */
export default function Waiting() {
  return <Managed>{(event, url) => <Page event={event} url={url} />}</Managed>
}

type Open = { kind: 'give' | 'leave' | 'write'; row: InLine } | null

function Page({ event, url }: { event: Event; url: string }) {
  const { id } = event
  const list = useListState({ filters: ['workshop'] })
  const [open, setOpen] = useState<Open>(null)
  const lines = useData(
    ['event', id, 'waiting-lists'],
    (signal) => client.read('/api/training/events/{id}/waiting-lists', { path: { id }, signal }),
    { live: LIVE },
  )
  const rows = useData(
    ['event', id, 'waiting', list.search, list.filters.workshop, list.cursor],
    (signal) =>
      client.read('/api/training/events/{id}/waiting', {
        path: { id },
        query: {
          ...(list.search && { search: list.search }),
          ...(list.filters.workshop && { workshop: Number(list.filters.workshop) }),
          ...(list.cursor !== undefined && { after: list.cursor }),
        },
        signal,
      }),
    { live: LIVE, keep: true },
  )
  useAgainAt(
    rows.data?.data.items.map(({ offerUntil }) => offerUntil) ?? [],
    () => void Promise.all([rows.refetch(), lines.refetch()]),
  )
  const all = lines.data?.data.items
  const lineOf = (row: InLine) => all?.find(({ workshopId }) => workshopId === row.workshop.id)
  return (
    <>
      <PageHead
        title="Waiting lists"
        trail={trailTo(event, url)}
        sentence={all && sentenceOf(event, all)}
        acts={<Button to={`${url}/workshops`}>Workshops</Button>}
      />
      {(list.active > 0 || (all && all.length > 0)) && (
        <FilterBar>
          <SearchField label="Name" value={list.search} onChange={list.setSearch} />
          <FilterChip
            label="Workshop"
            value={list.filters.workshop}
            options={(all ?? []).map(({ workshopId, title, waits, offers }) => ({
              value: String(workshopId),
              label: title,
              count: waits + offers,
            }))}
            onChange={(value) => list.setFilter('workshop', value)}
          />
        </FilterBar>
      )}
      <Ready of={rows} what="The waiting lists">
        {(found) => (
          <List of={found} isOld={rows.isPlaceholderData} list={list} event={event} setOpen={setOpen} />
        )}
      </Ready>
      {open?.kind === 'give' && (
        <GiveDialog event={id} row={open.row} line={lineOf(open.row)} onClose={() => setOpen(null)} />
      )}
      {open?.kind === 'write' && (
        <MessageDialog event={event} to={{ ids: [open.row.participant.id] }} onClose={() => setOpen(null)} />
      )}
      {open?.kind === 'leave' && <LeaveDialog event={id} row={open.row} onClose={() => setOpen(null)} />}
    </>
  )
}

function sentenceOf(event: Event, lines: Lines): string {
  if (!event.waiting) return 'This event has no waiting lists; the settings can switch them on.'
  const waits = lines.reduce((sum, line) => sum + line.waits, 0)
  const offers = lines.reduce((sum, line) => sum + line.offers, 0)
  if (waits + offers === 0) return 'Nobody waits.'
  const kept = offers > 0 ? ` ${counted(offers, 'seat is', 'seats are')} kept for somebody.` : ''
  return `${counted(waits, 'person waits', 'people wait')} for ${counted(lines.length, 'workshop')}.${kept} A freed seat ${
    event.offerMinutes > 0
      ? 'is offered to the first who can take it.'
      : 'goes to the first who can take it at once.'
  }`
}

interface ListProps {
  of: Page
  isOld: boolean
  list: ListState<'workshop'>
  event: Event
  setOpen: (open: Open) => void
}

function List({ of: { items, next }, isOld, list, setOpen }: ListProps) {
  if (items.length === 0 && list.active > 0)
    return <NoneMatch title="Nobody who waits matches" onClear={list.clear} />
  if (items.length === 0)
    return (
      <Empty icon={<IconHourglass aria-hidden="true" />} title="Nobody waits">
        When a workshop is full, people can join its list on their phone. The first who can take it gets the
        next free seat.
      </Empty>
    )
  return (
    <>
      <DataTable
        label="Waiting lists"
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ participant, workshop }) => `${participant.name}, ${workshop.title}`}
        act={(row) => (
          <Button small look="quiet" onClick={() => setOpen({ kind: 'give', row })}>
            Give a seat
          </Button>
        )}
        menu={(row) => [
          row.participant.hasAddress && {
            label: 'Write to them',
            run: () => setOpen({ kind: 'write', row }),
          },
          { label: 'Take off the list', danger: true, run: () => setOpen({ kind: 'leave', row }) },
        ]}
        state={list}
        isOld={isOld}
      />
      <Pager
        state={list}
        next={next}
        rows={items.length}
        words={{ newer: 'Previous', older: 'Next' }}
        note={`Times in ${zone()}.`}
      />
    </>
  )
}
