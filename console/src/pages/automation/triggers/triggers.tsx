import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { PagedTable } from '../paged-table.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import { TRIGGERS, type Trigger } from './data.ts'
import { CallDialog, SecretDialog } from './trigger-call.tsx'
import { TriggerDialog } from './trigger-dialog.tsx'

const columns: readonly Column<Trigger>[] = [
  { key: 'name', head: 'Trigger', wide: true, cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'preset', head: 'Runs', cell: ({ preset }) => <bdi>{preset.name}</bdi> },
  {
    key: 'state',
    head: 'State',
    cell: ({ isEnabled, orphanedAt }) => {
      if (orphanedAt !== null) return <State look="attention">Nobody answers for it</State>
      return isEnabled ? <State look="open">On</State> : <State look="stopped">Off</State>
    },
  },
  {
    key: 'maker',
    head: 'In the name of',
    cell: ({ maker }) => maker ?? <span className="muted">nobody any more</span>,
  },
  {
    key: 'used',
    head: 'Last used',
    num: true,
    cell: ({ usedAt }) => (usedAt === null ? <span className="muted">never</span> : <Time at={usedAt} />),
  },
]

type Open = 'new' | { of: Trigger; what: 'edit' | 'renew' | 'remove' } | { secret: string; of: Trigger }

/** What starts presets from outside: monitoring, or continuous integration. */
export default function Triggers() {
  const { runs } = useAutomation()
  const list = useListState()
  const [query, change] = useQueryState()
  const [open, setOpen] = useState<Open>()
  const rows = useData(
    ['automation', 'triggers', list.search, list.cursor],
    (signal) =>
      client.read('/api/automation/triggers', {
        query: { search: list.search || undefined, after: list.cursor },
        signal,
      }),
    { live: ['automation.trigger'], keep: true },
  )
  const menuOf = useMenu(setOpen)
  const add = runs && (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setOpen('new')}>
      New trigger
    </Button>
  )
  const isFirst = rows.data?.data.items.length === 0 && list.active === 0
  const shown = rows.data?.data.items.find(({ id }) => String(id) === query.id)
  return (
    <>
      <PageHead
        title="Triggers"
        trail={TRAIL}
        sentence="Addresses by which monitoring or continuous integration starts a preset."
        acts={!isFirst && add}
      />
      <Ready of={rows} what="The list of triggers">
        {({ items, next }) =>
          isFirst ? (
            <Empty icon={<IconWebhook aria-hidden="true" />} title="No triggers yet" acts={add}>
              A trigger is an address with a secret. Who calls it starts the preset that you choose, and
              nothing else.
            </Empty>
          ) : (
            <>
              <FilterBar>
                <SearchField label="Trigger" value={list.search} onChange={list.setSearch} />
              </FilterBar>
              {items.length === 0 ? (
                <NoneMatch title={`No trigger is called “${list.search}”`} onClear={list.clear} />
              ) : (
                <PagedTable
                  label="Triggers"
                  columns={columns}
                  rows={items}
                  rowKey={({ id }) => id}
                  rowName={({ name }) => name}
                  rowTo={({ id }) => `${TRIGGERS}?id=${id}`}
                  menu={(trigger) => (runs ? menuOf(trigger) : [])}
                  state={list}
                  next={next}
                  isOld={rows.isPlaceholderData}
                />
              )}
            </>
          )
        }
      </Ready>
      {shown && <CallDialog of={shown} onClose={() => change({ id: undefined })} />}
      <Dialogs open={open} setOpen={setOpen} />
    </>
  )
}

/** What can be done with one. */
function useMenu(setOpen: (open: Open) => void) {
  const act = useAct()
  const turn = ({ id }: Trigger, isEnabled: boolean) =>
    client.patch('/api/automation/triggers/{id}', { path: { id }, body: { isEnabled } })
  const takeOver = ({ id }: Trigger) =>
    client.post('/api/automation/triggers/{id}/take-over', { path: { id } })
  return (of: Trigger) => [
    of.orphanedAt !== null && {
      label: 'Take over',
      run: () => void act(() => takeOver(of), { done: `${of.name} goes on in your name` }),
    },
    { label: 'Edit', run: () => setOpen({ of, what: 'edit' }) },
    {
      label: of.isEnabled ? 'Switch off' : 'Switch on',
      run: () =>
        void act(() => turn(of, !of.isEnabled), {
          done: `${of.name} is ${of.isEnabled ? 'off' : 'on'}`,
          undo: () => turn(of, of.isEnabled),
        }),
    },
    { label: 'Make a new secret', run: () => setOpen({ of, what: 'renew' }) },
    { label: 'Remove', danger: true, run: () => setOpen({ of, what: 'remove' }) },
  ]
}

function Dialogs({ open, setOpen }: { open: Open | undefined; setOpen: (open: Open | undefined) => void }) {
  const close = () => setOpen(undefined)
  if (open === undefined) return null
  if (open === 'new')
    return <TriggerDialog onClose={close} done={({ trigger, secret }) => setOpen({ of: trigger, secret })} />
  if ('secret' in open) return <SecretDialog of={open.of} secret={open.secret} onClose={close} />
  const { of } = open
  const path = { id: of.id }
  if (open.what === 'edit') return <TriggerDialog of={of} onClose={close} />
  if (open.what === 'remove')
    return (
      <ConfirmDialog
        isOpen
        onClose={close}
        title={`Remove ${of.name}?`}
        act="Remove the trigger"
        run={() => client.delete('/api/automation/triggers/{id}', { path })}
      >
        <p>Its address and secret start nothing any more. The runs that it has started stay.</p>
      </ConfirmDialog>
    )
  return <RenewDialog of={of} onClose={close} done={(secret) => setOpen({ of, secret })} />
}

/** Stays until the new secret stands in its place. */
function RenewDialog({
  of,
  onClose,
  done,
}: {
  of: Trigger
  onClose: () => void
  done: (secret: string) => void
}) {
  const [secret, setSecret] = useState<string>()
  return (
    <ConfirmDialog
      isOpen
      onClose={() => (secret === undefined ? onClose() : done(secret))}
      title={`Make a new secret of ${of.name}?`}
      act="Make a new secret"
      keep="Not now"
      run={async () => {
        const made = await client.post('/api/automation/triggers/{id}/secret', { path: { id: of.id } })
        setSecret(made.secret)
        done(made.secret)
      }}
    >
      <p>
        The old one starts nothing any more, from now on. The runs of this trigger are yours then: it works as
        long as you may start runs.
      </p>
    </ConfirmDialog>
  )
}
