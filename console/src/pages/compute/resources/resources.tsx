import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, Time } from '../../../ui/time.tsx'
import { TRAIL, useCompute } from '../section.ts'
import type { Resource } from './values.ts'
import { RESOURCES, ResourceState } from './words.tsx'

const change = (id: number, body: { isEnabled: boolean } | { isFirst: true }) =>
  client.patch('/api/compute/resources/{id}', { path: { id }, body })

/** Where sessions run, how it is there, and what runs there. */
export default function Resources() {
  useCompute()
  const act = useAct()
  const [leaving, leave] = useState<Resource | null>(null)
  const resources = useData(
    ['compute', 'resources'],
    (signal) => client.read('/api/compute/resources', { signal }),
    { live: ['compute.resource', 'compute.session'] },
  )
  const toggle = ({ id, name, isEnabled }: Resource) =>
    void act(() => change(id, { isEnabled: !isEnabled }), {
      done: isEnabled ? `No session starts on ${name} any more` : `Sessions can start on ${name} again`,
      ...(isEnabled && { detail: 'What runs there goes on.' }),
      undo: () => change(id, { isEnabled }),
    })
  return (
    <>
      <PageHead
        title="Resources"
        trail={TRAIL}
        sentence="Where sessions run. Who names no place gets the first that their kind can use."
        acts={
          <Button look="filled" icon={<IconPlus aria-hidden="true" />} to={`${RESOURCES}/new`}>
            Add a cluster
          </Button>
        }
      />
      <Ready of={resources} what="The list of resources">
        {({ items }) => (
          <div className="stack">
            {items.every(({ isEnabled }) => !isEnabled) && (
              <Hint>Every place is switched off: no session can be started.</Hint>
            )}
            <DataTable
              label="Resources"
              columns={COLUMNS}
              rows={items}
              rowKey={({ id }) => id}
              rowName={({ name }) => name}
              rowTo={({ id }) => `${RESOURCES}/${id}`}
              isByTime
              menu={(resource) => [
                resource.id !== items[0]?.id && {
                  label: 'Make it the first',
                  run: () =>
                    void act(() => change(resource.id, { isFirst: true }), {
                      done: `${resource.name} is the usual place now`,
                    }),
                },
                {
                  label: resource.isEnabled ? 'Switch off' : 'Switch on',
                  run: () => toggle(resource),
                },
                resource.backend === 'slurm' && { label: 'Remove', run: () => leave(resource) },
              ]}
            />
            {items.length === 1 && (
              <Hint look="running">
                Sessions run on this machine alone. A cluster of Slurm can be added: by its commands, or by
                slurmrestd.
              </Hint>
            )}
          </div>
        )}
      </Ready>
      <ConfirmDialog
        title={`Remove ${leaving?.name ?? ''}?`}
        isOpen={leaving !== null}
        onClose={() => leave(null)}
        act="Remove the cluster"
        run={async () => {
          await client.delete('/api/compute/resources/{id}', { path: { id: leaving?.id ?? 0 } })
          void queries.invalidateQueries({ queryKey: ['compute', 'resources'] })
        }}
      >
        Its settings and its key are erased. The cluster itself, and sessions that ran there, stay as they
        are. It can be removed only when nothing of ours runs or waits there.
      </ConfirmDialog>
    </>
  )
}

const COLUMNS: readonly Column<Resource>[] = [
  { key: 'name', head: 'Name', wide: true, cell: ({ name }) => name },
  {
    key: 'backend',
    head: 'What',
    cell: ({ backend }) => (backend === 'local' ? 'the server itself' : 'Slurm'),
  },
  { key: 'state', head: 'State', cell: (resource) => <ResourceState of={resource} /> },
  { key: 'running', head: 'Running', num: true, cell: ({ running }) => count(running) },
  { key: 'cpus', head: 'Cores in use', num: true, cell: ({ cpus }) => count(cpus) },
  { key: 'waiting', head: 'Waiting', num: true, cell: ({ waiting }) => count(waiting) },
  {
    key: 'asOf',
    head: 'As of',
    num: true,
    cell: ({ health: { asOf } }) =>
      asOf === null ? <span className="muted">not yet</span> : <Time at={asOf} />,
  },
]
