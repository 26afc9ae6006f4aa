import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { TokenTable } from '../tokens/token-table.tsx'
import css from './accounts.module.css'
import { scopeName, type Whole } from './words.ts'

const DAY_MS = 86_400_000
const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Until it is revoked' },
]

/** The tokens of an account; a service account can be given one here. */
export function TokensCard({ account }: { account: Whole }) {
  const { id, kind, disabled } = account
  const [isMaking, setMaking] = useState(false)
  const tokens = useData(
    ['account', id, 'tokens'],
    (signal) => client.read('/api/tokens', { query: { account: id, limit: 200 }, signal }),
    { live: ['token', 'account.merged'] },
  )
  return (
    <Card
      title="Tokens"
      flush
      aside={
        kind === 'service' &&
        !disabled && (
          <Button small onClick={() => setMaking(true)}>
            Make a token
          </Button>
        )
      }
    >
      <Ready of={tokens} what="The list of tokens">
        {({ items }) =>
          items.length === 0 ? (
            <p className={css.none}>
              {kind === 'service'
                ? 'No tokens yet: it opens nothing until it has one.'
                : 'None. People make theirs themselves.'}
            </p>
          ) : (
            <div className={css.flat}>
              <TokenTable rows={items} isOneAccount />
            </div>
          )
        }
      </Ready>
      {isMaking && <NewToken account={account} onClose={() => setMaking(false)} />}
    </Card>
  )
}

function NewToken({ account, onClose }: { account: Whole; onClose: () => void }) {
  const ladders = useData(['roles'], (signal) => client.read('/api/roles', { signal }))
  const services = ladders.data?.data.items.map(({ service }) => service) ?? []
  const scopes = [...services.flatMap((each) => [`${each}:read`, `${each}:write`]), 'kernel:read', '*']
  const [made, setMade] = useState<string | null>(null)
  const form = useForm({
    initial: { name: '', scope: '', days: '90' },
    check: ({ name, scope }) => ({
      name: !name.trim() && 'Say what it is for.',
      scope: !scope && 'Choose what it may do.',
    }),
    send: ({ name, scope, days }) =>
      client.post('/api/accounts/{id}/tokens', {
        path: { id: account.id },
        body: {
          name: name.trim(),
          scopes: [scope],
          ...(days && { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
        },
      }),
    done: ({ token }) => setMade(token),
  })
  return (
    <Dialog title={`A token for ${account.name}`} isOpen onClose={onClose} wide>
      {made === null ? (
        <Form of={form} submit="Make the token" cancel={<Button onClick={onClose}>Back</Button>}>
          <TextInput
            label="What it is for (required)"
            maxLength={100}
            data-autofocus
            {...form.field('name')}
          />
          <Select
            label="May (required)"
            description="Within what the roles of the account allow."
            placeholder="Choose"
            allowDeselect={false}
            data={scopes.map((value) => ({ value, label: scopeName(value) }))}
            {...form.field('scope')}
          />
          <Select label="Ends after" allowDeselect={false} data={LIFETIMES} {...form.field('days')} />
        </Form>
      ) : (
        <div className="stack-small">
          <p>This is the only time that it is shown. Put it where the program finds it.</p>
          <Copy text={made} label="the token" />
          <div className="line">
            <Button look="filled" onClick={onClose}>
              I have it
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  )
}
