import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useGo } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { NotFound } from '../../../ui/states.tsx'
import { counted, Time } from '../../../ui/time.tsx'
import { BACK, EVENTS, type Event, manages, STATES, trailTo, useEvent } from '../event.ts'
import { CopyDialog } from '../events/copy-dialog.tsx'
import { setArchived, useHand } from '../hand.ts'
import { MailSettings } from '../mail/mail-settings.tsx'
import { useMayMake } from '../may-make.ts'
import { Kept } from './kept.tsx'
import { SettingsForm } from './settings-form.tsx'
import { SettingsTabs } from './tabs.tsx'

/** What an event says about itself, when it is open, and what becomes of it. */
export default function Settings() {
  const { id, url, event } = useEvent()
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(event, snapshot) =>
        manages(event) ? (
          <>
            <PageHead
              title="Settings"
              trail={trailTo(event, url)}
              state={
                <State pill look={event.archived ? 'past' : STATES[event.state].look}>
                  {event.archived ? 'Archived' : STATES[event.state].word}
                </State>
              }
              sentence="What people read, when they can choose, and how long their data is kept."
            />
            <SettingsTabs url={url}>
              <WithSide side={<Side event={event} />}>
                <SettingsForm event={event} etag={snapshot.etag} />
              </WithSide>
            </SettingsTabs>
          </>
        ) : (
          <NotFound back={BACK} />
        )
      }
    </Ready>
  )
}

function Side({ event }: { event: Event }) {
  const hand = useHand()
  const isOpen = event.state === 'open' || event.state === 'partly'
  return (
    <>
      {!event.archived && (
        <Card title={isOpen ? 'Registration is open' : 'Registration is closed'}>
          <div className="stack-small">
            <p className="small">
              {isOpen
                ? 'Closing by hand counts at once. The next time of the clock counts again.'
                : 'Opening by hand counts at once, for all classes and groups.'}
            </p>
            {event.nextAt && (
              <p className="small">
                The clock changes it next: <Time at={event.nextAt} />.
              </p>
            )}
            <Button onClick={() => void hand(event)}>{isOpen ? 'Close now' : 'Open now'}</Button>
          </div>
        </Card>
      )}
      <MailSettings event={event} />
      <Kept event={event} />
      <Whole event={event} />
    </>
  )
}

/** What is done with the event as a whole. */
function Whole({ event }: { event: Event }) {
  const [dialog, setDialog] = useState<'copy' | 'remove'>()
  const act = useAct()
  const go = useGo()
  const mayMake = useMayMake()
  const close = () => setDialog(undefined)
  return (
    <Card title="The whole event">
      <div className="line">
        {mayMake && <Button onClick={() => setDialog('copy')}>Copy</Button>}
        <Button
          onClick={() =>
            void act(() => setArchived(event, !event.archived), {
              done: event.archived ? `${event.name} is back in the list` : `${event.name} is archived`,
              undo: () => setArchived(event, event.archived),
            })
          }
        >
          {event.archived ? 'Restore' : 'Archive'}
        </Button>
        <Button danger onClick={() => setDialog('remove')}>
          Remove
        </Button>
      </div>
      {dialog === 'copy' && <CopyDialog event={event} onClose={close} />}
      <ConfirmDialog
        isOpen={dialog === 'remove'}
        onClose={close}
        title={`Remove ${event.name}?`}
        act="Remove the event"
        typed={event.name}
        run={async () => {
          await client.delete('/api/training/events/{id}', {
            path: { id: event.id },
            query: { name: event.name },
          })
          go(EVENTS)
        }}
      >
        <p>
          {counted(event.workshops, 'workshop')}, {counted(event.participants, 'participant')} and the choices
          of {counted(event.registered, 'person', 'people')} are erased, and the keys open nothing any more.
          It cannot be taken back; archiving it keeps all of that.
        </p>
      </ConfirmDialog>
    </Card>
  )
}
