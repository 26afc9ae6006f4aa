import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Time } from '../../../ui/time.tsx'
import { PagedTable } from '../paged-table.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import { CREDENTIALS, type Credential, KINDS, placeWords, TABS } from './data.ts'

const MOST_PLACES = 2

const columns: readonly Column<Credential>[] = [
  { key: 'name', head: 'Credential', wide: true, cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'kind', head: 'What', cell: ({ kind }) => KINDS[kind].label },
  { key: 'user', head: 'Signs in as', mono: true, cell: ({ username }) => username ?? '–' },
  { key: 'uses', head: 'Opens', cell: ({ uses }) => <bdi>{opens(uses)}</bdi> },
  {
    key: 'used',
    head: 'Last used',
    num: true,
    cell: ({ usedAt }) => (usedAt === null ? <span className="muted">never</span> : <Time at={usedAt} />),
  },
]

const opens = (uses: Credential['uses']): string =>
  uses.length === 0
    ? 'nothing yet'
    : [
        ...uses.slice(0, MOST_PLACES).map(placeWords),
        ...(uses.length > MOST_PLACES ? [`${uses.length - MOST_PLACES} more`] : []),
      ].join(' · ')

/** What opens hosts; their secrets are shown to nobody. */
export default function Credentials() {
  const { keeps } = useAutomation()
  const list = useListState()
  const [leaving, leave] = useState<Credential>()
  const rows = useData(
    ['automation', 'credentials', list.search, list.cursor],
    (signal) =>
      client.read('/api/automation/credentials', {
        query: { search: list.search || undefined, after: list.cursor },
        signal,
      }),
    { live: ['automation.credential'], keep: true },
  )
  const add = keeps && (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} to={`${CREDENTIALS}/new`}>
      Add a credential
    </Button>
  )
  const isFirst = rows.data?.data.items.length === 0 && list.active === 0
  return (
    <>
      <PageHead
        title="Credentials"
        trail={TRAIL}
        sentence="What runs open hosts with. The nearest is used: of the host, of its groups, of the inventory."
        acts={!isFirst && add}
      />
      <div className="stack">
        <Tabs label="Credentials and host keys" of={TABS} />
        <Ready of={rows} what="The list of credentials">
          {({ items, next }) => {
            if (isFirst)
              return (
                <Empty icon={<IconKey aria-hidden="true" />} title="No credentials yet" acts={add}>
                  Keep a password, a key or a token here once. Runs use it, and nobody reads it again.
                </Empty>
              )
            return (
              <div>
                <FilterBar>
                  <SearchField label="Credential" value={list.search} onChange={list.setSearch} />
                </FilterBar>
                {items.length === 0 ? (
                  <NoneMatch title={`No credential is called “${list.search}”`} onClear={list.clear} />
                ) : (
                  <PagedTable
                    label="Credentials"
                    columns={columns}
                    rows={items}
                    rowKey={({ id }) => id}
                    rowName={({ name }) => name}
                    rowTo={({ id }) => `${CREDENTIALS}/${id}`}
                    menu={(credential) => [
                      keeps && { label: 'Remove', danger: true, run: () => leave(credential) },
                    ]}
                    state={list}
                    next={next}
                    isOld={rows.isPlaceholderData}
                  />
                )}
              </div>
            )
          }}
        </Ready>
      </div>
      {leaving && <RemoveDialog of={leaving} onClose={() => leave(undefined)} />}
    </>
  )
}

/** Says what is not reached any more without it. */
export function RemoveDialog({
  of,
  onClose,
  done,
}: {
  of: Credential
  onClose: () => void
  done?: () => void
}) {
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove ${of.name}?`}
      act="Remove the credential"
      run={async () => {
        await client.delete('/api/automation/credentials/{id}', { path: { id: of.id } })
        done?.()
      }}
    >
      <p>
        Its secret is erased, and cannot be brought back.{' '}
        {of.uses.length === 0
          ? 'Nothing uses it.'
          : `Runs do not get into these hosts by it any more: ${of.uses.map(placeWords).join('; ')}.`}
      </p>
    </ConfirmDialog>
  )
}
