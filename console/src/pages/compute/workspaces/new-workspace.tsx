import { Checkbox, Radio, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { counted } from '../../../ui/time.tsx'
import { TRAIL, useCompute, WORKSPACES } from '../section.ts'
import type { Template } from './data.ts'
import { DatasetChoice } from './dataset-choice.tsx'

export default function NewWorkspace() {
  useCompute()
  const templates = useData(['templates'], (signal) => client.read('/api/compute/templates', { signal }), {
    live: ['compute.template'],
  })
  return (
    <>
      <PageHead
        title="New workspace"
        trail={[...TRAIL, { label: 'Workspaces', to: WORKSPACES }]}
        sentence="A folder of your own. Nobody else sees it; you can give others copies."
      />
      <Ready of={templates} what="The templates">
        {({ items }) => <NewForm templates={items} />}
      </Ready>
    </>
  )
}

function NewForm({ templates }: { templates: readonly Template[] }) {
  const go = useGo()
  const [isLinking, setLinking] = useState(false)
  const form = useForm({
    initial: {
      name: '',
      description: '',
      template: String(templates[0]?.id ?? ''),
      datasets: [] as string[],
    },
    draft: 'workspace.new',
    check: ({ name }) => ({ name: !name.trim() && 'Give the workspace a name.' }),
    send: ({ name, description, template, datasets }) =>
      client.post('/api/compute/workspaces', {
        body: {
          name: name.trim(),
          description: description.trim(),
          datasets,
          ...(templates.some(({ id }) => String(id) === template) && { template: Number(template) }),
        },
      }),
    done: ({ id }) => go(`${WORKSPACES}/${id}`),
  })
  const chosen = templates.find(({ id }) => String(id) === form.values.template)
  return (
    <WithSide side={<WhatComes template={chosen} datasets={form.values.datasets.length} />}>
      <Card>
        <Form of={form} submit="Make the workspace" cancel={<Button to={WORKSPACES}>Back</Button>}>
          <TextInput
            label="Name (required)"
            description="What it is about, such as motor-learning-2026. It can be changed."
            maxLength={64}
            data-autofocus
            {...form.field('name')}
          />
          {templates.length > 0 && (
            <Radio.Group label="Begin with" {...form.field('template')}>
              <div className="stack-small">
                {templates.map(({ id, name, description }) => (
                  <Radio key={id} value={String(id)} label={name} description={description || undefined} />
                ))}
              </div>
            </Radio.Group>
          )}
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxLength={5_000}
            {...form.field('description')}
          />
          <Checkbox
            label="Link data sets into it"
            checked={isLinking || form.values.datasets.length > 0}
            onChange={(event) => {
              setLinking(event.currentTarget.checked)
              if (!event.currentTarget.checked) form.set({ datasets: [] })
            }}
          />
          {(isLinking || form.values.datasets.length > 0) && (
            <DatasetChoice
              chosen={form.values.datasets}
              onChange={(datasets) => form.set({ datasets })}
              without={[]}
            />
          )}
        </Form>
      </Card>
    </WithSide>
  )
}

function WhatComes({ template, datasets }: { template: Template | undefined; datasets: number }) {
  const files = template?.files ?? []
  const links = (template?.links.length ?? 0) + datasets
  return (
    <Card title="What will lie in it">
      {files.length + links === 0 ? (
        <p className="small">Nothing yet. Upload files there, or make them in a session.</p>
      ) : (
        <ul className="stack-small small">
          {files.map((name) => (
            <li key={name} className="mono">
              {name}
            </li>
          ))}
          {links > 0 && <li>{counted(links, 'link')} to data, read only</li>}
        </ul>
      )}
    </Card>
  )
}
