import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { FileIcon } from '../../../ui/file-icon.tsx'
import { usePathname, useQueryState } from '../../../ui/link.tsx'
import type { MenuItem } from '../../../ui/menu.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, counted, Time } from '../../../ui/time.tsx'
import css from './files.module.css'
import type { Looking } from './files.tsx'
import { NameDialog } from './name-dialog.tsx'
import { addressOf, below, type Entry, type Folder } from './words.ts'

const TRASH = '.trash'

const COLUMNS: readonly Column<Entry>[] = [
  {
    key: 'name',
    head: 'Name',
    wide: true,
    cell: (entry) => (
      <span className={css.name}>
        <FileIcon entry={entry} />
        <span dir="auto">
          {entry.name}
          {entry.kind === 'folder' && '/'}
          {entry.target !== null && <span className="muted"> → {entry.target}</span>}
        </span>
      </span>
    ),
  },
  {
    key: 'size',
    head: 'Size',
    num: true,
    cell: ({ size, kind }) => (kind === 'link' ? 'link' : size === null ? '' : bytes(size)),
  },
  { key: 'changed', head: 'Changed', cell: ({ changedAt }) => <Time at={changedAt} /> },
]

interface ListProps extends Looking {
  workspace: number
  folder: Folder
  chosen: string | undefined
  isOld: boolean
  onEscape: () => void
}

/** The entries of a folder: folders lead on, files are shown beside. */
export function FolderTable({ workspace, folder, to, isRead, ...table }: ListProps) {
  const [renamed, setRenamed] = useState<Entry>()
  const { remove, dialog } = useRemoval(workspace, folder.path)
  const page = usePathname()
  const [query] = useQueryState()
  const menu = (entry: Entry): (MenuItem | false)[] => [
    ...(entry.kind === 'file' || entry.kind === 'folder' ? [downloadOf(workspace, folder, entry)] : []),
    !isRead && { label: 'Rename or move', run: () => setRenamed(entry) },
    !isRead && { label: 'Delete', danger: true, run: () => void remove([entry.name]) },
  ]
  const show = (name: string) =>
    `${page}?${new URLSearchParams({ ...(query as Record<string, string>), file: name })}`
  return (
    <>
      <DataTable
        label={`Files in ${folder.path || 'the workspace'}`}
        columns={COLUMNS}
        rows={folder.items}
        rowKey={({ name }) => name}
        rowName={({ name }) => name}
        rowTo={({ name, kind }) => (kind === 'folder' ? to(below(folder.path, name)) : show(name))}
        menu={menu}
        {...(!isRead && {
          select: {
            acts: ({ keys, clear }) => (
              <Button small danger onClick={() => void remove(keys.map(String)).then(clear)}>
                Delete
              </Button>
            ),
          },
        })}
        {...table}
      />
      {dialog}
      {renamed && (
        <NameDialog
          what="move"
          workspace={workspace}
          folder={folder.path}
          from={renamed.name}
          onClose={() => setRenamed(undefined)}
        />
      )}
    </>
  )
}

const downloadOf = (workspace: number, folder: Folder, { kind, name }: Entry): MenuItem => ({
  label: kind === 'folder' ? 'Download as zip' : 'Download',
  run: () =>
    window.location.assign(
      addressOf(workspace, below(folder.path, name), kind === 'folder' ? 'zip' : 'content'),
    ),
})

/** Moves entries to the trash, with a way back; asks before what lies there goes for good. */
function useRemoval(id: number, folder: string) {
  const act = useAct()
  const [asked, setAsked] = useState<readonly string[]>()
  const pathsOf = (names: readonly string[]) => names.map((name) => below(folder, name))
  const send = (names: readonly string[]) =>
    client.post('/api/compute/workspaces/{id}/files/remove', {
      path: { id },
      body: { paths: pathsOf(names) },
    })
  const remove = async (names: readonly string[]): Promise<void> => {
    if (folder.split('/')[0] === TRASH || names.includes(TRASH)) return setAsked(names)
    let trash: string | null = null
    const work = async () => {
      trash = (await send(names)).id
    }
    const undo = async () => {
      if (trash === null) return
      const body = { id: trash, paths: pathsOf(names) }
      await client.post('/api/compute/workspaces/{id}/files/restore', { path: { id }, body })
    }
    await act(work, { done: `${thingsOf(names)} deleted`, undo })
  }
  const dialog = asked && (
    <ConfirmDialog
      isOpen
      title={`Erase ${thingsOf(asked)} for good?`}
      act="Erase for good"
      onClose={() => setAsked(undefined)}
      run={() => send(asked)}
    >
      <p>It lies in the trash of this workspace, and does not come back from there.</p>
    </ConfirmDialog>
  )
  return { remove, dialog }
}

const thingsOf = (names: readonly string[]): string =>
  names.length === 1 ? `“${names[0]}”` : counted(names.length, 'entry', 'entries')
