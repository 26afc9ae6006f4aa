import { IconDatabase, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { Empty } from '../../../ui/states.tsx'
import { Beside } from './beside.tsx'
import type { WorkspaceDetail } from './data.ts'
import { DatasetChoice } from './dataset-choice.tsx'
import { WorkspacePage } from './workspace-page.tsx'

export default function WorkspaceDatasets() {
  return <WorkspacePage>{(workspace) => <Links of={workspace} />}</WorkspacePage>
}

function Links({ of: workspace }: { of: WorkspaceDetail }) {
  const [isAdding, setAdding] = useState(false)
  const { linked } = workspace
  const add = (
    <Button icon={<IconPlus aria-hidden="true" />} onClick={() => setAdding(true)}>
      Link a data set
    </Button>
  )
  return (
    <WithSide side={<Beside of={workspace} />}>
      {linked.length === 0 ? (
        <Empty icon={<IconDatabase aria-hidden="true" />} title="No data sets are linked" acts={add}>
          A link leads to data that others keep: it takes no room of yours, and nobody changes the data here.
        </Empty>
      ) : (
        <Card title="Links to data" aside={add} flush>
          <Rows>
            {linked.map(({ name, dataset }) => (
              <Row
                key={name}
                icon={<IconDatabase aria-hidden="true" />}
                title={<bdi>{dataset?.title ?? name}</bdi>}
                note={<span className="mono">{name}</span>}
              />
            ))}
          </Rows>
        </Card>
      )}
      {isAdding && <AddDialog workspace={workspace} onClose={() => setAdding(false)} />}
    </WithSide>
  )
}

function AddDialog({ workspace, onClose }: { workspace: WorkspaceDetail; onClose: () => void }) {
  const form = useForm({
    initial: { datasets: [] as string[] },
    check: ({ datasets }) => ({ datasets: datasets.length === 0 && 'Choose at least one.' }),
    send: ({ datasets }) =>
      client.post('/api/compute/workspaces/{id}/datasets', {
        path: { id: workspace.id },
        body: { datasets },
      }),
    done: onClose,
  })
  return (
    <Dialog title={`Link data sets into ${workspace.name}`} isOpen onClose={onClose}>
      <Form
        of={form}
        submit="Link them"
        {...(form.values.datasets.length === 0 && { why: 'Choose at least one.' })}
      >
        <DatasetChoice
          chosen={form.values.datasets}
          onChange={(datasets) => form.set({ datasets })}
          without={workspace.linked.flatMap(({ dataset }) => dataset?.key ?? [])}
        />
      </Form>
    </Dialog>
  )
}
