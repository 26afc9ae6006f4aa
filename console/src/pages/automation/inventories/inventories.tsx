import { IconFileImport, IconPlus, IconServer2 } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted, Time } from '../../../ui/time.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import { addressOf, faultWords, INVENTORIES, INVENTORY_LIVE, type InventoryRow } from './data.ts'
import { InventoryDialog } from './inventory-dialog.tsx'

/** Which hosts there are, by inventory, and whether their files can be used. */
export default function Inventories() {
  const { keeps, runs } = useAutomation()
  const list = useListState()
  const [open, setOpen] = useState<{ of?: InventoryRow }>()
  const [leaving, leave] = useState<InventoryRow>()
  const rows = useData(
    ['automation', 'inventories', list.search, list.cursor],
    (signal) =>
      client.read('/api/automation/inventories', {
        query: { limit: 50, search: list.search || undefined, after: list.cursor },
        signal,
      }),
    { live: INVENTORY_LIVE, keep: true },
  )
  const acts = keeps && (
    <>
      <Button icon={<IconFileImport aria-hidden="true" />} to={`${INVENTORIES}/import`}>
        Import hosts
      </Button>
      <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setOpen({})}>
        New inventory
      </Button>
    </>
  )
  return (
    <>
      <PageHead
        title="Inventories"
        trail={TRAIL}
        sentence="Hosts, the groups that they are in, and what holds for them, as YAML files say."
        acts={acts || undefined}
      />
      <Ready of={rows} what="The list of inventories">
        {({ items, total, next }) => (
          <>
            <FilterBar>
              <SearchField label="Inventory" value={list.search} onChange={list.setSearch} />
            </FilterBar>
            {items.length === 0 && list.active > 0 && (
              <NoneMatch title="No inventory is called so" onClear={list.clear} />
            )}
            {items.length === 0 && list.active === 0 && (
              <Empty
                icon={<IconServer2 aria-hidden="true" />}
                title="No inventories yet"
                acts={acts || undefined}
              >
                An inventory is a list of hosts in files. Name files that are there, or import hosts from
                NetBox or a table.
              </Empty>
            )}
            {items.length > 0 && (
              <DataTable
                label="Inventories"
                columns={COLUMNS}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ name }) => name}
                rowTo={({ id }) => addressOf(id)}
                state={list}
                isByTime
                isOld={rows.isPlaceholderData}
                act={
                  runs
                    ? ({ id, faults }) =>
                        faults.length === 0 && (
                          <Button small to={`/app/automation/runs/new?inventory=${id}`}>
                            New run
                          </Button>
                        )
                    : undefined
                }
                menu={
                  keeps
                    ? (row) => [
                        { label: 'Change', run: () => setOpen({ of: row }) },
                        { label: 'Edit its files', to: addressOf(row.id, 'files') },
                        { label: 'Import hosts', to: `${INVENTORIES}/import?into=${row.id}` },
                        { label: 'Remove', danger: true, run: () => leave(row) },
                      ]
                    : undefined
                }
              />
            )}
            <Pager
              state={list}
              next={next}
              rows={items.length}
              total={total.count}
              words={{ newer: 'Previous', older: 'Next' }}
            />
          </>
        )}
      </Ready>
      {open && <InventoryDialog {...open} onClose={() => setOpen(undefined)} />}
      <ConfirmDialog
        title={`Remove ${leaving?.name}?`}
        isOpen={leaving !== undefined}
        onClose={() => leave(undefined)}
        act="Remove the inventory"
        run={async () => {
          if (leaving) await client.delete('/api/automation/inventories/{id}', { path: { id: leaving.id } })
          await queries.invalidateQueries({ queryKey: ['automation'] })
        }}
      >
        Its files stay where they are, and its runs stay in the list. Presets and schedules that use it can
        begin no run until they name another one.
      </ConfirmDialog>
    </>
  )
}

const COLUMNS: readonly Column<InventoryRow>[] = [
  { key: 'name', head: 'Name', wide: true, cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'state', head: 'State', wide: true, cell: (row) => <Standing of={row} /> },
  {
    key: 'hosts',
    head: 'Hosts',
    num: true,
    cell: ({ hosts }) => (hosts === null ? <span className="muted">–</span> : count(hosts)),
  },
  {
    key: 'groups',
    head: 'Groups',
    num: true,
    cell: ({ groups }) => (groups === null ? <span className="muted">–</span> : count(groups)),
  },
  { key: 'made', head: 'Made', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

function Standing({ of: { faults, warnings, hosts } }: { of: InventoryRow }) {
  const [fault] = faults
  if (fault)
    return (
      <>
        <State look="failed">{hosts === null ? 'Cannot be used' : 'Broken since'}</State>{' '}
        <span className="caption">{faultWords(fault)}</span>
      </>
    )
  if (warnings > 0) return <State look="attention">{counted(warnings, 'warning')}</State>
  return <State look="done">In order</State>
}
