import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Hint } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import type { HostKey } from './data.ts'

type Of = { of: HostKey; onClose: () => void }

export const addressOf = ({ address, port }: HostKey): string =>
  port === 22 ? address : `${address}:${port}`

/** Shows old and new beside each other: whoever accepts has compared them. */
export function AcceptDialog({ of, onClose }: Of) {
  const { id, fingerprint, believed, type } = of
  const path = { id }
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Believe the key that ${addressOf(of)} offers?`}
      act="I have compared it"
      keep="Not now"
      danger={believed.length > 0}
      run={() => client.post('/api/automation/host-keys/{id}/accept', { path, body: { fingerprint } })}
    >
      <div className="stack-small">
        <Facts
          of={[
            [
              'Believed so far',
              believed.length === 0
                ? 'none: nobody has met this host'
                : believed.map((key) => (
                    <div key={key.fingerprint}>
                      {key.type} <Copy text={key.fingerprint} label={`the ${key.type} key`} />
                    </div>
                  )),
            ],
            [
              'Offered now',
              <div key="new">
                {type} <Copy text={fingerprint} label="the offered key" />
              </div>,
            ],
          ]}
        />
        <p>
          {believed.length === 0
            ? 'Compare it with what the host itself says: ssh-keygen -lf on its key file.'
            : 'A key changes when a host was replaced or set up anew, and also when somebody stands in between. Ask at the host itself. What was believed so far is forgotten.'}
        </p>
      </div>
    </ConfirmDialog>
  )
}

export function ForgetDialog({ of, onClose }: Of) {
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Forget the ${of.type} key of ${addressOf(of)}?`}
      act="Forget it"
      run={() => client.delete('/api/automation/host-keys/{id}', { path: { id: of.id } })}
    >
      <p>
        {of.state === 'trusted'
          ? 'The host is unknown again: runs refuse it, or take the next key that it offers, as its inventory says.'
          : 'Nothing changes for the host. It is offered again when a run meets it.'}
      </p>
    </ConfirmDialog>
  )
}

type Came = Awaited<ReturnType<typeof send>>
const send = (text: string) => client.post('/api/automation/host-keys/import', { body: { text } })

/** Takes a known_hosts file over, and tells what of it could not be used. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [came, setCame] = useState<Came>()
  const form = useForm({
    initial: { text: '' },
    check: ({ text }) => ({ text: !text.trim() && 'Paste the lines of a known_hosts file.' }),
    send: ({ text }) => send(text),
    done: setCame,
  })
  return (
    <Dialog title="Import known hosts" isOpen onClose={onClose} wide>
      {came ? (
        <Outcome of={came} onClose={onClose} />
      ) : (
        <Form of={form} submit="Believe these keys" cancel={<Button onClick={onClose}>Back</Button>}>
          <Textarea
            label="Lines of a known_hosts file (required)"
            description="What ssh-keyscan HOST prints, after you have compared it. Hashed hosts cannot be read."
            autosize
            minRows={6}
            maxRows={14}
            spellCheck={false}
            data-autofocus
            {...form.field('text')}
          />
        </Form>
      )}
    </Dialog>
  )
}

function Outcome({ of, onClose }: { of: Came; onClose: () => void }) {
  return (
    <div className="stack-small">
      <Hint look="done">
        {counted(of.added, 'key')} added, {of.same} known already.
      </Hint>
      {of.other > 0 && (
        <Hint>{counted(of.other, 'host')} had another key here: compare them before they are believed.</Hint>
      )}
      {of.unusable.length > 0 && (
        <Hint look="failed">
          {counted(of.unusable.length, 'line')} could not be used.
          <ul>
            {of.unusable.slice(0, 20).map(({ line, reason }) => (
              <li key={line}>{`Line ${line}: ${reason}`}</li>
            ))}
          </ul>
        </Hint>
      )}
      <div className="line">
        <Button look="filled" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  )
}
