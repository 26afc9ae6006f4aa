import { NumberInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Empty } from '../../../ui/states.tsx'
import { openDoor } from './open.ts'

/** Further ports of a running session of mine, such as that of an app which I started in its terminal. */
export function Ports({ session: { id } }: { session: { id: number } }) {
  const [isAdding, setAdding] = useState(false)
  const act = useAct()
  const ports = useData(
    ['session', id, 'ports'],
    (signal) => client.read('/api/compute/sessions/{id}/ports', { path: { id }, signal }),
    {
      live: ({ action, object }) =>
        action.startsWith('compute.session.port') && object === `compute.session:${id}`,
    },
  )
  const add = (port: number, name: string) =>
    client.put('/api/compute/sessions/{id}/ports/{port}', { path: { id, port }, body: { name } })
  const close = (port: number, name: string) =>
    act(() => client.delete('/api/compute/sessions/{id}/ports/{port}', { path: { id, port } }), {
      done: `Port ${port} is closed`,
      undo: () => add(port, name),
    })
  return (
    <Card
      flush
      title="Ports"
      aside={
        <Button small onClick={() => setAdding(true)}>
          Open a port
        </Button>
      }
    >
      <Ready of={ports} what="Open ports">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No further port is open">
              What you start in the terminal, such as a dashboard, can be seen here by its port.
            </Empty>
          ) : (
            <Rows>
              {items.map(({ port, name }) => (
                <Row
                  key={port}
                  title={name === '' ? `Port ${port}` : name}
                  note={name === '' ? undefined : `Port ${port}`}
                  act={
                    <span className="line">
                      <Button
                        small
                        aria-label={`Open port ${port}`}
                        onClick={() => openDoor(id, { door: port })}
                      >
                        Open
                      </Button>
                      <Button small aria-label={`Close port ${port}`} onClick={() => void close(port, name)}>
                        Close
                      </Button>
                    </span>
                  }
                />
              ))}
            </Rows>
          )
        }
      </Ready>
      <Dialog title="Open a port of this session" isOpen={isAdding} onClose={() => setAdding(false)}>
        <NewPort send={add} onClose={() => setAdding(false)} />
      </Dialog>
    </Card>
  )
}

function NewPort({
  send,
  onClose,
}: {
  send: (port: number, name: string) => Promise<unknown>
  onClose: () => void
}) {
  const form = useForm({
    initial: { port: '' as number | '', name: '' },
    check: ({ port }) => ({
      port: (port === '' || port < 1_024 || port > 65_535) && 'A number from 1,024 to 65,535.',
    }),
    send: ({ port, name }) => send(Number(port), name.trim()),
    done: onClose,
  })
  return (
    <Form of={form} submit="Open it">
      <NumberInput
        label="Port (required)"
        description="Where your program listens, on 127.0.0.1 or localhost"
        allowDecimal={false}
        allowNegative={false}
        hideControls
        {...form.field('port')}
      />
      <TextInput label="Name" maxLength={60} {...form.field('name')} />
    </Form>
  )
}
