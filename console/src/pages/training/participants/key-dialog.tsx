import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { QrCode } from '../../../ui/qr.tsx'
import { Hint } from '../../../ui/states.tsx'
import type { Event } from '../event.ts'
import type { Person } from './person.tsx'
import { lettersOf } from './selection.ts'

const KEY = '/api/training/participants/{id}/key'

/** The key of somebody, with the code that signs in; a new one can be made or set by hand. */
export function KeyDialog({ event, person, onClose }: { event: Event; person: Person; onClose: () => void }) {
  const [isSetting, setSetting] = useState(false)
  const path = { id: person.id }
  const name = ['event', event.id, 'participants', person.id, 'key']
  const key = useData(name, (signal) => client.read(KEY, { path, signal }))
  const changed = async (title: string) => {
    setSetting(false)
    await queries.invalidateQueries({ queryKey: name })
    notify({ title, detail: 'The old one works no more. Print the letter again.' })
  }
  return (
    <Dialog title={`The key of ${person.name}`} isOpen onClose={onClose}>
      <Ready of={key} what="The key">
        {({ key, link, weak }) => (
          <div className="stack-small">
            <QrCode text={link} label={`Signs ${person.name} in`} />
            <p>
              <Copy text={key} label="the key" />
            </p>
            <div className="spread">
              <code>{link.replace(/#.*/, '')}</code>
              <Copy text={link} label="the link" shown="link with the key" />
            </div>
            {weak && <Hint>This key is short and easily guessed. Eight characters are safer.</Hint>}
            <p className="caption">Whoever has it chooses as {person.name}.</p>
            {isSetting ? (
              <SetKey person={person} done={() => changed(`${person.name} has the key that you chose`)} />
            ) : (
              <div className="line">
                <Button download={lettersOf(event.id, { ids: [person.id] })}>Letter</Button>
                <Button
                  onClick={async () => {
                    await client.post(KEY, { path, body: {} })
                    await changed(`${person.name} has a new key`)
                  }}
                >
                  Make a new key
                </Button>
                <Button look="quiet" onClick={() => setSetting(true)}>
                  Set one by hand
                </Button>
              </div>
            )}
          </div>
        )}
      </Ready>
    </Dialog>
  )
}

function SetKey({ person, done }: { person: Person; done: () => unknown }) {
  const form = useForm({
    initial: { key: '' },
    check: ({ key }) => ({ key: !key.trim() && 'Type the key that they shall have.' }),
    send: ({ key }) => client.post(KEY, { path: { id: person.id }, body: { key: key.trim() } }),
    done,
  })
  return (
    <Form of={form} submit="Set this key">
      <TextInput
        label="Key (required)"
        description="Exactly as they will type it. Shorter than eight characters is easily guessed."
        autoComplete="off"
        maxLength={80}
        data-autofocus
        {...form.field('key')}
      />
    </Form>
  )
}
