import '@mantine/core/styles/SegmentedControl.css'
import { Checkbox, NativeSelect, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { SearchField } from '../../../ui/filters.tsx'
import { bytes, counted, moment } from '../../../ui/time.tsx'
import type { Given } from './given.ts'
import css from './pick.module.css'

type Place = 'outputs' | 'inputs' | 'uploads' | 'workspace'

interface PickProps {
  isOpen: boolean
  onClose: () => void
  onPick: (files: readonly Given[]) => void
}

/** Chooses files that are here already: of experiments, of workspaces, or brought here before. */
export function PickDialog(props: PickProps) {
  return (
    <Dialog title="Add files that are here" isOpen={props.isOpen} onClose={props.onClose} wide>
      {props.isOpen && <Picker onPick={props.onPick} />}
    </Dialog>
  )
}

function Picker({ onPick }: Pick<PickProps, 'onPick'>) {
  const [place, setPlace] = useState<Place>('outputs')
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<ReadonlyMap<string, Given>>(new Map())
  const workspaces = useData(['pipelines-workspaces'], (signal) =>
    client.read('/api/pipelines/workspaces', { signal }),
  )
  const mine = workspaces.data?.data
  const toggle = (key: string, given: Given) =>
    setChosen((now) => {
      const next = new Map(now)
      if (!next.delete(key)) next.set(key, given)
      return next
    })
  const listed = { search, chosen, toggle }
  return (
    <div className="stack-small">
      <div className="line">
        <SegmentedControl
          aria-label="Where from"
          data={[
            { value: 'outputs', label: 'Results' },
            { value: 'inputs', label: 'Earlier inputs' },
            { value: 'uploads', label: 'Uploads' },
            ...(mine?.isThere ? [{ value: 'workspace', label: 'A workspace' }] : []),
          ]}
          value={place}
          onChange={(value) => setPlace(value as Place)}
        />
        {place !== 'workspace' && <SearchField label="Name" value={search} onChange={setSearch} />}
      </div>
      {place === 'workspace' && mine ? (
        <FromWorkspace of={mine.items} chosen={chosen} toggle={toggle} />
      ) : place === 'uploads' ? (
        <FromUploads {...listed} />
      ) : (
        <FromExperiments of={place === 'inputs' ? 'inputs' : 'outputs'} {...listed} />
      )}
      <Button
        look="filled"
        onClick={() => onPick([...chosen.values()])}
        {...(chosen.size === 0 && { why: 'Choose at least one file.' })}
      >
        {chosen.size === 0 ? 'Add files' : `Add ${counted(chosen.size, 'file')}`}
      </Button>
    </div>
  )
}

interface Choosing {
  chosen: ReadonlyMap<string, Given>
  toggle: (key: string, given: Given) => void
}

function FromExperiments({
  of,
  search,
  ...choosing
}: Choosing & { of: 'outputs' | 'inputs'; search: string }) {
  const files = useData(
    ['pipelines-files', of, search],
    (signal) =>
      client.read('/api/pipelines/files', { query: { of, search: search || undefined, limit: 200 }, signal }),
    { keep: true },
  )
  return (
    <Ready of={files} what="The list of files">
      {({ items }) => (
        <List
          {...choosing}
          of={items.map(({ id, name, size, addedAt, experiment }) => ({
            key: `${of} ${id}`,
            note: `${experiment.name}, ${moment(addedAt)}`,
            given: {
              name: name.split('/').at(-1) as string,
              path: name,
              size,
              from: experiment.name,
              reference:
                of === 'outputs'
                  ? { experiment: experiment.id, output: name }
                  : { experiment: experiment.id, input: name },
            },
          }))}
        />
      )}
    </Ready>
  )
}

function FromUploads({ search, ...choosing }: Choosing & { search: string }) {
  const uploads = useData(
    ['pipelines-uploads', search, 'whole'],
    (signal) =>
      client.read('/api/pipelines/uploads', {
        query: { search: search || undefined, whole: true, limit: 200 },
        signal,
      }),
    { keep: true },
  )
  return (
    <Ready of={uploads} what="The list of uploads">
      {({ items }) => (
        <List
          {...choosing}
          of={items.map(({ id, name, path, size, createdAt }) => ({
            key: `upload ${id}`,
            note: `Uploaded ${moment(createdAt)}`,
            given: { name, path, size, reference: { upload: id } },
          }))}
        />
      )}
    </Ready>
  )
}

function FromWorkspace({
  of: workspaces,
  ...choosing
}: Choosing & { of: readonly { id: number; name: string }[] }) {
  const [id, setId] = useState(workspaces[0]?.id ?? 0)
  const [path, setPath] = useState('')
  const folder = useData(
    ['pipelines-workspace', id, path],
    (signal) =>
      client.read('/api/pipelines/workspaces/{id}/files', { path: { id }, query: { path }, signal }),
    { keep: true, when: id > 0 },
  )
  if (workspaces.length === 0) return <p className="caption">You have no workspace yet.</p>
  const from = workspaces.find((each) => each.id === id)?.name ?? ''
  const below = (name: string) => (path === '' ? name : `${path}/${name}`)
  return (
    <>
      <NativeSelect
        label="Workspace"
        data={workspaces.map((each) => ({ value: String(each.id), label: each.name }))}
        value={String(id)}
        onChange={({ currentTarget }) => {
          setId(Number(currentTarget.value))
          setPath('')
        }}
      />
      {path !== '' && (
        <Button small look="quiet" onClick={() => setPath(path.split('/').slice(0, -1).join('/'))}>
          {`Up from ${path}`}
        </Button>
      )}
      <Ready of={folder} what="The folder">
        {({ items }) => (
          <>
            <div className="line">
              {items
                .filter(({ kind }) => kind === 'folder')
                .map(({ name }) => (
                  <Button key={name} small onClick={() => setPath(below(name))}>
                    {`${name}/`}
                  </Button>
                ))}
            </div>
            <List
              {...choosing}
              of={items
                .filter(({ kind }) => kind === 'file')
                .map(({ name, size, changedAt }) => ({
                  key: `workspace ${id} ${below(name)}`,
                  note: `Changed ${moment(changedAt)}`,
                  given: {
                    name,
                    path: name,
                    size: size ?? undefined,
                    from,
                    reference: { workspace: id, path: below(name) },
                  },
                }))}
            />
          </>
        )}
      </Ready>
    </>
  )
}

function List({
  of,
  chosen,
  toggle,
}: Choosing & { of: readonly { key: string; note: string; given: Given }[] }) {
  if (of.length === 0) return <p className="caption">There is no such file here.</p>
  return (
    <ul className={css.list}>
      {of.map(({ key, note, given }) => (
        <li key={key}>
          <Checkbox
            label={given.path}
            description={`${bytes(given.size ?? 0)} · ${note}`}
            checked={chosen.has(key)}
            onChange={() => toggle(key, given)}
          />
        </li>
      ))}
    </ul>
  )
}
