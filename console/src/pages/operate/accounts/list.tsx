import { IconMailPlus, IconPlus, IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { personName, useSession } from '../../../app/session.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { WaitingForPipelines } from '../../pipelines/people/applicants.tsx'
import css from './accounts.module.css'
import { able, SelectionActs } from './acts.tsx'
import { AccountTabs, CountSentence, useGroupNames } from './counts.tsx'
import { Invited } from './invited.tsx'
import { ListPager } from './parts.tsx'
import { MayUse } from './rights.tsx'
import { type Account, serviceName, stateOf } from './words.ts'

const STATES = [
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
  { value: 'merged', label: 'Merged into another' },
]

const columnsOf = (kind: Account['kind']): readonly Column<Account>[] => [
  {
    key: 'person',
    head: kind === 'person' ? 'Person' : 'Service account',
    sort: { up: 'name' },
    cell: (row) => (
      <span className={css.person}>
        <Avatar name={personName(row)} />
        {personName(row)}
        {personName(row) !== row.name && <span className={css.login}>{row.name}</span>}
      </span>
    ),
  },
  {
    key: 'groups',
    head: 'Groups',
    optional: true,
    cell: (row) => row.groups.map(({ name }) => name).join(', ') || '–',
  },
  { key: 'use', head: 'May use', optional: true, cell: (row) => <MayUse {...row} /> },
  {
    key: 'state',
    head: 'State',
    cell: (row) => <State look={stateOf(row).look}>{stateOf(row).word}</State>,
  },
  {
    key: 'seen',
    head: 'Last seen',
    num: true,
    optional: true,
    sort: { down: 'seen' },
    cell: (row) => <Time at={row.lastSeenAt} none="never" />,
  },
]

type Sort = 'name' | 'seen'

/** People, or service accounts: who they are, what they may use, and when they were last here. */
export function AccountList({ kind }: { kind: Account['kind'] }) {
  const isPeople = kind === 'person'
  const { services } = useSession()
  const act = useAct()
  const list = useListState({ filters: ['state', 'service', 'group'], sort: 'name' })
  const { state, service, group } = list.filters
  const rows = useData(
    ['accounts', kind, list.search, state, service, group, list.sort, list.cursor],
    (signal) =>
      client.read('/api/accounts', {
        signal,
        query: {
          kind,
          sort: list.sort as Sort,
          search: list.search || undefined,
          state: (state || undefined) as 'active' | undefined,
          service: service || undefined,
          group: group ? Number(group) : undefined,
          after: list.cursor,
        },
      }),
    { live: ['account', 'group', 'roles', 'role', 'session.opened'], keep: true },
  )
  const groups = useGroupNames()
  const ladders = useData(['roles'], (signal) => client.read('/api/roles', { signal }))
  const columns = columnsOf(kind)
  return (
    <>
      <PageHead
        title="Accounts"
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }]}
        sentence={<CountSentence />}
        acts={
          <>
            <Button icon={<IconMailPlus aria-hidden="true" />} to="/app/operate/accounts/invite">
              Invite
            </Button>
            <Button
              look="filled"
              icon={<IconUserPlus aria-hidden="true" />}
              to={`/app/operate/accounts/new${isPeople ? '' : '?kind=service'}`}
            >
              New account
            </Button>
          </>
        }
      />
      <div className="stack">
        {isPeople && services.includes('pipelines') && <WaitingForPipelines />}
        {isPeople && <Invited />}
        <div className="spread">
          <AccountTabs />
          <FilterBar>
            <SearchField label="Name, sign-in or e-mail" value={list.search} onChange={list.setSearch} />
            <FilterChip
              label="State"
              value={state}
              options={STATES}
              onChange={(value) => list.setFilter('state', value)}
            />
            <FilterChip
              label="Group"
              value={group}
              options={groups.map(({ id, name }) => ({
                value: String(id),
                label: name,
              }))}
              onChange={(value) => list.setFilter('group', value)}
            />
            <FilterChip
              label="May use"
              value={service}
              options={(ladders.data?.data.items ?? []).map((each) => ({
                value: each.service,
                label: serviceName(each.service),
              }))}
              onChange={(value) => list.setFilter('service', value)}
            />
          </FilterBar>
        </div>
        <Ready of={rows} what="The list of accounts">
          {(page) => {
            const { items } = page
            return items.length === 0 && list.active > 0 ? (
              <NoneMatch title="Nobody matches these filters." onClear={list.clear} />
            ) : items.length === 0 ? (
              <NoneYet isPeople={isPeople} />
            ) : (
              <>
                <DataTable
                  label={isPeople ? 'People' : 'Service accounts'}
                  columns={columns}
                  rows={items}
                  rowKey={({ id }) => id}
                  rowName={personName}
                  rowTo={({ id }) => `/app/operate/accounts/${id}`}
                  menu={(row) => menuOf(row, act)}
                  select={{
                    acts: (chosen) => (
                      <SelectionActs
                        accounts={items.filter(({ id }) => chosen.keys.includes(id))}
                        groups={groups}
                        clear={chosen.clear}
                      />
                    ),
                  }}
                  state={list}
                  isOld={rows.isPlaceholderData}
                />
                <ListPager state={list} page={page} />
              </>
            )
          }}
        </Ready>
      </div>
    </>
  )
}

function menuOf(row: Account, act: ReturnType<typeof useAct>) {
  const base = `/app/operate/accounts/${row.id}`
  const canMail = row.kind === 'person' && row.email !== null && !row.disabled
  return [
    { label: 'Open', to: base },
    canMail && {
      label: 'Send a link to a new password',
      run: () =>
        void act(() => client.post('/api/accounts/{id}/reset', { path: { id: row.id } }), {
          done: `A link is on its way to ${row.email}`,
        }),
    },
    { label: 'Merge with another', to: `${base}/merge` },
    {
      label: row.disabled ? 'Enable' : 'Disable',
      danger: !row.disabled,
      run: () => void able(act, row, row.disabled),
    },
  ]
}

function NoneYet({ isPeople }: { isPeople: boolean }) {
  return isPeople ? (
    <Empty icon={<IconUsers aria-hidden="true" />} title="No people yet" />
  ) : (
    <Empty
      icon={<IconUsers aria-hidden="true" />}
      title="No service accounts yet"
      acts={
        <Button icon={<IconPlus aria-hidden="true" />} to="/app/operate/accounts/new?kind=service">
          Make a service account
        </Button>
      }
    >
      A service account is for a program: it has tokens and no password.
    </Empty>
  )
}
