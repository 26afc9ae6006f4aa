import { TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { QrCode } from '../../../ui/qr.tsx'
import { Hint, Skeleton } from '../../../ui/states.tsx'
import { counted, Time } from '../../../ui/time.tsx'
import type { Project } from '../project.ts'
import { WithdrawDialog } from '../withdrawals/dialog.tsx'
import { NoWebApp, RemindDialog, tellMailed } from './remind.tsx'
import type { Open } from './row.tsx'
import type { Participant } from './state.tsx'

export interface DialogsProps {
  open: Open | null
  onClose: () => void
  project: Project
}

/** The dialogs of the list: one at a time. */
export function ParticipantDialogs({ open, onClose, project }: DialogsProps) {
  if (open === null) return null
  const common = { isOpen: true, onClose, project }
  switch (open.kind) {
    case 'remind':
      return <RemindDialog {...common} selection={open.selection} chosen={open.chosen} />
    case 'mail':
      return project.webAppUrl === null ? <NoWebApp {...common} /> : <MailDialog {...common} of={open} />
    case 'revoke':
    case 'extend':
      return <LinksDialog {...common} of={open} />
    case 'renew':
      return <RenewDialog {...common} participant={open.participant} />
    case 'remove':
      return <RemoveDialog {...common} participant={open.participant} />
    case 'code':
      return project.webAppUrl === null ? (
        <NoWebApp {...common} />
      ) : (
        <LinkDialog {...common} participant={open.participant} />
      )
    case 'edit':
      return <EditDialog {...common} participant={open.participant} />
    case 'withdraw':
      return <WithdrawDialog {...common} code={open.participant.code} />
  }
}

type Common = { isOpen: boolean; onClose: () => void; project: Project }
type Many = Extract<Open, { selection: unknown }>

const whom = ({ name, chosen }: Many): string => name ?? counted(chosen, 'person', 'people')

function MailDialog({ of, project, ...rest }: Common & { of: Many }) {
  return (
    <ConfirmDialog
      {...rest}
      title={`Mail their links to ${whom(of)}?`}
      act="Send the mails"
      keep="Not now"
      danger={false}
      run={async () =>
        tellMailed(
          await client.post('/api/collection/projects/{id}/links/mail', {
            path: { id: project.id },
            body: of.selection,
          }),
        )
      }
    >
      <p>
        Everybody chosen who has an address and a link that works gets a mail with it, in English or Dutch.
      </p>
    </ConfirmDialog>
  )
}

const LINK_ACTS = {
  revoke: {
    path: '/api/collection/projects/{id}/links/revoke',
    title: (who: string) => `End the link of ${who}?`,
    text: 'Nothing more can be sent with it, also by whoever is answering right now. What has come stays.',
    act: 'End the link',
    keep: 'Keep it',
    done: 'ended',
  },
  extend: {
    path: '/api/collection/projects/{id}/links/extend',
    title: (who: string) => `Let the link of ${who} last longer?`,
    text: 'Links that still work end that many days from now. One that is over never works again.',
    act: 'Let it last longer',
    keep: 'Leave it',
    done: 'last longer',
  },
} as const

function LinksDialog({ of, project, ...rest }: Common & { of: Many }) {
  const how = LINK_ACTS[of.kind === 'extend' ? 'extend' : 'revoke']
  return (
    <ConfirmDialog
      {...rest}
      title={how.title(whom(of))}
      act={how.act}
      keep={how.keep}
      danger={of.kind === 'revoke'}
      run={async () => {
        const { changed } = await client.post(how.path, { path: { id: project.id }, body: of.selection })
        notify({ title: `${counted(changed, 'link')} ${how.done}` })
      }}
    >
      <p>
        {how.text} {of.kind === 'extend' && `This project gives ${counted(project.linkDays, 'day')}.`}
      </p>
    </ConfirmDialog>
  )
}

function RenewDialog({ participant, project, ...rest }: Common & { participant: Participant }) {
  return (
    <ConfirmDialog
      {...rest}
      title={`Give ${participant.code} a new link?`}
      act="Give a new link"
      keep="Keep the old one"
      danger={false}
      run={async () => {
        await client.post('/api/collection/projects/{id}/links', {
          path: { id: project.id },
          body: { ids: [participant.id], replace: true },
        })
        notify({ title: `${participant.code} has a new link`, detail: 'The old one has ended.' })
      }}
    >
      <p>The old link ends at once. Whoever is answering with it right now cannot send the rest.</p>
    </ConfirmDialog>
  )
}

function RemoveDialog({ participant, project: _, ...rest }: Common & { participant: Participant }) {
  return (
    <ConfirmDialog
      {...rest}
      title={`Take ${participant.code} off the list?`}
      act="Take off the list"
      run={async () => {
        await client.delete('/api/collection/participants/{id}', { path: { id: participant.id } })
        notify({ title: `${participant.code} is off the list` })
      }}
    >
      <p>Their link ends. Nothing has come from them, so nothing else is lost.</p>
    </ConfirmDialog>
  )
}

function LinkDialog({ participant, project, ...rest }: Common & { participant: Participant }) {
  const links = useData(['project', project.id, 'link', participant.id], (signal) =>
    client.read('/api/collection/projects/{id}/links', {
      path: { id: project.id },
      query: { ids: String(participant.id) },
      signal,
    }),
  )
  const found = links.data?.data.items[0]
  return (
    <Dialog {...rest} title={`The link of ${participant.code}`}>
      {found === undefined ? (
        <Skeleton rows={3} />
      ) : found.link === null ? (
        <Hint>This participant has no link that works.</Hint>
      ) : (
        <div className="stack-small">
          <QrCode text={found.link} label={`Opens the study for ${participant.code}`} />
          <code>{found.link}</code>
          <div className="spread">
            <Copy text={found.link} />
            <span className="caption">
              until <Time at={found.expiresAt} />
            </span>
          </div>
          <p className="caption">Whoever has it answers as {participant.code}.</p>
        </div>
      )}
    </Dialog>
  )
}

function EditDialog({ participant, project, isOpen, onClose }: Common & { participant: Participant }) {
  const form = useForm({
    initial: {
      email: participant.email ?? '',
      language: participant.language ?? '',
      note: participant.note ?? '',
    },
    check: ({ email, language }) => ({
      email: email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email) && 'This is no e-mail address.',
      language:
        language !== '' &&
        !/^[a-z]{2,3}(-\w{2,8})?$/.test(language) &&
        'Write two letters, such as en or nl.',
    }),
    send: ({ email, language, note }) =>
      client.patch('/api/collection/participants/{id}', {
        path: { id: participant.id },
        body: { email: email || null, language: language || null, note: note || null },
      }),
    done: () => {
      notify({ title: `${participant.code} is changed` })
      onClose()
    },
  })
  return (
    <Dialog title={`${participant.code} in ${project.title}`} isOpen={isOpen} onClose={onClose}>
      <Form of={form} submit="Save">
        <TextInput label="E-mail" type="email" data-autofocus {...form.field('email')} />
        <TextInput
          label="Language"
          description="Of mails and of the web app, such as en or nl."
          {...form.field('language')}
        />
        <TextInput label="Note" maxLength={500} {...form.field('note')} />
      </Form>
    </Dialog>
  )
}
