import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, Time } from '../../../ui/time.tsx'
import { TRAIL, usePipelines } from '../section.ts'
import { HostDialog } from './host-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { backendWord, type Host, HostState } from './words.tsx'

const change = (id: number, body: { isEnabled: boolean } | { isFirst: true }) =>
  client.patch('/api/pipelines/hosts/{id}', { path: { id }, body })

/** Where experiments run, how it is there, and how many at once. */
export default function Hosts() {
  usePipelines()
  const act = useAct()
  const [open, setOpen] = useState<{ host?: Host } | null>(null)
  const [leaving, leave] = useState<Host | null>(null)
  const hosts = useData(['pipelines', 'hosts'], (signal) => client.read('/api/pipelines/hosts', { signal }), {
    live: ['pipelines.host', 'pipelines.experiment', 'compute.resource'],
    again: () => true,
  })
  const toggle = ({ id, name, isEnabled }: Host) =>
    void act(() => change(id, { isEnabled: !isEnabled }), {
      done: isEnabled ? `${name} takes no new experiments` : `${name} takes experiments again`,
      ...(isEnabled && { detail: 'What is at work there goes on.' }),
      undo: () => change(id, { isEnabled }),
    })
  return (
    <>
      <PageHead
        title="Hosts"
        trail={TRAIL}
        sentence="Where experiments run. A form that names none takes the first one that is switched on."
        acts={
          <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setOpen({})}>
            Add a host
          </Button>
        }
      />
      <Ready of={hosts} what="The list of hosts">
        {({ items, backends }) => (
          <div className="stack">
            {items.every(({ isEnabled, backend }) => !isEnabled || backend === 'outside') && (
              <Hint>No host that runs experiments itself is switched on: they wait.</Hint>
            )}
            <DataTable
              label="Hosts"
              columns={COLUMNS}
              rows={items}
              rowKey={({ id }) => id}
              rowName={({ name }) => name}
              isByTime
              act={(host) => (
                <Button small onClick={() => setOpen({ host })}>
                  Change
                </Button>
              )}
              menu={(host) => [
                host.id !== items[0]?.id && {
                  label: 'Make it the first',
                  run: () =>
                    void act(() => change(host.id, { isFirst: true }), {
                      done: `${host.name} is the usual host now`,
                    }),
                },
                { label: host.isEnabled ? 'Switch off' : 'Switch on', run: () => toggle(host) },
                { label: 'Remove', run: () => leave(host) },
              ]}
            />
            {open && <HostDialog {...open} backends={backends} onClose={() => setOpen(null)} />}
          </div>
        )}
      </Ready>
      <RemoveDialog of={leaving} onClose={() => leave(null)} />
    </>
  )
}

const COLUMNS: readonly Column<Host>[] = [
  { key: 'name', head: 'Name', wide: true, cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'key', head: 'In forms', mono: true, short: true, cell: ({ key }) => key },
  { key: 'backend', head: 'What', cell: ({ backend }) => backendWord(backend) },
  { key: 'state', head: 'State', wide: true, cell: (host) => <HostState of={host} /> },
  {
    key: 'running',
    head: 'At work',
    num: true,
    cell: ({ running, slots, backend }) =>
      backend === 'outside' ? count(running) : `${count(running)} of ${count(slots)}`,
  },
  { key: 'waiting', head: 'Waiting', num: true, cell: ({ waiting }) => count(waiting) },
  {
    key: 'polled',
    head: 'Asked last',
    num: true,
    cell: ({ backend, polledAt }) =>
      polledAt === null ? (
        <span className="muted">{backend === 'outside' ? 'never' : '–'}</span>
      ) : (
        <Time at={polledAt} />
      ),
  },
]
