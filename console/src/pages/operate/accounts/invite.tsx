import { Checkbox, Select, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import css from './accounts.module.css'
import { useGroupNames } from './counts.tsx'
import { RoleChecks } from './rights.tsx'
import { ACCOUNTS } from './words.ts'

/** Bringing somebody in by mail: they choose their name and password themselves. */
export default function Invite() {
  const go = useGo()
  const form = useForm({
    initial: {
      email: '',
      firstName: '',
      lastName: '',
      language: 'en' as 'en' | 'nl',
      roles: [] as string[],
      groups: [] as number[],
    },
    draft: 'invitation.new',
    fieldOf: { email_taken: 'email', already_invited: 'email', invalid_email: 'email' },
    check: ({ email }) => ({
      email: !/^\S+@\S+$/.test(email) && 'Write the address as name@example.org.',
    }),
    send: (values) => client.post('/api/invitations', { body: { ...values, email: values.email.trim() } }),
    done({ email, mail }) {
      notify({
        title:
          mail === 'kept' ? `The invitation of ${email} is made` : `The invitation is on its way to ${email}`,
        ...(mail === 'kept' && {
          look: 'attention' as const,
          detail: 'There is no mail server: read the mail, and pass its link on.',
          act: { label: 'Read it', run: () => go('/app/operate/mail') },
        }),
      })
      go(ACCOUNTS.to)
    },
  })
  const chosen = form.values.groups
  const names = useGroupNames()
  return (
    <>
      <PageHead
        title="Invite somebody"
        trail={[{ label: 'Operate', to: ACCOUNTS.to }, ACCOUNTS]}
        sentence="They choose their own name and password."
      />
      <WithSide
        side={
          <Card title="What will happen">
            <ul className="stack-small">
              <li>A mail with a link goes to the address. The link works once, for 7 days.</li>
              <li>The account is made when they accept, with the roles and groups that you choose here.</li>
              <li>Until then you can send the mail again or withdraw it.</li>
            </ul>
          </Card>
        }
      >
        <Form of={form} submit="Send the invitation" cancel={<Button to={ACCOUNTS.to}>Back</Button>}>
          <Card title="Whom">
            <div className="stack-small">
              <TextInput label="E-mail address (required)" maxLength={255} {...form.field('email')} />
              <div className="columns">
                <TextInput label="First name" maxLength={150} {...form.field('firstName')} />
                <TextInput label="Last name" maxLength={150} {...form.field('lastName')} />
              </div>
              <Select
                label="Language of the mail"
                allowDeselect={false}
                data={[
                  { value: 'en', label: 'English' },
                  { value: 'nl', label: 'Nederlands' },
                ]}
                {...form.field('language')}
              />
            </div>
          </Card>
          <Card title="What they may use">
            <div className="stack-small">
              <RoleChecks chosen={form.values.roles} onChange={(roles) => form.set({ roles })} />
              {names.length > 0 && (
                <fieldset className={css.roles}>
                  <legend>Groups</legend>
                  {names.map(({ id, name }) => (
                    <Checkbox
                      key={id}
                      label={name}
                      checked={chosen.includes(id)}
                      onChange={(event) =>
                        form.set({
                          groups: event.currentTarget.checked
                            ? [...chosen, id]
                            : chosen.filter((each) => each !== id),
                        })
                      }
                    />
                  ))}
                </fieldset>
              )}
            </div>
          </Card>
        </Form>
      </WithSide>
    </>
  )
}
