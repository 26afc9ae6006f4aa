import { IconFileImport, IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Time } from '../../../ui/time.tsx'
import { PagedTable } from '../paged-table.tsx'
import { useAutomation } from '../section.ts'
import { CREDENTIALS_TRAIL, type HostKey, TABS } from './data.ts'
import { AcceptDialog, addressOf, ForgetDialog, ImportDialog } from './host-key-dialogs.tsx'

const STATES = [
  { value: 'offered', label: 'Waits to be compared' },
  { value: 'trusted', label: 'Believed' },
]

const columns: readonly Column<HostKey>[] = [
  { key: 'address', head: 'Host', wide: true, mono: true, cell: (key) => addressOf(key) },
  { key: 'type', head: 'Type', short: true, cell: ({ type }) => type },
  { key: 'print', head: 'Fingerprint', mono: true, cell: ({ fingerprint }) => fingerprint },
  { key: 'state', head: 'State', cell: (key) => <KeyState of={key} /> },
  { key: 'seen', head: 'Last seen', num: true, cell: ({ seenAt }) => <Time at={seenAt} /> },
]

function KeyState({ of: { state, believed } }: { of: HostKey }) {
  if (state === 'trusted') return <State look="done">Believed</State>
  return <State look="attention">{believed.length > 0 ? 'Changed' : 'Unknown'}</State>
}

/** By which keys hosts are known. A changed one opens nothing until somebody has compared it. */
export default function HostKeys() {
  const { keeps } = useAutomation()
  const list = useListState({ filters: ['state'] })
  const [open, setOpen] = useState<'import' | { accept: HostKey } | { forget: HostKey }>()
  const state = (list.filters.state || undefined) as HostKey['state'] | undefined
  const rows = useData(
    ['automation', 'host-keys', list.search, state, list.cursor],
    (signal) =>
      client.read('/api/automation/host-keys', {
        query: { search: list.search || undefined, state, after: list.cursor },
        signal,
      }),
    { live: ['automation.host-key'], keep: true },
  )
  const add = keeps && (
    <Button icon={<IconFileImport aria-hidden="true" />} onClick={() => setOpen('import')}>
      Import known hosts
    </Button>
  )
  const isFirst = rows.data?.data.items.length === 0 && list.active === 0
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHead
        title="Host keys"
        trail={CREDENTIALS_TRAIL}
        sentence="By which keys hosts are known. One that changed is refused until somebody has compared it."
        acts={!isFirst && add}
      />
      <div className="stack">
        <Tabs label="Credentials and host keys" of={TABS} />
        <Ready of={rows} what="The list of host keys">
          {({ items, next }) => {
            if (isFirst)
              return (
                <Empty icon={<IconFingerprint aria-hidden="true" />} title="No host keys yet" acts={add}>
                  Runs write down whom they meet. Import a known_hosts file, and they know the hosts
                  beforehand.
                </Empty>
              )
            return (
              <div>
                <FilterBar>
                  <SearchField label="Host" value={list.search} onChange={list.setSearch} />
                  <FilterChip
                    label="State"
                    value={list.filters.state}
                    options={STATES}
                    onChange={(value) => list.setFilter('state', value)}
                  />
                </FilterBar>
                {items.length === 0 ? (
                  <NoneMatch title="No host key matches" onClear={list.clear} />
                ) : (
                  <PagedTable
                    label="Host keys"
                    columns={columns}
                    rows={items}
                    rowKey={({ id }) => id}
                    rowName={addressOf}
                    act={(key) =>
                      keeps &&
                      key.state === 'offered' && (
                        <Button small onClick={() => setOpen({ accept: key })}>
                          Compare
                        </Button>
                      )
                    }
                    menu={(key) => [
                      keeps && { label: 'Forget', danger: true, run: () => setOpen({ forget: key }) },
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
      {open === 'import' && <ImportDialog onClose={close} />}
      {typeof open === 'object' && 'accept' in open && <AcceptDialog of={open.accept} onClose={close} />}
      {typeof open === 'object' && 'forget' in open && <ForgetDialog of={open.forget} onClose={close} />}
    </>
  )
}
