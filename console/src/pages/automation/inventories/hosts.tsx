import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Tag } from '../../../ui/card.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useGo, useQueryState } from '../../../ui/link.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { WithSide } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { newRunOn } from '../chosen-hosts.ts'
import { useAutomation } from '../section.ts'
import { addressOf, type Host, INVENTORY_LIVE, type Inventory } from './data.ts'
import { InventoryFrame } from './frame.tsx'
import { HostPanel } from './host-panel.tsx'

const PAGE = 50
/** They are in no order of time. */
const PAGES = { newer: 'Previous', older: 'Next' }

/** The hosts of an inventory: found, filtered, and chosen for a run. */
export default function InventoryHosts() {
  return <InventoryFrame>{(inventory) => <Hosts of={inventory} />}</InventoryFrame>
}

type Filter = 'group' | 'platform' | 'data'
type Order = NonNullable<
  NonNullable<Parameters<typeof client.read<'/api/automation/inventories/{id}/hosts'>>[1]['query']>['order']
>

function Hosts({ of: inventory }: { of: Inventory }) {
  const { id } = inventory
  const list = useListState<Filter>({ filters: ['group', 'platform', 'data'] })
  const [query, change] = useQueryState()
  const asked = askedIn(list)
  const hosts = useData(
    ['automation', 'inventory', id, 'hosts', inventory.asOf, asked, list.sort, list.cursor],
    (signal) =>
      client.read('/api/automation/inventories/{id}/hosts', {
        path: { id },
        query: {
          ...asked,
          order: (list.sort || undefined) as Order | undefined,
          limit: PAGE,
          after: list.cursor,
        },
        signal,
      }),
    { live: INVENTORY_LIVE, keep: true, when: inventory.hosts !== null },
  )
  if (inventory.hosts === null)
    return <Empty title="No hosts to show">They are shown once the files can be read.</Empty>
  const close = () => change({ host: undefined })
  return (
    <WithSide side={query.host ? <HostPanel id={id} name={query.host} close={close} /> : undefined}>
      <Ready of={hosts} what="The list of hosts">
        {({ items, total, next }) => (
          <div>
            <Filters of={inventory} list={list} />
            {items.length === 0 && list.active > 0 && (
              <NoneMatch title="No host fits" onClear={list.clear}>
                There are {counted(inventory.hosts ?? 0, 'host')} in all.
              </NoneMatch>
            )}
            {items.length === 0 && list.active === 0 && (
              <Empty title="No hosts yet">Write them into the file of hosts, or import them.</Empty>
            )}
            {items.length > 0 && (
              <DataTable
                label="Hosts"
                columns={COLUMNS}
                rows={items}
                rowKey={({ name }) => name}
                rowName={({ name }) => name}
                rowTo={({ name }) => hostAddress(id, query, name)}
                chosen={query.host}
                onEscape={close}
                state={list}
                isOld={hosts.isPlaceholderData}
                select={{
                  total: total.count,
                  acts: ({ keys, isAll }) => (
                    <RunOn of={inventory} names={keys} all={isAll ? asked : undefined} total={total.count} />
                  ),
                }}
              />
            )}
            <Pager state={list} next={next} rows={items.length} total={total.count} words={PAGES} />
          </div>
        )}
      </Ready>
    </WithSide>
  )
}

/** The same list with a host beside it. */
const hostAddress = (id: number, query: Readonly<Record<string, string>>, host: string): string =>
  `${addressOf(id)}?${new URLSearchParams({ ...query, host })}`

const askedIn = ({ search, filters }: ListState<Filter>) => ({
  search: search || undefined,
  group: filters.group || undefined,
  platform: filters.platform || undefined,
  data: filters.data || undefined,
})

function Filters({ of: { counts }, list }: { of: Inventory; list: ListState<Filter> }) {
  const values = counts.data.flatMap(({ key, values }) =>
    values.map(({ value, hosts }) => ({ value: `${key}=${value}`, label: `${key}: ${value}`, count: hosts })),
  )
  return (
    <FilterBar>
      <SearchField label="Name or address" value={list.search} onChange={list.setSearch} />
      <FilterChip
        label="Group"
        value={list.filters.group}
        options={counts.groups.map(({ name, all }) => ({ value: name, label: name, count: all }))}
        onChange={(value) => list.setFilter('group', value)}
      />
      <FilterChip
        label="Platform"
        value={list.filters.platform}
        options={counts.platforms.map(({ name, hosts }) => ({ value: name, label: name, count: hosts }))}
        onChange={(value) => list.setFilter('platform', value)}
      />
      {values.length > 0 && (
        <FilterChip
          label="Data"
          value={list.filters.data}
          options={values.slice(0, 200)}
          onChange={(value) => list.setFilter('data', value)}
        />
      )}
    </FilterBar>
  )
}

/** Leads to a new run on what is chosen, or on all that the filters show. */
function RunOn({
  of: { id },
  names,
  all,
  total,
}: {
  of: Inventory
  names: readonly (number | string)[]
  all: ReturnType<typeof askedIn> | undefined
  total: number
}) {
  const { runs } = useAutomation()
  const go = useGo()
  if (!runs) return null
  const begin = async () => {
    const hosts = all
      ? (await client.get('/api/automation/inventories/{id}/selection', { path: { id }, query: all })).names
      : names.map(String)
    go(newRunOn(id, hosts))
  }
  return (
    <Button small look="filled" onClick={() => void begin()}>
      New run on {count(all ? total : names.length)} {(all ? total : names.length) === 1 ? 'host' : 'hosts'}
    </Button>
  )
}

const NONE = <span className="muted">–</span>

const COLUMNS: readonly Column<Host>[] = [
  {
    key: 'name',
    head: 'Name',
    wide: true,
    cell: ({ name }) => <bdi>{name}</bdi>,
    sort: { up: 'name', down: '-name' },
  },
  {
    key: 'hostname',
    head: 'Address',
    mono: true,
    short: true,
    cell: ({ hostname, port }) =>
      hostname === null ? NONE : `${hostname}${port === null || port === 22 ? '' : `:${port}`}`,
    sort: { up: 'hostname', down: '-hostname' },
  },
  {
    key: 'platform',
    head: 'Platform',
    cell: ({ platform }) => platform ?? NONE,
    sort: { up: 'platform', down: '-platform' },
  },
  {
    key: 'groups',
    head: 'Groups',
    wide: true,
    cell: ({ groups }) => (
      <span className="line">
        {groups.map((group) => (
          <Tag key={group}>{group}</Tag>
        ))}
      </span>
    ),
  },
]
