import { TextInput } from '@mantine/core'
import { IconExternalLink, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { useSession } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useGo } from '../../../ui/link.tsx'
import { openDoor } from '../proxy/open.ts'
import { useExtend } from './extend.ts'
import { isOpen, type Session, workspacePath } from './words.ts'

/** Opens the session's own page in another tab. */
export function OpenButton({ of: { id }, small }: { of: Pick<Session, 'id'>; small?: boolean }) {
  return (
    <Button look="filled" {...(small && { small })} icon={<IconExternalLink />} onClick={() => openDoor(id)}>
      Open
    </Button>
  )
}

/** Gives a session more time, as much as it usually gets. */
export function ExtendButton({ of: { id, extendMinutes }, small }: { of: Session; small?: boolean }) {
  const extend = useExtend(id)
  if (extendMinutes === null) return null
  return (
    <Button {...(small && { small })} onClick={extend}>
      Extend
    </Button>
  )
}

/** Ends a session; asks once, since what is not saved in it is lost. Of somebody else's one may say why. */
export function StopButton({ of: session, small }: { of: Session; small?: boolean }) {
  const { account } = useSession()
  const [isAsking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const { id, kind, workspace, status, person } = session
  const isMine = person?.id === account.id
  if (status === 'stopping' || !isOpen(session)) return null
  const query = { ...(reason.trim() !== '' && { reason: reason.trim() }) }
  return (
    <>
      <Button {...(small && { small })} onClick={() => setAsking(true)}>
        {status === 'pending' ? 'Cancel' : 'Stop'}
      </Button>
      <ConfirmDialog
        title={`Stop ${kind.name} in ${workspace.name}?`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act="Stop the session"
        keep="Let it run"
        run={() => client.post('/api/compute/sessions/{id}/stop', { path: { id }, query })}
      >
        <p>What runs in it is ended, and what is not saved there is lost. The files of the workspace stay.</p>
        {!isMine && (
          <TextInput
            label={`Why (${person?.name ?? 'its owner'} reads it)`}
            maxLength={500}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        )}
      </ConfirmDialog>
    </>
  )
}

/** Starts another session with what this one was started with. */
export function AgainButton({
  of: { id, workspace },
  label = 'Launch again',
  look = 'filled',
  small,
}: {
  of: Pick<Session, 'id' | 'workspace'>
  label?: string
  look?: 'filled' | 'plain' | 'quiet'
  small?: boolean
}) {
  const act = useAct()
  const go = useGo()
  const [isBusy, setBusy] = useState(false)
  const launch = async () => {
    setBusy(true)
    const path = { id: workspace.id }
    const isAsked = await act(() =>
      client.post('/api/compute/workspaces/{id}/sessions', { path, body: { like: id } }),
    )
    setBusy(false)
    if (isAsked) go(workspacePath(workspace.id))
  }
  return (
    <Button
      look={look}
      {...(small && { small })}
      icon={<IconPlayerPlay />}
      busy={isBusy}
      onClick={() => void launch()}
    >
      {label}
    </Button>
  )
}
