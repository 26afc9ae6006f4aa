import type { Answer, Snapshot } from '@atelier/client'
import { Switch } from '@mantine/core'
import { IconCalendar, IconFileExport, IconNotebook } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { servicesOf } from '../../../app/services.tsx'
import { useSession } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { useListState } from '../../../ui/list.ts'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { count, zone } from '../../../ui/time.tsx'
import { Chain } from './chain.tsx'
import { EntryList } from './entry-list.tsx'
import { EntryPanel } from './entry-panel.tsx'
import { FILTERS, type JournalList, type JournalQuery, queryOf, TIMES } from './filters.ts'
import css from './journal.module.css'
import { KINDS } from './sentences.ts'
import { type Entry, whoOf } from './who.tsx'

const LIMIT = 50
/** Rare things lie far back; each round of the server takes a twentieth of a second. */
const MOST_ROUNDS = 60

type Page = Answer<'/api/journal'>

/** A whole page, however far back it lies: the server looks a little at a time. */
async function readPage(
  query: JournalQuery,
  before: number | undefined,
  signal: AbortSignal,
): Promise<Snapshot<Page>> {
  const items: Page['items'] = []
  for (let round = 1, from = before; ; round += 1) {
    const limit = LIMIT - items.length
    const found = await client.read('/api/journal', {
      query: { ...query, limit, ...(from !== undefined && { before: from }) },
      signal,
    })
    items.push(...found.data.items)
    const { next } = found.data
    if (items.length >= LIMIT || next === null || round === MOST_ROUNDS)
      return { ...found, data: { items, next } }
    from = next
  }
}

export default function Journal() {
  const list: JournalList = useListState({ filters: FILTERS })
  const [{ entry, follow }, change] = useQueryState()
  const query = queryOf(list)
  const chosen = entry === undefined ? undefined : Number(entry)
  const isFollowing = follow !== 'off' && list.cursor === undefined
  const page = useData(
    ['journal', 'list', query, list.cursor],
    (signal) => readPage(query, list.cursor, signal),
    { keep: true, ...(isFollowing && { live: () => true }) },
  )
  const close = () => change({ entry: undefined })
  return (
    <>
      <PageHead
        title="Journal"
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }]}
        sentence="Who did what, when and from where. Entries cannot be changed."
        acts={
          <>
            <Chain />
            <Export query={query} />
          </>
        }
      />
      <FilterBar
        right={
          <Switch
            label="Follow"
            labelPosition="left"
            checked={isFollowing}
            onChange={(event) => {
              const isOn = event.currentTarget.checked
              change({ follow: isOn ? undefined : 'off', ...(isOn && { at: undefined, from: undefined }) })
            }}
          />
        }
      >
        <Filters list={list} entries={page.data?.data.items ?? []} />
      </FilterBar>
      <Ready of={page} what="The journal">
        {({ items, next }) =>
          items.length === 0 ? (
            <None list={list} next={next} />
          ) : (
            <div className={css.layout} data-alone={chosen === undefined || undefined}>
              <div>
                <EntryList
                  entries={items}
                  query={query}
                  chosen={chosen}
                  to={(seq) => `${window.location.pathname}?${withEntry(seq)}`}
                  onEscape={close}
                />
                <Foot list={list} items={items} next={next} />
              </div>
              {chosen !== undefined && (
                <aside className={css.side} aria-label="The chosen entry">
                  <EntryPanel seq={chosen} onClose={close} />
                </aside>
              )}
            </div>
          )
        }
      </Ready>
    </>
  )
}

function withEntry(seq: number): URLSearchParams {
  const query = new URLSearchParams(window.location.search)
  query.set('entry', String(seq))
  return query
}

function Filters({ list, entries }: { list: JournalList; entries: readonly Entry[] }) {
  const session = useSession()
  const { filters, setFilter } = list
  const people = new Map(
    entries.flatMap((each) => (each.account ? [[String(each.account.id), whoOf(each)]] : [])),
  )
  if (filters.person && !people.has(filters.person)) people.set(filters.person, `Account ${filters.person}`)
  const services = [
    ...servicesOf(session).map(({ service, label }) => ({ value: service, label })),
    { value: 'kernel', label: 'Accounts and operation' },
  ]
  return (
    <>
      <SearchField label="Person, object or address" value={list.search} onChange={list.setSearch} />
      <FilterChip
        label="Person"
        value={filters.person}
        options={[...people].map(([value, label]) => ({ value, label }))}
        onChange={(value) => setFilter('person', value)}
      />
      <FilterChip
        label="Service"
        value={filters.service}
        options={services}
        onChange={(value) => setFilter('service', value)}
      />
      <FilterChip
        label="Kind of change"
        value={filters.kind}
        options={KINDS}
        onChange={(value) => setFilter('kind', value)}
      />
      <FilterChip
        label="Time"
        icon={<IconCalendar aria-hidden="true" />}
        value={filters.when}
        options={TIMES}
        onChange={(value) => setFilter('when', value)}
      />
      {(['object', 'address', 'request'] as const).map(
        (name) =>
          filters[name] && (
            <FilterChip
              key={name}
              label={name}
              value={filters[name]}
              options={[{ value: filters[name], label: `${name} ${filters[name]}` }]}
              onChange={(value) => setFilter(name, value)}
            />
          ),
      )}
    </>
  )
}

function Export({ query }: { query: JournalQuery }) {
  const address = (format: string) => {
    const fields = Object.entries({ format, ...query }).map(([name, value]) => [name, String(value)])
    return `/api/journal/export?${new URLSearchParams(Object.fromEntries(fields))}`
  }
  const take = (format: string) => () => window.location.assign(address(format))
  return (
    <Menu
      label="Export"
      target={
        <Button icon={<IconFileExport aria-hidden="true" />} aria-haspopup="menu">
          Export
        </Button>
      }
      items={[
        { label: 'What is filtered, as CSV', run: take('csv') },
        { label: 'What is filtered, as JSON lines', run: take('jsonl') },
      ]}
    />
  )
}

function None({ list, next }: { list: JournalList; next: number | null }) {
  if (next !== null) {
    return (
      <Empty
        title="Nothing was found yet"
        acts={<Button onClick={() => list.older(next, 0)}>Look further back</Button>}
      >
        The newest entries were looked through, down to number {count(next)}.
      </Empty>
    )
  }
  if (list.active > 0) {
    return (
      <NoneMatch title="No entry matches" onClear={list.clear}>
        All of the journal was looked through.
      </NoneMatch>
    )
  }
  return <Empty icon={<IconNotebook aria-hidden="true" />} title="Nothing has happened yet" />
}

function Foot({ list, items, next }: { list: JournalList; items: readonly Entry[]; next: number | null }) {
  const [first, last] = [items.at(-1)?.seq ?? 0, items[0]?.seq ?? 0]
  return (
    <div className={css.foot}>
      <p className="caption" role="status">
        Entries {count(first)} to {count(last)}. Times in {zone()}.
      </p>
      {(list.cursor !== undefined || next !== null) && (
        <div className="line">
          <Button
            small
            aria-disabled={list.cursor === undefined}
            onClick={() => list.cursor !== undefined && list.newer()}
          >
            Newer
          </Button>
          <Button
            small
            aria-disabled={next === null}
            onClick={() => next !== null && list.older(next, items.length)}
          >
            Older
          </Button>
        </div>
      )}
    </div>
  )
}
