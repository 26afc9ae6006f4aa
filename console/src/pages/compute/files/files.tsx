import { Refusal } from '@atelier/client'
import { Switch } from '@mantine/core'
import { IconChevronRight, IconFolderOff, IconFolderOpen, IconUpload } from '@tabler/icons-react'
import { type DragEvent, Fragment, type ReactNode, useRef, useState } from 'react'
import { Ready } from '../../../app/data.tsx'
import { addUploads } from '../../../app/uploads.ts'
import { Button } from '../../../ui/button.tsx'
import { filesOfDrop, pickFolder } from '../../../ui/dropped.ts'
import { SearchField } from '../../../ui/filters.tsx'
import { Link, useQueryState } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { bytes, counted } from '../../../ui/time.tsx'
import { useFolder } from './data.ts'
import css from './files.module.css'
import { FolderTable } from './folder-table.tsx'
import { NameDialog } from './name-dialog.tsx'
import { PreviewCard } from './preview.tsx'
import { UploadList } from './upload-list.tsx'
import { addressOf, below, type Folder, pageOf, uploadsOf } from './words.ts'

interface FilesProps {
  workspace: { id: number; name: string; session: unknown }
  /** Of a folder; empty for the workspace itself. */
  path: string
  /** What stands beside the files while none of them is shown. */
  side?: ReactNode
  /** Where the page of a folder is, and that nothing can be changed there: for who looks at another person's files. */
  visit?: (path: string) => string
}

/** How one looks at files: where folders lead to, and whether they can be changed. */
export interface Looking {
  to: (path: string) => string
  isRead: boolean
}

/** What lies in a folder of a workspace, and what of it is chosen. */
export function Files({ workspace, path, side, visit }: FilesProps) {
  const [query, change] = useQueryState()
  const { search = '', file, after } = query
  const shown = { path, after, search, hidden: query.hidden === '1' }
  const folder = useFolder(workspace, shown)
  const close = () => change({ file: undefined })
  const to = visit ?? ((of: string) => pageOf(workspace.id, of))
  const isRead = visit !== undefined
  if (folder.error instanceof Refusal && folder.error.code === 'file_missing')
    return (
      <Empty
        icon={<IconFolderOff aria-hidden="true" />}
        title="There is no such folder"
        acts={<Button to={to('')}>All files</Button>}
      >
        {`Nothing of the name “${path}” lies in this workspace, or it is no folder.`}
      </Empty>
    )
  return (
    <WithSide
      side={
        file === undefined ? (
          side
        ) : (
          <PreviewCard
            key={file}
            workspace={workspace.id}
            path={below(path, file)}
            isRead={isRead}
            onClose={close}
          />
        )
      }
    >
      <UploadList workspace={workspace.id} />
      <DropPlace workspace={workspace.id} path={path} isRead={isRead}>
        <Head workspace={workspace} path={path} to={to} isRead={isRead} />
        <Ready of={folder} what="The folder">
          {(found) => (
            <>
              <Content
                workspace={workspace}
                folder={found}
                chosen={file}
                isOld={folder.isPlaceholderData}
                to={to}
                isRead={isRead}
                onEscape={close}
              />
              <Foot folder={found} />
            </>
          )}
        </Ready>
      </DropPlace>
    </WithSide>
  )
}

function DropPlace({
  workspace,
  path,
  isRead,
  children,
}: {
  workspace: number
  path: string
  isRead: boolean
  children: ReactNode
}) {
  const [isOver, setOver] = useState(false)
  const over = (event: DragEvent) => {
    if (isRead || !event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    if (isRead) return
    setOver(false)
    void filesOfDrop(event.dataTransfer).then((files) =>
      addUploads(
        uploadsOf(workspace),
        files.map((each) => ({ ...each, path: below(path, each.path) })),
      ),
    )
  }
  return (
    <section
      className={css.box}
      aria-label="Files"
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </section>
  )
}

function Head({ workspace, path, to, isRead }: Pick<FilesProps, 'workspace' | 'path'> & Looking) {
  const [query, change] = useQueryState()
  const [dialog, setDialog] = useState<'folder' | 'file'>()
  const picker = useRef<HTMLInputElement>(null)
  const parts = path === '' ? [] : path.split('/')
  const pick = (files: FileList | null) =>
    addUploads(
      uploadsOf(workspace.id),
      [...(files ?? [])].map((file) => ({ file, path: below(path, file.webkitRelativePath || file.name) })),
    )
  return (
    <div className={css.bar}>
      <nav className={css.trail} aria-label="Folders above">
        {['', ...parts].map((part, depth) => {
          const above = parts.slice(0, depth).join('/')
          const name = depth === 0 ? workspace.name : part
          return (
            <Fragment key={above}>
              {depth > 0 && <IconChevronRight aria-hidden="true" className={css.icon} />}
              {depth === parts.length ? (
                <strong dir="auto" aria-current="page">
                  {name}
                </strong>
              ) : (
                <Link to={to(above)}>{name}</Link>
              )}
            </Fragment>
          )
        })}
      </nav>
      <div className="line">
        <SearchField
          label="Filter this folder"
          value={query.search ?? ''}
          onChange={(search) => change({ search, after: undefined })}
        />
        <Menu
          label="More of this folder"
          framed
          items={[
            !isRead && { label: 'New folder', run: () => setDialog('folder') },
            !isRead && { label: 'New text file', run: () => setDialog('file') },
            !isRead && { label: 'Upload a folder', run: () => pickFolder(pick) },
            {
              label: 'Download as zip',
              run: () => window.location.assign(addressOf(workspace.id, path, 'zip')),
            },
          ]}
        />
        {!isRead && (
          <>
            <Button icon={<IconUpload aria-hidden="true" />} onClick={() => picker.current?.click()}>
              Upload
            </Button>
            <input
              ref={picker}
              type="file"
              multiple
              className={css.hidden}
              aria-label="Files to upload"
              onChange={(event) => {
                pick(event.currentTarget.files)
                event.currentTarget.value = ''
              }}
            />
          </>
        )}
      </div>
      {dialog && (
        <NameDialog
          what={dialog}
          workspace={workspace.id}
          folder={path}
          onClose={() => setDialog(undefined)}
        />
      )}
    </div>
  )
}

/** An input of its own: one that takes folders takes no files. */
function Content({
  workspace,
  folder,
  ...list
}: {
  workspace: FilesProps['workspace']
  folder: Folder
  chosen: string | undefined
  isOld: boolean
  onEscape: () => void
} & Looking) {
  const [query, change] = useQueryState()
  if (folder.items.length > 0) return <FolderTable workspace={workspace.id} folder={folder} {...list} />
  if (query.search)
    return (
      <NoneMatch
        title={`Nothing here has “${query.search}” in its name`}
        onClear={() => change({ search: '' })}
      />
    )
  return (
    <Empty icon={<IconFolderOpen aria-hidden="true" />} title="Nothing lies here yet">
      Drop files or a folder here, or launch a session: its programs leave their files in the workspace.
    </Empty>
  )
}

function Foot({ folder }: { folder: Folder }) {
  const [query, change] = useQueryState()
  const size = folder.items.reduce((sum, entry) => sum + (entry.size ?? 0), 0)
  return (
    <div className={css.foot}>
      <p className="caption" role="status">
        {counted(folder.count, 'entry', 'entries')}
        {size > 0 &&
          `, ${bytes(size)}${folder.next === null && query.after === undefined ? '' : ' on this page'}`}
      </p>
      <div className="line">
        {(query.after !== undefined || folder.next !== null) && (
          <>
            <Button
              small
              aria-disabled={query.after === undefined}
              onClick={() => change({ after: undefined }, { replace: false })}
            >
              First
            </Button>
            <Button
              small
              aria-disabled={folder.next === null}
              onClick={() => folder.next !== null && change({ after: folder.next }, { replace: false })}
            >
              Next
            </Button>
          </>
        )}
        <Switch
          size="sm"
          label="Hidden ones too"
          checked={query.hidden === '1'}
          onChange={(event) => change({ hidden: event.currentTarget.checked ? '1' : undefined })}
        />
      </div>
    </div>
  )
}
