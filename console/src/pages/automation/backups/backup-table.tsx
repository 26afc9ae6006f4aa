import type { Answer } from '@atelier/client'
import { Button } from '../../../ui/button.tsx'
import type { ListState } from '../../../ui/list.ts'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, Time, zone } from '../../../ui/time.tsx'
import { useReadNow } from './acts.tsx'
import { backupPath, type Config, standingOf } from './words.ts'

type Page = Answer<'/api/automation/configs'>

export const COLUMNS: readonly Column<Config>[] = [
  { key: 'host', head: 'Host', wide: true, cell: ({ host }) => <span dir="auto">{host}</span> },
  {
    key: 'state',
    head: 'State',
    cell: (config) => {
      const { look, word } = standingOf(config)
      return <State look={look}>{word}</State>
    },
  },
  { key: 'versions', head: 'Versions', num: true, cell: ({ versions }) => versions },
  { key: 'changed', head: 'Changed', short: true, cell: ({ changedAt }) => <Time at={changedAt} /> },
  { key: 'read', head: 'Read', short: true, cell: ({ readAt }) => <Time at={readAt} none="never" /> },
  { key: 'inventory', head: 'Inventory', optional: true, cell: ({ inventory }) => inventory ?? 'gone' },
  { key: 'platform', head: 'Platform', optional: true, cell: ({ platform }) => platform ?? '' },
  {
    key: 'size',
    head: 'Size',
    num: true,
    optional: true,
    cell: ({ size }) => (size === null ? '' : bytes(size)),
  },
]

/** Hosts with their configurations, a line each. */
export function BackupTable({
  page: { items, next, total },
  list,
  mayRun,
  isOld,
}: {
  page: Page
  list: ListState<'state' | 'inventory'>
  mayRun: boolean
  isOld: boolean
}) {
  const read = useReadNow()
  return (
    <>
      <DataTable
        label="Configurations"
        columns={COLUMNS}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ host }) => host}
        rowTo={backupPath}
        act={({ host, inventoryId, inventory }) =>
          mayRun &&
          inventory !== null && (
            <Button
              small
              onClick={() => read({ inventoryId, hosts: [host] })}
              aria-label={`Read now: ${host}`}
            >
              Read now
            </Button>
          )
        }
        state={list}
        isOld={isOld}
      />
      <Pager
        state={list}
        next={next}
        rows={items.length}
        total={total.exact ? total.count : total.count + 1}
        note={`Times in ${zone()}.`}
      />
    </>
  )
}
