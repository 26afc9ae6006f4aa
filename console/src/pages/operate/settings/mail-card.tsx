import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { checkMailServer, MailServerFields, mailSettings, NO_MAIL_SERVER } from '../../../app/mail-server.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { State } from '../../../ui/state.tsx'
import { fixedBy, type Setting } from './settings.tsx'

const reload = () => queries.invalidateQueries({ queryKey: ['settings'] })

/** Whether mail goes out, and whether it really does. */
export function MailCard({ of }: { of: readonly Setting[] }) {
  const [isOpen, setOpen] = useState(false)
  const [isLeaving, setLeaving] = useState(false)
  const act = useAct()
  const server = of.find(({ name }) => name === 'smtpUrl')
  const sender = of.find(({ name }) => name === 'mailFrom')
  if (!server) return null
  const test = () =>
    void act(async () => {
      const { to, state } = await client.post('/api/mails/test')
      notify({
        title:
          state === 'kept'
            ? 'There is no mail server: the mail is kept here'
            : `A test mail is on its way to ${to}`,
        act: { label: 'Open the mails', run: () => window.location.assign('/app/operate/mail') },
      })
    })
  return (
    <Card
      title="Mail"
      aside={server.isSet ? <State look="done">Server set</State> : <State look="attention">No server</State>}
    >
      <div className="stack-small">
        <Facts
          of={[
            ['Server', server.isSet ? 'Set, not shown' : 'None: mails are kept here'],
            ['Sender', String(sender?.value ?? '–')],
          ]}
        />
        {fixedBy(server) && <p className="caption">{fixedBy(server)}</p>}
        <div className="line">
          {server.editable && (
            <Button onClick={() => setOpen(true)}>
              {server.isSet ? 'Change the server' : 'Connect a server'}
            </Button>
          )}
          <Button onClick={test}>Send me a test mail</Button>
          {server.origin === 'console' && (
            <Button look="quiet" danger onClick={() => setLeaving(true)}>
              Disconnect
            </Button>
          )}
        </div>
      </div>
      <Dialog title="Mail server" isOpen={isOpen} onClose={() => setOpen(false)} wide>
        <ServerForm onDone={() => setOpen(false)} />
      </Dialog>
      <ConfirmDialog
        title="Disconnect the mail server?"
        isOpen={isLeaving}
        onClose={() => setLeaving(false)}
        act="Disconnect"
        keep="Keep it"
        run={async () => {
          await client.patch('/api/settings', { body: { smtpUrl: null } })
          await reload()
        }}
      >
        Its address and password are forgotten. From now on mails are kept here, and nobody gets them.
      </ConfirmDialog>
    </Card>
  )
}

function ServerForm({ onDone }: { onDone: () => void }) {
  const form = useForm({
    initial: NO_MAIL_SERVER,
    check: (values) => ({
      ...checkMailServer(values),
      ...(values.mailHost.trim() === '' && { mailHost: 'Write the host of the mail server.' }),
    }),
    send: (values) => client.patch('/api/settings', { body: mailSettings(values) }),
    done: async () => {
      await reload()
      onDone()
      notify({
        title: 'The mail server is connected',
        detail: 'Send yourself a test mail to see that it works.',
      })
    },
  })
  return (
    <Form of={form} submit="Connect it" cancel={<Button onClick={onDone}>Back</Button>}>
      <MailServerFields of={form} />
    </Form>
  )
}
