import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/notices.tsx'
import { counted } from '../../../ui/time.tsx'
import { type Audience, isCountable, queryOf } from './audience.ts'

export interface MailDialogProps {
  event: { id: number; name: string }
  to: Audience
  onClose: () => void
}

type Reminded = Answer<'/api/training/events/{id}/reminders', 'post'>

/** Asks before people are reminded, and says how many get a mail and why the others do not. */
export function RemindDialog({ event, to, onClose }: MailDialogProps) {
  const found = useData(
    ['event', event.id, 'reminders', to],
    (signal) =>
      client.read('/api/training/events/{id}/reminders', {
        path: { id: event.id },
        query: queryOf(to),
        signal,
      }),
    { when: isCountable(to) },
  ).data?.data
  return (
    <ConfirmDialog
      title={`Remind who has not chosen ${whereOf(to, event.name)}?`}
      isOpen
      onClose={onClose}
      act={found ? `Send ${counted(found.mailed, 'reminder')}` : 'Send the reminders'}
      keep="Not now"
      danger={false}
      run={async () =>
        tell(await client.post('/api/training/events/{id}/reminders', { path: { id: event.id }, body: to }))
      }
    >
      <p>
        Everybody chosen who has an address and no registration gets a mail with the link to this event. It
        asks for the key, which stands on their letter. Nobody is reminded twice within a day.
      </p>
      {found && <p aria-live="polite">{leftOut(found) || 'All of them have an address.'}</p>}
    </ConfirmDialog>
  )
}

const whereOf = ({ classes }: MailDialogProps['to'], name: string): string =>
  classes?.length === 1 ? `in class ${classes[0]}` : `at ${name}`

function leftOut({ withoutAddress, today, done }: Reminded): string {
  const parts = [
    withoutAddress > 0 && `${counted(withoutAddress, 'person has', 'people have')} no address`,
    today > 0 && `${counted(today, 'person', 'people')} had a reminder within a day`,
    done > 0 && `${counted(done, 'person has', 'people have')} chosen already`,
  ].filter(Boolean)
  return parts.length === 0 ? '' : `${parts.join('; ')}.`
}

function tell(reminded: Reminded): void {
  const detail = leftOut(reminded)
  notify({
    title: `${counted(reminded.mailed, 'reminder')} on the way`,
    ...(reminded.mailed === 0 && { look: 'attention' as const }),
    ...(detail && { detail }),
  })
}
