import { Checkbox, Radio, Select, TextInput } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { confirmed } from '../../app/confirm.tsx'
import { Ready, useData } from '../../app/data.tsx'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Row, Rows } from '../../ui/card.tsx'
import { Copy } from '../../ui/copy.tsx'
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx'
import { Form, useForm } from '../../ui/form.tsx'
import { State } from '../../ui/state.tsx'
import { Empty, Hint } from '../../ui/states.tsx'
import { day, Time } from '../../ui/time.tsx'
import { MePage } from './me-page.tsx'

interface Token {
  id: number
  name: string
  prefix: string
  scopes: string[]
  expiresAt: string | null
  lastUsedAt: string | null
  revokedAt: string | null
}

/** Programs of one's own: each has a token. */
export default function Tokens() {
  const [isMaking, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<Token>()
  const tokens = useData(
    ['me', 'tokens'],
    (signal) => client.read('/api/me/tokens', { query: { limit: 200 }, signal }),
    {
      live: ['token'],
    },
  )
  const make = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setMaking(true)}>
      Make a token
    </Button>
  )
  return (
    <MePage tab="Tokens" acts={make}>
      <Ready of={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <Empty title="No tokens yet">
                A token lets a program of yours use the API as you, within limits that you choose.
              </Empty>
            </Card>
          ) : (
            <Card flush>
              <Rows>
                {[...items].reverse().map((token) => (
                  <Row
                    key={token.id}
                    title={token.name}
                    note={noteOf(token)}
                    act={
                      stateOf(token) === 'good' ? (
                        <Button small aria-label={`Revoke ${token.name}`} onClick={() => setRevoking(token)}>
                          Revoke
                        </Button>
                      ) : (
                        <State look="stopped">{stateOf(token)}</State>
                      )
                    }
                  >
                    <code className="muted">{token.prefix}…</code>
                  </Row>
                ))}
              </Rows>
            </Card>
          )
        }
      </Ready>
      <p className="caption">
        A token is named in the header <code>Authorization: Bearer …</code>. What it can do stands at{' '}
        <a href="/docs">/docs</a>.
      </p>
      <Dialog title="Make a token" isOpen={isMaking} onClose={() => setMaking(false)}>
        <NewToken onClose={() => setMaking(false)} />
      </Dialog>
      <ConfirmDialog
        title={`Revoke ${revoking?.name ?? 'this token'}?`}
        isOpen={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        act="Revoke it"
        run={() => revoking && client.delete('/api/me/tokens/{id}', { path: { id: revoking.id } })}
      >
        What uses it is refused from now on. It cannot be given back; make a new one instead.
      </ConfirmDialog>
    </MePage>
  )
}

function stateOf({ revokedAt, expiresAt }: Token): 'good' | 'revoked' | 'expired' {
  if (revokedAt) return 'revoked'
  return expiresAt && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'good'
}

const noteOf = ({ scopes, lastUsedAt, expiresAt }: Token) => (
  <>
    {scopes.map(wordsOfScope).join(', ')} · {lastUsedAt ? 'last used ' : 'never used'}
    {lastUsedAt && <Time at={lastUsedAt} />}
    {expiresAt && ` · until ${day(expiresAt)}`}
  </>
)

function wordsOfScope(scope: string): string {
  if (scope === '*') return 'everything'
  const [service, act] = scope.split(':')
  const what = service === 'kernel' ? 'account and operation' : service
  return act === 'write' ? `${what}: read and change` : `${what}: read`
}

const TERMS = [
  { value: '30', label: 'for 30 days' },
  { value: '90', label: 'for 90 days' },
  { value: '365', label: 'for a year' },
  { value: '', label: 'until it is revoked' },
]
const DAY_MS = 86_400_000

function NewToken({ onClose }: { onClose: () => void }) {
  const { services } = useSession()
  const [value, setValue] = useState<string>()
  const areas = ['kernel', ...services]
  const form = useForm({
    initial: { name: '', all: 'some', scopes: [] as string[], term: '90' },
    check: ({ name, all, scopes }) => ({
      name: !name.trim() && 'Say what will use it, such as "nightly export".',
      scopes: all === 'some' && scopes.length === 0 && 'Choose at least one.',
    }),
    send: ({ name, all, scopes, term }) => {
      const expiresAt = term && new Date(Date.now() + Number(term) * DAY_MS).toISOString()
      const body = {
        name: name.trim(),
        scopes: all === 'all' ? ['*'] : scopes,
        ...(expiresAt && { expiresAt }),
      }
      return confirmed(() => client.post('/api/me/tokens', { body }))
    },
    done: ({ token }) => setValue(token),
  })
  if (value)
    return (
      <div className="stack-small">
        <Hint look="done">This is the only time that it is shown. Copy it to where it is used.</Hint>
        <Copy text={value} label="the token" />
        <div className="line">
          <Button look="filled" onClick={onClose}>
            I have copied it
          </Button>
        </div>
      </div>
    )
  const toggle = (scope: string, isOn: boolean) =>
    form.set({
      scopes: isOn ? [...form.values.scopes, scope] : form.values.scopes.filter((each) => each !== scope),
    })
  return (
    <Form of={form} submit="Make it">
      <TextInput label="What will use it (required)" {...form.field('name')} />
      <Radio.Group label="It may" {...form.field('all')}>
        <div className="stack-small">
          <Radio value="some" label="only what I choose below" />
          <Radio value="all" label="everything that I may" />
        </div>
      </Radio.Group>
      {form.values.all === 'some' && (
        <Checkbox.Group label="Only this" value={form.values.scopes} error={form.errors.scopes}>
          <div className="columns">
            {areas.flatMap((area) =>
              (['read', 'write'] as const).map((act) => {
                const scope = `${area}:${act}`
                return (
                  <Checkbox
                    key={scope}
                    value={scope}
                    label={wordsOfScope(scope)}
                    onChange={(event) => toggle(scope, event.currentTarget.checked)}
                  />
                )
              }),
            )}
          </div>
        </Checkbox.Group>
      )}
      <Select label="Good" data={TERMS} allowDeselect={false} {...form.field('term')} />
    </Form>
  )
}
