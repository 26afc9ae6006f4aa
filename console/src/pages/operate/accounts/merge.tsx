import { TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { personName } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo, useParam, useQueryState } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Steps } from '../../../ui/steps.tsx'
import { count } from '../../../ui/time.tsx'
import css from './accounts.module.css'
import { AccountRows } from './parts.tsx'
import { ACCOUNTS, type Whole } from './words.ts'

/** Two accounts of one person become one: first which, then what moves, then the act. */
export default function Merge() {
  const id = Number(useParam('id'))
  const account = useData(['account', id], (signal) =>
    client.read('/api/accounts/{id}', { path: { id }, signal }),
  )
  return (
    <Ready of={account} thing={`account ${id}`} back={{ label: 'All accounts', to: ACCOUNTS.to }}>
      {(data) => <Wizard account={data} />}
    </Ready>
  )
}

function Wizard({ account }: { account: Whole }) {
  const [query, change] = useQueryState()
  const other = query.from === undefined ? undefined : Number(query.from)
  const base = `/app/operate/accounts/${account.id}`
  const steps = [
    { label: 'Which other account', to: `${base}/merge`, isOpen: true },
    { label: 'What moves', to: `${base}/merge?from=${other ?? ''}`, isOpen: other !== undefined },
  ]
  return (
    <>
      <PageHead
        title="Merge two accounts"
        trail={[ACCOUNTS, { label: personName(account), to: base }]}
        sentence={`${personName(account)} stays, and gets what the other account has.`}
      />
      <div className="stack">
        <Steps of={steps} now={(other === undefined ? steps[0] : steps[1])?.to ?? ''} />
        {other === undefined ? (
          <Choose account={account} onChoose={(from) => change({ from: String(from) }, { replace: false })} />
        ) : (
          <Overview to={account} from={other} />
        )}
      </div>
    </>
  )
}

function Choose({ account, onChoose }: { account: Whole; onChoose: (id: number) => void }) {
  const [query, change] = useQueryState()
  const search = query.search ?? ''
  const found = useData(
    ['accounts', account.kind, 'merge', search],
    (signal) =>
      client.read('/api/accounts', {
        signal,
        query: { kind: account.kind, sort: 'name', limit: 20, ...(search && { search }) },
      }),
    { keep: true },
  )
  return (
    <>
      <FilterBar>
        <SearchField
          label="Name, sign-in or e-mail"
          value={search}
          onChange={(text) => change({ search: text || undefined })}
        />
      </FilterBar>
      <Card title="Which account goes away?" flush>
        <Ready of={found} what="The list of accounts">
          {({ items }) => {
            const others = items.filter(({ id }) => id !== account.id)
            if (others.length === 0) return <p className={css.none}>No other account matches.</p>
            return (
              <AccountRows
                accounts={others}
                act={(each) => (
                  <Button small onClick={() => onChoose(each.id)} aria-label={`Choose ${each.name}`}>
                    Choose
                  </Button>
                )}
              />
            )
          }}
        </Ready>
      </Card>
    </>
  )
}

function Overview({ to, from }: { to: Whole; from: number }) {
  const go = useGo()
  const preview = useData(['account', to.id, 'merge', from], (signal) =>
    client.read('/api/accounts/{id}/merge', { path: { id: to.id }, query: { from }, signal }),
  )
  const form = useForm({
    initial: { reason: '' },
    send: ({ reason }) =>
      client.post('/api/accounts/{id}/merge', {
        path: { id: to.id },
        body: { from, ...(reason.trim() && { reason: reason.trim() }) },
      }),
    done() {
      notify({ title: 'The two accounts are one now' })
      go(`/app/operate/accounts/${to.id}`)
    },
  })
  return (
    <Ready of={preview} what="What would move">
      {({ from: gone, moves, email, losesAdministrator }) => (
        <Form
          of={form}
          submit={`Merge ${gone.name} into ${to.name}`}
          danger
          cancel={<Button to={`/app/operate/accounts/${to.id}/merge`}>Choose another</Button>}
        >
          <Card title={`From ${personName(gone)} to ${personName(to)}`} flush>
            <Rows>
              {moves.map(({ what, count: n }) => (
                <Row key={what} title={what.charAt(0).toUpperCase() + what.slice(1)}>
                  <span className="num">{count(n)}</span>
                </Row>
              ))}
              {email !== null && <Row title="E-mail address" note={email} />}
              <Row
                title="Sign-in name"
                note={`Whoever types ${gone.name} comes in as ${to.name} from then on.`}
              />
            </Rows>
          </Card>
          {losesAdministrator && (
            <Hint>
              {gone.name} is an administrator. {to.name} does not become one by this.
            </Hint>
          )}
          <Hint>
            The password, second steps and sign-ins of {gone.name} go, and its account stays closed for good.
            This cannot be undone.
          </Hint>
          <TextInput
            label="Reason"
            description="Stands in the journal."
            maxLength={500}
            {...form.field('reason')}
          />
        </Form>
      )}
    </Ready>
  )
}
