import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { personName } from '../../../app/session.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { counted } from '../../../ui/time.tsx'

interface Chosen {
  id: number
  name: string
}

/** Chooses people who each get a copy of a workspace. */
export function ShareDialog({
  workspace: { id, name },
  onClose,
}: {
  workspace: { id: number; name: string }
  onClose: () => void
}) {
  const form = useForm({
    initial: { people: [] as Chosen[] },
    send: ({ people }) =>
      client.post('/api/compute/workspaces/{id}/shares', {
        path: { id },
        body: { people: people.map((person) => person.id) },
      }),
    done: (_answer, { people }) => {
      notify({
        title: `${name} is offered to ${people.length === 1 ? people[0]?.name : counted(people.length, 'person', 'people')}`,
        detail: 'They are told, and get a copy once they accept it.',
      })
      onClose()
    },
  })
  const { people } = form.values
  return (
    <Dialog title={`Share a copy of ${name}`} isOpen onClose={onClose}>
      <div className="stack-small">
        <p className="small">
          Each gets a copy of their own, as the workspace is now. What they change there does not change
          yours. Hidden files are left out.
        </p>
        <Form
          of={form}
          submit={people.length > 1 ? `Share with ${people.length} people` : 'Share'}
          {...(people.length === 0 && { why: 'Choose whom to share with.' })}
        >
          {people.length > 0 && (
            <Card flush>
              <Rows>
                {people.map((person) => (
                  <Row
                    key={person.id}
                    icon={<Avatar name={person.name} />}
                    title={<bdi>{person.name}</bdi>}
                    act={
                      <Button
                        small
                        aria-label={`Leave out ${person.name}`}
                        onClick={() => form.set({ people: people.filter((each) => each.id !== person.id) })}
                      >
                        Leave out
                      </Button>
                    }
                  />
                ))}
              </Rows>
            </Card>
          )}
          <FindPeople
            without={people.map((person) => person.id)}
            onChoose={(person) => form.set({ people: [...people, person] })}
          />
        </Form>
      </div>
    </Dialog>
  )
}

function FindPeople({
  without,
  onChoose,
}: {
  without: readonly number[]
  onChoose: (person: Chosen) => void
}) {
  const [search, setSearch] = useState('')
  const text = search.trim()
  const found = useData(
    ['compute', 'people', text],
    (signal) =>
      client.read('/api/compute/people', { query: { search: text || undefined, limit: 20 }, signal }),
    { keep: true },
  )
  return (
    <>
      <TextInput
        label="Name or e-mail address"
        type="search"
        data-autofocus
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Ready of={found} what="The search">
        {({ items }) => {
          const shown = items.filter(({ id }) => !without.includes(id))
          if (shown.length === 0)
            return (
              <p className="small" role="status">
                {text
                  ? `Nobody here is named like “${text}”. They need an account that may use compute.`
                  : 'Nobody else here uses compute yet.'}
              </p>
            )
          return (
            <Card flush>
              <Rows>
                {shown.map((person) => (
                  <Row
                    key={person.id}
                    icon={<Avatar name={personName(person)} />}
                    title={<bdi>{personName(person)}</bdi>}
                    note={person.email ?? person.name}
                    act={
                      <Button
                        small
                        look="tint"
                        aria-label={`Choose ${personName(person)}`}
                        onClick={() => onChoose({ id: person.id, name: personName(person) })}
                      >
                        Choose
                      </Button>
                    }
                  />
                ))}
              </Rows>
            </Card>
          )
        }}
      </Ready>
    </>
  )
}
