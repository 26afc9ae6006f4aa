import { IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { count, Time } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'
import css from './panel.module.css'
import { originOf, type Person, ProgressMark } from './person.tsx'
import { type Open, useRemove } from './selected.tsx'
import { lettersOf } from './selection.ts'

const LANGUAGES: Readonly<Record<string, string>> = { en: 'English', nl: 'Dutch' }

/** One participant beside the list: what they have chosen, what the list says of them, what one can do. */
export function PersonPanel({
  id,
  event,
  close,
  open,
}: {
  id: number
  event: Event
  close: () => void
  open: (open: Open) => void
}) {
  const person = useData(
    ['event', event.id, 'participants', id],
    (signal) => client.read('/api/training/participants/{id}', { path: { id }, signal }),
    { live: ['training'], keep: true },
  )
  const box = useRef<HTMLDivElement>(null)
  // On a phone it stands below the list.
  useEffect(() => {
    if (id && person.isSuccess) box.current?.scrollIntoView({ block: 'nearest' })
  }, [id, person.isSuccess])
  return (
    <Card>
      <Ready of={person} what="The participant">
        {(found) => (
          <div className="stack" ref={box}>
            <div className={css.head}>
              <h2>
                <bdi>{found.name}</bdi>
              </h2>
              <ProgressMark of={found.progress} pill />
              <IconButton label="Close" onClick={close}>
                <IconX aria-hidden="true" />
              </IconButton>
            </div>
            <Choices of={found} />
            <Facts
              of={[
                found.userClass === '' ? null : ['Class', found.userClass],
                found.targetGroup === '' ? null : ['Group', found.targetGroup],
                ['E-mail', found.email ?? 'none'],
                found.language === null ? null : ['Language', LANGUAGES[found.language] ?? found.language],
                [
                  'Last sign-in',
                  found.signedInAt === null ? 'never' : <Time key="in" at={found.signedInAt} />,
                ],
                found.remindedAt === null
                  ? null
                  : ['Reminded', <Time key="reminded" at={found.remindedAt} />],
                ['Key', found.keySet ? 'chosen by somebody' : 'made by the server'],
              ]}
            />
            <Acts of={found} event={event} close={close} open={open} />
          </div>
        )}
      </Ready>
    </Card>
  )
}

function Choices({ of: { choices, waiting } }: { of: Person }) {
  if (choices.length === 0 && waiting === 0) return <p className="muted">Has not chosen anything yet.</p>
  return (
    <div className="stack-small">
      <ul className={css.choices}>
        {choices.map((choice) => {
          const origin = originOf(choice)
          return (
            <li key={choice.workshopId}>
              <span className="caption">{choice.moment}</span>
              <span>{choice.title}</span>
              {origin !== '' && <span className="caption">{origin}</span>}
            </li>
          )
        })}
      </ul>
      {waiting > 0 && <p className="caption">Waits for a seat in {count(waiting)} more.</p>}
    </div>
  )
}

function Acts({
  of,
  event,
  close,
  open,
}: {
  of: Person
  event: Event
  close: () => void
  open: (open: Open) => void
}) {
  const remove = useRemove(event)
  return (
    <div className="line">
      <Button look="tint" onClick={() => open({ kind: 'key', person: of })}>
        Show the key
      </Button>
      <Button download={lettersOf(event.id, { ids: [of.id] })}>Letter</Button>
      <Button onClick={() => open({ kind: 'place', who: { ids: [of.id] }, name: of.name })}>
        Change places
      </Button>
      <Button onClick={() => open({ kind: 'edit', person: of })}>Change</Button>
      <Button
        danger
        onClick={async () => {
          if (await remove({ ids: [of.id] }, of.name)) close()
        }}
      >
        Take off the list
      </Button>
    </div>
  )
}
