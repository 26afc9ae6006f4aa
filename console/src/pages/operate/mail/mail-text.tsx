import type { Answer } from '@atelier/client'
import { IconX } from '@tabler/icons-react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { type Look, State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import css from './mail.module.css'

type Mail = Answer<'/api/mails/{id}'>

/** How each state of a mail looks. */
export const LOOKS: Readonly<Record<Mail['state'], [Look, string]>> = {
  queued: ['running', 'On its way'],
  sent: ['done', 'Sent'],
  kept: ['stopped', 'Kept'],
  failed: ['failed', 'Not sent'],
}

interface MailTextProps {
  id: number
  onClose: () => void
  onDone: () => Promise<void>
  onDiscard: (mail: Omit<Mail, 'text' | 'attachment'>) => void
}

/** One mail with its text; that it was read is in the journal. */
export function MailText({ id, onClose, onDone, onDiscard }: MailTextProps) {
  const mail = useData(['mails', 'one', id], (signal) =>
    client.read('/api/mails/{id}', { path: { id }, signal }),
  )
  return (
    <Card
      title={`Mail ${id}`}
      aside={
        <IconButton label="Close the mail" onClick={onClose}>
          <IconX aria-hidden="true" />
        </IconButton>
      }
    >
      <Ready of={mail} what="The mail">
        {(shown) => <Content mail={shown} onDone={onDone} onDiscard={onDiscard} />}
      </Ready>
    </Card>
  )
}

function Content({ mail, onDone, onDiscard }: { mail: Mail } & Pick<MailTextProps, 'onDone' | 'onDiscard'>) {
  const act = useAct()
  const isWaiting = mail.state === 'failed' || mail.state === 'kept'
  return (
    <div className="stack-small">
      <State look={LOOKS[mail.state][0]}>{LOOKS[mail.state][1]}</State>
      {mail.lastError && <Hint look="failed">{mail.lastError}</Hint>}
      <Facts
        of={[
          ['To', mail.to],
          ['Subject', mail.subject],
          ['Written', <Time key="written" at={mail.createdAt} />],
          mail.sentAt === null ? null : ['Sent', <Time key="sent" at={mail.sentAt} />],
          ['Tries', mail.attempts],
        ]}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
      <section className={css.text} dir="auto" tabIndex={0} aria-label="Text of the mail">
        {mail.text}
      </section>
      {mail.attachment && (
        <details>
          <summary>Attached: {mail.attachment.name}</summary>
          <pre className={css.text}>{mail.attachment.text}</pre>
        </details>
      )}
      <p className="caption">That you read it is in the journal.</p>
      {isWaiting && (
        <div className="line">
          <Button
            onClick={() =>
              void act(() => client.post('/api/mails/{id}/retry', { path: { id: mail.id } }), {
                done: `The mail to ${mail.to} is tried again`,
              }).then(onDone)
            }
          >
            {mail.state === 'kept' ? 'Send it' : 'Try again'}
          </Button>
          <Button look="quiet" danger onClick={() => onDiscard(mail)}>
            Throw away
          </Button>
        </div>
      )}
    </div>
  )
}
