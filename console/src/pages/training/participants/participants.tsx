import { IconFileImport, IconMailForward, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { Menu } from '../../../ui/menu.tsx'
import { usePageActs } from '../../../ui/page.ts'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table.tsx'
import { count, counted, zone } from '../../../ui/time.tsx'
import { type Event, trailTo } from '../event.ts'
import { Managed } from '../managed.tsx'
import { type Counts, columns, FILTERS, type Filter, Filters, type Found, filtersOf } from './columns.tsx'
import { PeopleDialogs } from './dialogs.tsx'
import { PersonPanel } from './panel.tsx'
import { type Open, SelectionActs } from './selected.tsx'
import { lettersOf, type Selection } from './selection.ts'

/** Who may choose, what each has chosen, and what to do about it. */
export default function Participants() {
  return <Managed>{(event, url) => <People event={event} url={url} />}</Managed>
}

function People({ event, url }: { event: Event; url: string }) {
  const { id } = event
  const list = useListState({ filters: FILTERS })
  const [query, change] = useQueryState()
  const [open, setOpen] = useState<Open | null>(null)
  const chosen = query.person === undefined ? undefined : Number(query.person)
  const filters = filtersOf(list)
  const people = useData(
    ['event', id, 'participants', filters, list.cursor],
    (signal) =>
      client.read('/api/training/events/{id}/participants', {
        path: { id },
        query: { ...filters, after: list.cursor },
        signal,
      }),
    { live: ['training'], keep: true },
  )
  usePageActs([{ label: 'Add a participant', run: () => setOpen({ kind: 'add' }) }])
  const close = () => change({ person: undefined })
  return (
    <>
      <PageHead
        title="Participants"
        trail={trailTo(event, url)}
        sentence={people.data && sentenceOf(event, people.data.data.counts, list.active > 0)}
        acts={
          <>
            <Button icon={<IconUserPlus aria-hidden="true" />} onClick={() => setOpen({ kind: 'add' })}>
              Add one
            </Button>
            <Button
              look="filled"
              icon={<IconFileImport aria-hidden="true" />}
              to={`${url}/participants/import`}
            >
              Import a list
            </Button>
            <Menu
              label="More acts on participants"
              framed
              items={[
                {
                  label: 'Remind who has not chosen',
                  icon: <IconMailForward aria-hidden="true" />,
                  run: () => setOpen({ kind: 'remind', to: { all: true } }),
                },
                { label: 'Letters and lists', to: `${url}/letters` },
                {
                  label: 'New keys for everybody',
                  danger: true,
                  run: () => setOpen({ kind: 'keys', selection: { all: true }, chosen: event.participants }),
                },
              ]}
            />
          </>
        }
      />
      <WithSide
        side={chosen !== undefined && <PersonPanel id={chosen} event={event} close={close} open={setOpen} />}
      >
        <Filters list={list} found={people.data?.data} />
        <Ready of={people} what="The list of participants">
          {(found) => (
            <List
              of={found}
              isOld={people.isPlaceholderData}
              list={list}
              event={event}
              url={url}
              chosen={chosen}
              close={close}
              setOpen={setOpen}
            />
          )}
        </Ready>
      </WithSide>
      <PeopleDialogs open={open} onClose={() => setOpen(null)} event={event} />
    </>
  )
}

function sentenceOf({ participants, mode }: Event, counts: Counts, isFiltered: boolean): string {
  if (participants === 0) return 'Nobody is on the list yet.'
  if (isFiltered) return `${counted(participants, 'person', 'people')} in all.`
  if (mode === 'wishes' && counts.complete + counts.partial === 0)
    return `${counted(participants, 'person', 'people')}; ${count(counts.neverSignedIn)} never signed in. Nobody has a place yet: the page Wishes says who has wished.`
  return `${counted(participants, 'person', 'people')}: ${count(counts.complete)} complete, ${count(counts.partial)} in part, ${count(counts.none)} not yet; ${count(counts.neverSignedIn)} never signed in.`
}

interface ListProps {
  of: Found
  isOld: boolean
  list: ListState<Filter>
  event: Event
  url: string
  chosen: number | undefined
  close: () => void
  setOpen: (open: Open) => void
}

function List({ of: { items, next, total }, isOld, list, event, url, chosen, close, setOpen }: ListProps) {
  const [query] = useQueryState()
  if (items.length === 0 && list.active > 0)
    return <NoneMatch title="No participant matches" onClear={list.clear} />
  if (items.length === 0)
    return (
      <Empty
        icon={<IconUserPlus aria-hidden="true" />}
        title="Nobody is on the list yet"
        acts={
          <>
            <Button look="tint" to={`${url}/participants/import`}>
              Import a list
            </Button>
            <Button onClick={() => setOpen({ kind: 'add' })}>Add one</Button>
          </>
        }
      >
        A participant is a name with a class and a group. Each gets a key, which you print and hand out.
      </Empty>
    )
  const to = (person: number) =>
    `${url}/participants?${new URLSearchParams({ ...query, person: String(person) })}`
  const chosenBy = (keys: readonly (number | string)[], isAll: boolean): Selection => {
    if (!isAll) return { ids: keys.map(Number) }
    return list.active > 0 ? filtersOf(list) : { all: true }
  }
  // A column of dashes says nothing.
  const shown = columns.filter(
    ({ key }) =>
      (key !== 'email' || items.some(({ email }) => email !== null)) &&
      (key !== 'group' || items.some(({ targetGroup }) => targetGroup !== '')) &&
      (chosen === undefined || key === 'name' || key === 'class' || key === 'progress'),
  )
  return (
    <>
      <DataTable
        label="Participants"
        columns={shown}
        state={list}
        isByTime
        isOld={isOld}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        rowTo={({ id }) => to(id)}
        chosen={chosen}
        onEscape={close}
        menu={(row) => [
          { label: 'Show the key', run: () => setOpen({ kind: 'key', person: row }) },
          {
            label: 'Print the letter',
            run: () => window.location.assign(lettersOf(event.id, { ids: [row.id] })),
          },
          {
            label: 'Change their places',
            run: () => setOpen({ kind: 'place', who: { ids: [row.id] }, name: row.name }),
          },
          { label: 'Change name or class', run: () => setOpen({ kind: 'edit', person: row }) },
        ]}
        select={{
          total,
          acts: ({ keys, isAll, clear }) => (
            <SelectionActs
              event={event}
              selection={chosenBy(keys, isAll)}
              chosen={isAll ? total : keys.length}
              open={setOpen}
              clear={clear}
            />
          ),
        }}
      />
      <Pager
        state={list}
        next={next}
        rows={items.length}
        total={total}
        words={{ newer: 'Previous', older: 'Next' }}
        note={`Times in ${zone()}.`}
      />
    </>
  )
}
