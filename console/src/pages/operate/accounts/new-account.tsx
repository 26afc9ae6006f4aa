import { Checkbox, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo, useQueryState } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { RoleChecks } from './rights.tsx'
import { ACCOUNTS } from './words.ts'

type Kind = 'person' | 'service'

/** An account that an administrator makes; its person gets the password from them. */
export default function NewAccount() {
  const go = useGo()
  const [query, change] = useQueryState()
  const kind: Kind = query.kind === 'service' ? 'service' : 'person'
  const isPerson = kind === 'person'
  const form = useForm({
    initial: {
      name: '',
      firstName: '',
      lastName: '',
      email: '',
      password: '',
      administrator: false,
      roles: [] as string[],
    },
    draft: 'account.new',
    fieldOf: {
      name_taken: 'name',
      invalid_name: 'name',
      email_taken: 'email',
      invalid_email: 'email',
      invalid_password: 'password',
    },
    check: ({ name, email, password }) => ({
      name: !name.trim() && 'Give the account a name to sign in with.',
      email: email !== '' && !/^\S+@\S+$/.test(email) && 'Write the address as name@example.org.',
      password: isPerson && password !== '' && password.length < 8 && 'A password has 8 characters or more.',
    }),
    async send({ roles, password, administrator, email, ...rest }) {
      const account = await client.post('/api/accounts', {
        body: {
          ...rest,
          name: rest.name.trim(),
          kind,
          ...(email && { email: email.trim() }),
          ...(isPerson && password && { password }),
          ...(isPerson && administrator && { administrator }),
        },
      })
      if (roles.length > 0)
        await client.put('/api/accounts/{id}/roles', { path: { id: account.id }, body: { roles } })
      return account
    },
    done: ({ id }) => go(`/app/operate/accounts/${id}`),
  })
  const { password, email, roles, administrator } = form.values
  return (
    <>
      <PageHead
        title="New account"
        trail={[{ label: 'Operate', to: ACCOUNTS.to }, ACCOUNTS]}
        sentence={
          isPerson ? 'For a person who signs in.' : 'For a program, which has tokens and no password.'
        }
      />
      <WithSide
        side={
          <Card title="What will happen">
            <ul className="stack-small">
              {isPerson ? (
                <>
                  <li>
                    {password
                      ? 'The account can be used at once, with the password that you tell its person.'
                      : email
                        ? 'Nobody can sign in yet. Send a link to a new password from the page of the account.'
                        : 'Nobody can sign in yet: give it a password, or an address for a link.'}
                  </li>
                  <li>
                    {administrator
                      ? 'It may do everything here.'
                      : roles.length === 0
                        ? 'It may use nothing until it has a role, or is in a group that has one.'
                        : 'It may use what its roles allow.'}
                  </li>
                </>
              ) : (
                <li>You give it tokens on its page. A token is shown once.</li>
              )}
            </ul>
          </Card>
        }
      >
        <Form
          of={form}
          submit="Make the account"
          cancel={<Button to={isPerson ? ACCOUNTS.to : '/app/operate/accounts/services'}>Back</Button>}
        >
          <Card title="Who it is">
            <div className="stack-small">
              <SegmentedControl
                aria-label="Kind of account"
                data={[
                  { value: 'person', label: 'A person' },
                  { value: 'service', label: 'A program' },
                ]}
                value={kind}
                onChange={(value) => change({ kind: value === 'service' ? value : undefined })}
              />
              <TextInput
                label="Sign-in name (required)"
                autoComplete="off"
                maxLength={150}
                {...form.field('name')}
              />
              <div className="columns">
                <TextInput label="First name" maxLength={150} {...form.field('firstName')} />
                <TextInput label="Last name" maxLength={150} {...form.field('lastName')} />
              </div>
              <TextInput
                label="E-mail address"
                description="For notices, and for a link when the password is forgotten."
                maxLength={255}
                {...form.field('email')}
              />
              {isPerson && (
                <PasswordInput
                  label="Password"
                  description="8 characters or more. Leave it empty to send a link, or to let an outside identity in alone."
                  autoComplete="new-password"
                  visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
                  {...form.field('password')}
                />
              )}
            </div>
          </Card>
          <Card title="What it may use">
            <div className="stack-small">
              <RoleChecks chosen={form.values.roles} onChange={(next) => form.set({ roles: next })} />
              {isPerson && (
                <Checkbox
                  label="Administrator"
                  description="May do everything: accounts, settings, all services."
                  {...form.toggle('administrator')}
                />
              )}
            </div>
          </Card>
        </Form>
      </WithSide>
    </>
  )
}
