import { IconShare } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { useGo, usePathname } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { usePageActs } from '../../../ui/page.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { bytes, counted, day } from '../../../ui/time.tsx'
import { BACK, TRAIL, useCompute, WORKSPACES } from '../section.ts'
import { SessionCard } from '../sessions/session-card.tsx'
import { ShareDialog } from '../sharing/share-dialog.tsx'
import { standingOfWorkspace, useWorkspace, type WorkspaceDetail } from './data.ts'
import { EditDialog } from './edit-dialog.tsx'
import { removalOf, restoringOf } from './trash-acts.ts'

/** What all pages of a workspace share: its head, what runs in it, and its tabs. */
export function WorkspacePage({ children }: { children: (workspace: WorkspaceDetail) => ReactNode }) {
  useCompute()
  const { id, workspace } = useWorkspace()
  const pathname = usePathname()
  return (
    <Ready of={workspace} thing={`workspace ${id}`} back={BACK}>
      {(found, { etag }) =>
        found.trashedAt === null ? (
          <>
            <Head of={found} etag={etag} />
            <div className="stack">
              {found.fault !== null && <Hint look="failed">{found.fault}</Hint>}
              {found.status === 'deleting' ? (
                <Hint>It goes to the trash once its session has stopped.</Hint>
              ) : (
                <SessionCard workspace={found} />
              )}
              <Tabs label={`Parts of ${found.name}`} of={tabsOf(found, pathname)} />
              <div>{children(found)}</div>
            </div>
          </>
        ) : (
          <InTrash of={found} />
        )
      }
    </Ready>
  )
}

function Head({ of: workspace, etag }: { of: WorkspaceDetail; etag: string | undefined }) {
  const [open, setOpen] = useState<'share' | 'edit'>()
  const act = useAct()
  const go = useGo()
  const { look, word } = standingOfWorkspace(workspace)
  const remove = async () => {
    if (await act(...removalOf(workspace))) go(WORKSPACES)
  }
  const close = () => setOpen(undefined)
  usePageActs([
    { label: `Share a copy of ${workspace.name}`, run: () => setOpen('share') },
    { label: `Edit ${workspace.name}`, run: () => setOpen('edit') },
  ])
  return (
    <>
      <PageHead
        title={workspace.name}
        trail={[...TRAIL, { label: 'Workspaces', to: WORKSPACES }]}
        state={
          <State look={look} pill>
            {word}
          </State>
        }
        sentence={sentenceOf(workspace)}
        acts={
          <>
            <Button icon={<IconShare aria-hidden="true" />} onClick={() => setOpen('share')}>
              Share a copy
            </Button>
            <Menu
              framed
              label={`More acts on ${workspace.name}`}
              items={[
                { label: 'Edit name and description', run: () => setOpen('edit') },
                { label: 'Delete', danger: true, run: () => void remove() },
              ]}
            />
          </>
        }
      />
      {open === 'share' && <ShareDialog workspace={workspace} onClose={close} />}
      {open === 'edit' && <EditDialog workspace={workspace} etag={etag} onClose={close} />}
    </>
  )
}

function sentenceOf({ description, diskBytes, shares, sharedBy }: WorkspaceDetail): string {
  const first = description.trim().split('\n')[0] ?? ''
  return [
    first.length > 160 ? `${first.slice(0, 160)}…` : first,
    bytes(diskBytes),
    sharedBy !== null && `a copy from ${sharedBy}`,
    shares > 0 && `${counted(shares, 'copy', 'copies')} given`,
  ]
    .filter(Boolean)
    .join('  ·  ')
}

function tabsOf({ id, sessions, links, shares }: WorkspaceDetail, pathname: string) {
  const url = `${WORKSPACES}/${id}`
  return [
    // A folder or a file of it is the same tab.
    { label: 'Files', to: pathname.startsWith(`${url}/files/`) ? pathname : url },
    { label: 'Sessions', to: `${url}/sessions`, count: sessions },
    { label: 'Data sets', to: `${url}/datasets`, count: links },
    { label: 'Copies', to: `${url}/shares`, count: shares },
    { label: 'Journal', to: `${url}/journal` },
  ]
}

function InTrash({ of: workspace }: { of: WorkspaceDetail }) {
  const { name, erasesAt } = workspace
  const act = useAct()
  const restore = () => act(...restoringOf(workspace))
  return (
    <>
      <PageHead
        title={name}
        trail={[...TRAIL, { label: 'Workspaces', to: WORKSPACES }]}
        state={
          <State look="past" pill>
            In the trash
          </State>
        }
        sentence={erasesAt === null ? undefined : `It is erased with its files on ${day(erasesAt)}.`}
        acts={
          <Button look="filled" onClick={() => void restore()}>
            Restore
          </Button>
        }
      />
      <Hint>Its files lie in the trash. Restore it to work in it again.</Hint>
    </>
  )
}
