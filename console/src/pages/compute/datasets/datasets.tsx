import type { Answer } from '@atelier/client'
import { Textarea, TextInput } from '@mantine/core'
import { IconDatabase, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch, NotFound } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { BACK, TRAIL, useCompute } from '../section.ts'

type Dataset = Answer<'/api/compute/datasets'>['items'][number]

const columns: readonly Column<Dataset>[] = [
  { key: 'title', head: 'Data set', wide: true, cell: ({ title }) => <span dir="auto">{title}</span> },
  { key: 'key', head: 'Key', mono: true, cell: ({ key }) => key },
  { key: 'path', head: 'Where it lies', mono: true, cell: ({ path }) => path ?? '–' },
  { key: 'at', head: 'Added', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

export default function Datasets() {
  const { operates } = useCompute()
  return operates ? <List /> : <NotFound back={BACK} />
}

function List() {
  const list = useListState()
  const [editing, setEditing] = useState<Dataset | 'new'>()
  const [removing, setRemoving] = useState<Dataset>()
  const datasets = useData(
    ['datasets', 'list', list.search, list.cursor],
    (signal) =>
      client.read('/api/compute/datasets', {
        query: { search: list.search || undefined, after: list.cursor },
        signal,
      }),
    { live: ['compute.dataset'], keep: true },
  )
  const add = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setEditing('new')}>
      Add a data set
    </Button>
  )
  const isFirst = datasets.data?.data.items.length === 0 && list.active === 0
  return (
    <>
      <PageHead
        title="Data sets"
        trail={TRAIL}
        sentence="What workspaces can link to. The data stays where it is, and is not copied."
        acts={!isFirst && add}
      />
      {!isFirst && (
        <FilterBar>
          <SearchField label="Title or key" value={list.search} onChange={list.setSearch} />
        </FilterBar>
      )}
      <Ready of={datasets} what="The list of data sets">
        {({ items, next }) => {
          if (items.length === 0 && list.active > 0)
            return <NoneMatch title={`No data set is named like “${list.search}”`} onClear={list.clear} />
          if (items.length === 0)
            return (
              <Empty icon={<IconDatabase aria-hidden="true" />} title="No data sets yet" acts={add}>
                Name a folder or a file of the machines where sessions run. People can then link to it from
                their workspaces; file permissions say who reads it.
              </Empty>
            )
          return (
            <>
              <DataTable
                label="Data sets"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ title }) => title}
                act={(dataset) => (
                  <Button small aria-label={`Edit ${dataset.title}`} onClick={() => setEditing(dataset)}>
                    Edit
                  </Button>
                )}
                menu={(dataset) => [
                  { label: 'Take out of the catalogue', danger: true, run: () => setRemoving(dataset) },
                ]}
                state={list}
                isOld={datasets.isPlaceholderData}
              />
              <Pager
                state={list}
                next={next}
                rows={items.length}
                words={{ newer: 'Previous', older: 'Next' }}
              />
            </>
          )
        }}
      </Ready>
      {editing && <EditDialog dataset={editing} onClose={() => setEditing(undefined)} />}
      {removing && (
        <ConfirmDialog
          isOpen
          onClose={() => setRemoving(undefined)}
          title={`Take ${removing.title} out of the catalogue?`}
          act="Take out"
          run={() => client.delete('/api/compute/datasets/{id}', { path: { id: removing.id } })}
        >
          <p>Nobody can link to it from here any more. Links that were made stay, and so does the data.</p>
        </ConfirmDialog>
      )}
    </>
  )
}

function EditDialog({ dataset, onClose }: { dataset: Dataset | 'new'; onClose: () => void }) {
  const old = dataset === 'new' ? undefined : dataset
  const form = useForm({
    initial: {
      title: old?.title ?? '',
      key: old?.key ?? '',
      path: old?.path ?? '',
      description: old?.description ?? '',
    },
    check: ({ title, key, path }) => ({
      title: !title.trim() && 'Give the data set a title.',
      key: !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(key) && 'Letters, digits, dots, dashes and underscores.',
      path: !path.startsWith('/') && 'Begin it with a slash.',
    }),
    send: ({ key, ...fields }) =>
      old === undefined
        ? client.post('/api/compute/datasets', { body: { key, ...fields } })
        : client.patch('/api/compute/datasets/{id}', { path: { id: old.id }, body: fields }),
    done: onClose,
  })
  return (
    <Dialog title={old ? `Edit ${old.title}` : 'Add a data set'} isOpen onClose={onClose}>
      <Form of={form} submit={old ? 'Save' : 'Add it'}>
        <TextInput label="Title (required)" maxLength={200} data-autofocus {...form.field('title')} />
        <TextInput
          label="Key (required)"
          description="The name by which clients ask for it, and that of its link. It stays."
          maxLength={128}
          readOnly={old !== undefined}
          {...form.field('key')}
        />
        <TextInput
          label="Where it lies (required)"
          description="The path on the machines where sessions run."
          maxLength={1_000}
          {...form.field('path')}
        />
        <Textarea label="Description" autosize minRows={2} maxLength={2_000} {...form.field('description')} />
      </Form>
    </Dialog>
  )
}
