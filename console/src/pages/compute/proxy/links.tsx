import { Radio, Select } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import type { Answer } from '@atelier/client'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Empty, Hint } from '../../../ui/states.tsx'
import { moment } from '../../../ui/time.tsx'

type Link = Answer<'/api/compute/sessions/{id}/links'>['items'][number]

const TERMS = [
  { value: '60', label: 'for an hour' },
  { value: '480', label: 'for 8 hours' },
  { value: '1440', label: 'for a day' },
  { value: '10080', label: 'for a week' },
]

const WORDS = { view: 'Look at it', use: 'Use it' } as const

/** Links by which others come into a running session of mine. */
export function Links({ session: { id } }: { session: { id: number } }) {
  const [isMaking, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<Link>()
  const links = useData(
    ['session', id, 'links'],
    (signal) => client.read('/api/compute/sessions/{id}/links', { path: { id }, signal }),
    {
      live: ({ action, object }) =>
        action.startsWith('compute.session.link') && object === `compute.session:${id}`,
    },
  )
  return (
    <Card
      flush
      title="Share this session"
      aside={
        <Button small onClick={() => setMaking(true)}>
          Make a link
        </Button>
      }
    >
      <Ready of={links} what="Links into this session">
        {({ items }) => {
          const open = items.filter(isGood)
          if (open.length === 0)
            return (
              <Empty title="Nobody else has a link">
                A link lets others in without an account: to look, or to work with you.
              </Empty>
            )
          return (
            <Rows>
              {open.map((link) => (
                <Row
                  key={link.id}
                  title={WORDS[link.may]}
                  note={noteOf(link)}
                  act={
                    <Button small aria-label={`Revoke link ${link.id}`} onClick={() => setRevoking(link)}>
                      Revoke
                    </Button>
                  }
                />
              ))}
            </Rows>
          )
        }}
      </Ready>
      <Dialog title="Make a link into this session" isOpen={isMaking} onClose={() => setMaking(false)}>
        <NewLink session={id} onClose={() => setMaking(false)} />
      </Dialog>
      <ConfirmDialog
        title="Revoke this link?"
        isOpen={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        act="Revoke it"
        run={() =>
          revoking &&
          client.delete('/api/compute/sessions/{id}/links/{link}', { path: { id, link: revoking.id } })
        }
      >
        Whoever came in by it is out within five seconds. It cannot be given back; make a new one instead.
      </ConfirmDialog>
    </Card>
  )
}

const isGood = ({ revokedAt, endsAt }: Link): boolean => revokedAt === null && Date.parse(endsAt) > Date.now()

const noteOf = ({ endsAt, usedAt }: Link): string =>
  `Until ${moment(endsAt)}, ${usedAt === null ? 'not used yet' : `last used ${moment(usedAt)}`}`

function NewLink({ session, onClose }: { session: number; onClose: () => void }) {
  const [address, setAddress] = useState<string>()
  const form = useForm({
    initial: { may: 'view' as Link['may'], minutes: '480' },
    send: ({ may, minutes }) =>
      client.post('/api/compute/sessions/{id}/links', {
        path: { id: session },
        body: { may, minutes: Number(minutes) },
      }),
    done: (made) => setAddress(made.address),
  })
  if (address)
    return (
      <div className="stack-small">
        <Hint look="done">This is the only time that it is shown. Give it to whom you want to let in.</Hint>
        <Copy text={address} label="the link" />
        <div className="line">
          <Button look="filled" onClick={onClose}>
            I have copied it
          </Button>
        </div>
      </div>
    )
  return (
    <Form of={form} submit="Make it">
      <Radio.Group label="Who has it may" {...form.field('may')}>
        <div className="stack-small">
          <Radio value="view" label="look: read pages and files, and change nothing" />
          <Radio value="use" label="use it like you: run code, change and delete files" />
        </div>
      </Radio.Group>
      <Select label="Good" data={TERMS} allowDeselect={false} {...form.field('minutes')} />
      <p className="small muted">You are told of everybody who comes in.</p>
    </Form>
  )
}
