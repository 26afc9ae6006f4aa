import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/client.ts'
import { confirmed } from '../../app/confirm.tsx'
import { Copy } from '../../ui/copy.tsx'
import { Form, useForm } from '../../ui/form.tsx'
import { QrCode } from '../../ui/qr.tsx'
import { Failed, Skeleton } from '../../ui/states.tsx'

/** A secret for the app, and the code that shows that the app has it. */
export function CodeApp({ onDone }: { onDone: (codes: readonly string[] | null) => void }) {
  const offered = useQuery({
    queryKey: ['me', 'totp', 'new'],
    queryFn: () => client.get('/api/me/totp/new'),
    // Each time another one: it is a secret.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const form = useForm({
    initial: { code: '' },
    check: ({ code }) => ({
      code: !/^\s*\d{3}\s*\d{3}\s*$/.test(code) && 'Six digits, as the app shows them.',
    }),
    send: async ({ code }) => {
      const { secret = '', ticket = '' } = offered.data ?? {}
      return confirmed(() => client.post('/api/me/totp', { body: { secret, ticket, code } }))
    },
    done: ({ recoveryCodes }) => onDone(recoveryCodes),
    fieldOf: { wrong_code: 'code' },
  })
  if (offered.error) return <Failed error={offered.error} onRetry={() => void offered.refetch()} />
  if (!offered.data) return <Skeleton rows={3} />
  return (
    <Form of={form} submit="Turn it on">
      <p>
        Scan this with a code app on your phone, such as the one of your system or of your password manager.
      </p>
      <QrCode text={offered.data.uri} label="QR code that sets up the code app" />
      <p className="caption">
        Or type it: <Copy text={offered.data.secret} label="the secret" />
      </p>
      <TextInput
        label="Code that the app shows (required)"
        inputMode="numeric"
        autoComplete="one-time-code"
        {...form.field('code')}
      />
    </Form>
  )
}
