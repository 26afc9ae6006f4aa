import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/notices.tsx'
import { counted } from '../../../ui/time.tsx'
import type { Project } from '../project.ts'
import { PROJECTS } from '../project.ts'
import type { Selection } from './selection.ts'

export interface MailDialogProps {
  isOpen: boolean
  onClose: () => void
  project: Project
  selection: Selection
  /** How many are chosen, where that is known. */
  chosen?: number | undefined
}

interface Mailed {
  mailed: number
  withoutAddress: number
  withoutLink: number
  today: number
}

/** What was mailed, and to whom not and why. */
export function tellMailed({ mailed, withoutAddress, withoutLink, today }: Mailed): void {
  const left = [
    withoutAddress > 0 && `${counted(withoutAddress, 'person has', 'people have')} no address`,
    withoutLink > 0 && `${counted(withoutLink, 'person has', 'people have')} no link that works`,
    today > 0 && `${counted(today, 'person', 'people')} had one within a day`,
  ].filter(Boolean)
  notify({
    title: `${counted(mailed, 'mail')} on the way`,
    ...(mailed === 0 && { look: 'attention' as const }),
    ...(left.length > 0 && { detail: `${left.join('; ')}.` }),
  })
}

/** Asks before people are mailed, since a mail cannot be taken back. */
export function RemindDialog({ isOpen, onClose, project, selection, chosen }: MailDialogProps) {
  if (project.webAppUrl === null) return <NoWebApp isOpen={isOpen} onClose={onClose} project={project} />
  return (
    <ConfirmDialog
      title={`Remind ${chosen === undefined ? 'who has not answered' : counted(chosen, 'person', 'people')} of ${project.title}?`}
      isOpen={isOpen}
      onClose={onClose}
      act="Send the reminders"
      keep="Not now"
      danger={false}
      run={async () =>
        tellMailed(
          await client.post('/api/collection/projects/{id}/reminders', {
            path: { id: project.id },
            body: selection,
          }),
        )
      }
    >
      <p>
        Everybody chosen who has an address and a link that works, and has not answered all, gets a mail with
        their link. Nobody is reminded twice within a day.
      </p>
    </ConfirmDialog>
  )
}

/** Without the address of the web app there is no link to send. */
export function NoWebApp({
  isOpen,
  onClose,
  project,
}: Pick<MailDialogProps, 'isOpen' | 'onClose' | 'project'>) {
  return (
    <Dialog title="The project does not say where its web app is" isOpen={isOpen} onClose={onClose}>
      <div className="stack-small">
        <p>
          Links are made with that address.{' '}
          {project.role === 'owner'
            ? 'Set it once in the settings.'
            : 'Ask an owner of the project to set it.'}
        </p>
        <div className="line">
          {project.role === 'owner' && (
            <Button look="filled" to={`${PROJECTS}/${project.id}/settings`}>
              Open the settings
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  )
}
