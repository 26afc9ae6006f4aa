import { IconDownload, IconExternalLink, IconX } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { FileIcon } from '../../../ui/file-icon.tsx'
import { ImageShown, TextShown } from '../../../ui/file-shown.tsx'
import { Hint } from '../../../ui/states.tsx'
import { bytes, Time } from '../../../ui/time.tsx'
import { openDoor } from '../proxy/open.ts'
import { useWorkspaceSessions } from '../sessions/data.ts'
import { useFile } from './data.ts'
import { Editor } from './editor.tsx'
import css from './files.module.css'
import { Notebook } from './notebook.tsx'
import { addressOf, type Preview } from './words.ts'

const Volume = lazy(() => import('../../../ui/volume.tsx'))
const MOST_IMAGE = 50_000_000
const MOST_VOLUME = 500_000_000

interface Place {
  workspace: number
  path: string
}

interface PreviewProps extends Place {
  isRead: boolean
  onClose: () => void
}

/** A file beside its folder: what is in it, and what is known of it. */
export function PreviewCard({ workspace, path, isRead, onClose }: PreviewProps) {
  const file = useFile(workspace, path)
  const name = path.split('/').at(-1) ?? path
  const box = useRef<HTMLDivElement>(null)
  // On a phone it stands below the list.
  useEffect(() => void box.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <div ref={box}>
      <Card
        title={
          <span className={css.name}>
            <FileIcon entry={{ kind: 'file', name }} />
            <span dir="auto">{name}</span>
          </span>
        }
        aside={
          <IconButton label={`Close ${name}`} onClick={onClose}>
            <IconX aria-hidden="true" />
          </IconButton>
        }
      >
        <Ready of={file} what="The file">
          {(shown) => <Body workspace={workspace} path={path} shown={shown} isRead={isRead} />}
        </Ready>
      </Card>
    </div>
  )
}

function Body({ workspace, path, shown, isRead }: Place & { shown: Preview; isRead: boolean }) {
  const [isEdited, setEdited] = useState(false)
  const isEditable = !isRead && shown.kind === 'text' && !shown.cut && shown.encoding === 'utf-8'
  if (isEdited)
    return <Editor workspace={workspace} path={path} shown={shown} onClose={() => setEdited(false)} />
  return (
    <div className="stack">
      <Content workspace={workspace} path={path} shown={shown} />
      <Facts
        of={[
          shown.kernel ? ['Kernel', shown.kernel] : null,
          shown.cellCount === undefined ? null : ['Cells', String(shown.cellCount)],
          ['Size', bytes(shown.size)],
          ['Changed', <Time key="changed" at={shown.changedAt} />],
        ]}
      />
      <div className="line">
        {isEditable && (
          <Button look="tint" onClick={() => setEdited(true)}>
            Edit
          </Button>
        )}
        {!isRead && shown.kind === 'notebook' && <InSession workspace={workspace} path={path} />}
        <Button icon={<IconDownload aria-hidden="true" />} download={addressOf(workspace, path, 'content')}>
          Download
        </Button>
      </div>
    </div>
  )
}

/** A notebook in the Jupyter that runs here; nothing while none does. */
function InSession({ workspace, path }: Place) {
  const session = useWorkspaceSessions(workspace).data?.data.items.find(
    ({ isReady, notebooks }) => isReady && notebooks !== null,
  )
  if (!session) return null
  const page = `${session.notebooks}${path.split('/').map(encodeURIComponent).join('/')}`
  return (
    <Button
      look="tint"
      icon={<IconExternalLink aria-hidden="true" />}
      onClick={() => openDoor(session.id, { page })}
    >
      Open in session
    </Button>
  )
}

function Content({ workspace, path, shown }: Place & { shown: Preview }) {
  switch (shown.kind) {
    case 'text':
      return (
        <>
          {shown.cut && <Hint>{`Only the first ${bytes(262_144)} are shown. Download it to see all.`}</Hint>}
          <TextShown text={shown.text ?? ''} name={path} />
        </>
      )
    case 'notebook':
      return <Notebook cells={shown.cells ?? []} count={shown.cellCount ?? 0} />
    case 'image':
      if (shown.size > MOST_IMAGE) return <Hint>This image is too large to be shown. Download it.</Hint>
      return (
        <Bytes workspace={workspace} path={path} tag={shown.tag}>
          {(blob) => <ImageShown blob={blob} type={shown.type ?? 'image/png'} name={path} />}
        </Bytes>
      )
    case 'volume':
      if (shown.size > MOST_VOLUME) return <Hint>This volume is too large to be shown. Download it.</Hint>
      return (
        <Bytes workspace={workspace} path={path} tag={shown.tag}>
          {(blob) => (
            <Suspense fallback={<p className="caption">The viewer is being loaded.</p>}>
              <Volume blob={blob} name={path} />
            </Suspense>
          )}
        </Bytes>
      )
    default:
      return (
        <p className="caption">
          This is no text, no image and no notebook. Download it, or open it in a session.
        </p>
      )
  }
}

/** The bytes of a file, for what the page draws itself. */
function Bytes({
  workspace: id,
  path,
  tag,
  children,
}: Place & { tag: string; children: (blob: Blob) => ReactNode }) {
  const bytes = useData(['workspace', id, 'bytes', path, tag], async (signal) => ({
    data: await client.blob('/api/compute/workspaces/{id}/files/content', {
      path: { id },
      query: { path },
      signal,
    }),
    seq: undefined,
    etag: undefined,
  }))
  return (
    <Ready of={bytes} what="The file">
      {(blob) => children(blob)}
    </Ready>
  )
}
