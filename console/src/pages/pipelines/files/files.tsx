import '@mantine/core/styles/SegmentedControl.css'
import { SegmentedControl } from '@mantine/core'
import { IconFiles, IconFolderPlus, IconUpload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { addUploads, cancelUpload, resumeUpload, useUploads } from '../../../app/uploads.ts'
import { FillBar } from '../../../ui/bars.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { pickFolder } from '../../../ui/dropped.ts'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, counted, Time, zone } from '../../../ui/time.tsx'
import { experimentPath } from '../experiments/words.ts'
import { UPLOADS } from '../make/given.ts'
import { APPS, TRAIL, usePipelines } from '../section.ts'
import { UseDialog, type Using } from './use-dialog.tsx'

type Of = 'uploads' | 'outputs' | 'inputs'
const OFS = [
  { value: 'uploads', label: 'Uploads' },
  { value: 'outputs', label: 'Results' },
  { value: 'inputs', label: 'Inputs' },
]

export default function Files() {
  usePipelines()
  const list = useListState({ filters: ['of'] })
  const of = (['outputs', 'inputs'].includes(list.filters.of) ? list.filters.of : 'uploads') as Of
  const [using, setUsing] = useState<Using>()
  return (
    <>
      <PageHead
        title="Files"
        trail={TRAIL}
        sentence="What you have brought here, and what your experiments took and made. Each can go into an app."
        acts={<UploadActs />}
      />
      <FilterBar>
        <SegmentedControl
          aria-label="Which files"
          data={OFS}
          value={of}
          onChange={(value) => list.setFilter('of', value === 'uploads' ? undefined : value)}
        />
        <SearchField label="Name" value={list.search} onChange={list.setSearch} />
      </FilterBar>
      <Arriving />
      {of === 'uploads' ? (
        <Uploads list={list} onUse={setUsing} />
      ) : (
        <OfExperiments of={of} list={list} onUse={setUsing} />
      )}
      <UseDialog of={using} onClose={() => setUsing(undefined)} />
    </>
  )
}

const take = (files: FileList | null): void => {
  addUploads(
    UPLOADS,
    [...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })),
  )
}

function UploadActs() {
  const picker = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button icon={<IconFolderPlus aria-hidden="true" />} onClick={() => pickFolder(take)}>
        Upload a folder
      </Button>
      <Button look="filled" icon={<IconUpload aria-hidden="true" />} onClick={() => picker.current?.click()}>
        Upload files
      </Button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={({ currentTarget }) => {
          take(currentTarget.files)
          currentTarget.value = ''
        }}
      />
    </>
  )
}

/** What is on its way; absent while nothing is. */
function Arriving() {
  const uploads = useUploads(UPLOADS).filter(({ state }) => state !== 'done')
  if (uploads.length === 0) return null
  return (
    <Card title={`${counted(uploads.length, 'file')} on the way`} flush>
      <Rows>
        {uploads.map(({ key, path, sent, size, state, fault }) => (
          <Row
            key={key}
            title={<span dir="auto">{path}</span>}
            note={state === 'refused' && fault ? fault : `${bytes(sent)} of ${bytes(size)}`}
            act={
              <>
                {(state === 'refused' || state === 'paused') && (
                  <Button small aria-label={`Go on with ${path}`} onClick={() => resumeUpload(key)}>
                    Go on
                  </Button>
                )}
                <Button small look="quiet" aria-label={`Cancel ${path}`} onClick={() => cancelUpload(key)}>
                  Cancel
                </Button>
              </>
            }
          >
            <FillBar label={`${path} uploaded`} value={sent} of={Math.max(1, size)} look="running" />
          </Row>
        ))}
      </Rows>
    </Card>
  )
}

interface ListProps {
  list: ListState<'of'>
  onUse: (using: Using) => void
}

interface UploadRow {
  id: number
  name: string
  path: string
  size: number
  facts: { text: string } | null
  createdAt: string
  endsAt: string
}

const uploadColumns: readonly Column<UploadRow>[] = [
  { key: 'name', head: 'Name', wide: true, cell: ({ path }) => path },
  { key: 'what', head: 'What it is', cell: ({ facts }) => facts?.text ?? '–', optional: true },
  { key: 'size', head: 'Size', num: true, cell: ({ size }) => bytes(size) },
  { key: 'at', head: 'Since', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    key: 'ends',
    head: 'Goes',
    num: true,
    optional: true,
    cell: ({ endsAt }) => <Time at={endsAt} form="day" />,
  },
]

function Uploads({ list, onUse }: ListProps) {
  const act = useAct()
  const uploads = useData(
    ['pipelines-uploads', list.search, list.cursor],
    (signal) =>
      client.read('/api/pipelines/uploads', {
        query: { search: list.search || undefined, whole: true, before: list.cursor },
        signal,
      }),
    { live: ['pipelines.upload'], keep: true },
  )
  const remove = ({ id, name }: UploadRow) =>
    act(
      async () => {
        await client.endUpload(`${UPLOADS}/${id}`)
        await queries.invalidateQueries({ queryKey: ['pipelines-uploads'] })
      },
      { done: `${name} removed` },
    )
  return (
    <Ready of={uploads} what="The list of files">
      {({ items, next }) =>
        items.length === 0 ? (
          <None list={list}>Files that you bring here wait for an experiment, for 7 days.</None>
        ) : (
          <>
            <DataTable
              label="Uploads"
              columns={uploadColumns}
              rows={items}
              rowKey={({ id }) => id}
              rowName={({ name }) => name}
              act={({ id, name }) => (
                <Button
                  small
                  aria-label={`Use ${name} in an app`}
                  onClick={() => onUse({ use: { upload: id }, name })}
                >
                  Use in an app
                </Button>
              )}
              menu={(row) => [{ label: 'Remove', run: () => void remove(row) }]}
              state={list}
              isByTime
              isOld={uploads.isPlaceholderData}
            />
            <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
          </>
        )
      }
    </Ready>
  )
}

interface FileRow {
  id: number
  name: string
  size: number
  addedAt: string
  experiment: { id: number; name: string; app: string }
}

const fileColumns: readonly Column<FileRow>[] = [
  { key: 'name', head: 'Name', wide: true, cell: ({ name }) => name },
  { key: 'of', head: 'Experiment', cell: ({ experiment }) => experiment.name },
  { key: 'size', head: 'Size', num: true, cell: ({ size }) => bytes(size) },
  { key: 'at', head: 'When', num: true, cell: ({ addedAt }) => <Time at={addedAt} /> },
]

function OfExperiments({ of, list, onUse }: ListProps & { of: 'outputs' | 'inputs' }) {
  const files = useData(
    ['pipelines-files', of, list.search, list.cursor],
    (signal) =>
      client.read('/api/pipelines/files', {
        query: { of, search: list.search || undefined, before: list.cursor },
        signal,
      }),
    { live: ['pipelines.experiment', 'pipelines.output', 'pipelines.input'], keep: true },
  )
  const using = ({ experiment: { id }, name }: FileRow): Using => ({
    use: of === 'outputs' ? { experiment: id, output: name } : { experiment: id, input: name },
    name,
  })
  return (
    <Ready of={files} what="The list of files">
      {({ items, next }) =>
        items.length === 0 ? (
          <None list={list}>Files of your experiments are listed here as long as they are kept.</None>
        ) : (
          <>
            <DataTable
              label={of === 'outputs' ? 'Results' : 'Inputs'}
              columns={fileColumns}
              rows={items}
              rowKey={({ id }) => id}
              rowName={({ name }) => name}
              rowTo={({ experiment }) => `${experimentPath(experiment)}${of === 'inputs' ? '/inputs' : ''}`}
              act={(row) => (
                <Button small aria-label={`Use ${row.name} in an app`} onClick={() => onUse(using(row))}>
                  Use in an app
                </Button>
              )}
              state={list}
              isByTime
              isOld={files.isPlaceholderData}
            />
            <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
          </>
        )
      }
    </Ready>
  )
}

function None({ list, children }: { list: ListState<'of'>; children: string }) {
  if (list.search !== '') return <NoneMatch title="No file matches" onClear={() => list.setSearch('')} />
  return (
    <Empty
      icon={<IconFiles aria-hidden="true" />}
      title="No files here"
      acts={<Button to={APPS}>Choose an app</Button>}
    >
      {children}
    </Empty>
  )
}
