import { IconPlus, IconTemplate } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip } from '../../../ui/filters.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty, NoneMatch, NotFound } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, Time } from '../../../ui/time.tsx'
import { BACK, TRAIL, useCompute } from '../section.ts'
import type { Template } from '../workspaces/data.ts'
import { TemplateDialog } from './template-dialog.tsx'

const columns: readonly Column<Template>[] = [
  { key: 'name', head: 'Template', wide: true, cell: ({ name }) => <span dir="auto">{name}</span> },
  { key: 'files', head: 'Files', num: true, cell: ({ files }) => count(files.length) },
  { key: 'links', head: 'Links', num: true, cell: ({ links }) => count(links.length) },
  { key: 'at', head: 'Made', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

export default function Templates() {
  const { operates } = useCompute()
  return operates ? <List /> : <NotFound back={BACK} />
}

function List() {
  const act = useAct()
  const [editing, setEditing] = useState<number | 'new'>()
  const [query, change] = useQueryState()
  const archived = query.state === 'archived'
  const templates = useData(
    ['templates', archived],
    (signal) => client.read('/api/compute/templates', { query: { archived }, signal }),
    { live: ['compute.template'], keep: true },
  )
  const turn = ({ id, name, archived }: Template) => {
    const set = (archived: boolean) =>
      client.patch('/api/compute/templates/{id}', { path: { id }, body: { archived } })
    return act(() => set(!archived), {
      done: archived ? `${name} is offered again` : `${name} is not offered any more`,
      undo: () => set(archived),
    })
  }
  const make = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setEditing('new')}>
      New template
    </Button>
  )
  return (
    <>
      <PageHead
        title="Templates"
        trail={TRAIL}
        sentence="What people can begin a workspace with. Workspaces that were made from one stay as they are."
        acts={make}
      />
      <FilterBar>
        <FilterChip
          label="State"
          value={archived ? 'archived' : ''}
          options={[{ value: 'archived', label: 'Not offered' }]}
          onChange={(value) => change({ state: value || undefined })}
        />
      </FilterBar>
      <Ready of={templates} what="The templates">
        {({ items }) =>
          items.length === 0 ? (
            archived ? (
              <NoneMatch title="All templates are offered" onClear={() => change({ state: undefined })} />
            ) : (
              <Empty icon={<IconTemplate aria-hidden="true" />} title="No templates" acts={make}>
                A template holds files, such as notebooks, and links to data sets. Without any, workspaces
                begin empty.
              </Empty>
            )
          ) : (
            <DataTable
              label="Templates"
              columns={columns}
              rows={items}
              rowKey={({ id }) => id}
              rowName={({ name }) => name}
              act={({ id, name }) => (
                <Button small aria-label={`Edit ${name}`} onClick={() => setEditing(id)}>
                  Edit
                </Button>
              )}
              menu={(template) => [
                template.archived
                  ? { label: 'Offer it again', run: () => void turn(template) }
                  : { label: 'Offer it no more', danger: true, run: () => void turn(template) },
              ]}
            />
          )
        }
      </Ready>
      {editing !== undefined && <TemplateDialog id={editing} onClose={() => setEditing(undefined)} />}
    </>
  )
}
