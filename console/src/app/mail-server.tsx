import { NumberInput, PasswordInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import type { FormHandle } from '../ui/form.tsx'

/** A mail server as people know it; the settings hold it as one address. */
export interface MailServer {
  mailHost: string
  mailPort: number | string
  mailUser: string
  mailPassword: string
  mailFrom: string
}

export const NO_MAIL_SERVER: MailServer = {
  mailHost: '',
  mailPort: 587,
  mailUser: '',
  mailPassword: '',
  mailFrom: '',
}

const TLS_PORT = 465

/** What the settings keep of it; nothing without a host. */
export function mailSettings(of: MailServer): { smtpUrl?: string; mailFrom?: string } {
  const host = of.mailHost.trim()
  const from = of.mailFrom.trim()
  if (host === '') return {}
  const [user, password] = [of.mailUser.trim(), of.mailPassword].map(encodeURIComponent)
  const login = user === '' ? '' : `${user}:${password}@`
  const scheme = Number(of.mailPort) === TLS_PORT ? 'smtps' : 'smtp'
  return {
    smtpUrl: `${scheme}://${login}${host}:${of.mailPort || 587}`,
    ...(from !== '' && { mailFrom: from }),
  }
}

/** What is wrong with it, by field. */
export function checkMailServer({ mailHost, mailFrom }: MailServer) {
  return {
    mailHost:
      mailHost.trim() !== '' &&
      !/^[^\s/:@]+$/.test(mailHost.trim()) &&
      'Write the host alone, such as mail.example.org.',
    mailFrom:
      mailFrom.trim() !== '' &&
      !/^[^<>]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(mailFrom.trim()) &&
      'Write an address, or a name with one: The lab <lab@example.org>.',
  }
}

export function MailServerFields<V extends MailServer>({ of: form }: { of: FormHandle<V> }) {
  return (
    <>
      <TextInput
        label="Host of the mail server"
        placeholder="mail.example.org"
        spellCheck={false}
        {...form.field('mailHost')}
      />
      <NumberInput
        label="Port"
        min={1}
        max={65_535}
        allowDecimal={false}
        hideControls
        {...form.field('mailPort')}
      />
      <TextInput
        label="Sign-in name there"
        description="Empty when the server asks for none."
        autoComplete="off"
        spellCheck={false}
        {...form.field('mailUser')}
      />
      <PasswordInput
        label="Password there"
        description="It is kept encrypted, and shown to nobody."
        autoComplete="new-password"
        {...form.field('mailPassword')}
      />
      <TextInput
        label="Sender"
        placeholder="The lab <lab@example.org>"
        spellCheck={false}
        {...form.field('mailFrom')}
      />
    </>
  )
}
