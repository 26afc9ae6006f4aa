import { NativeSelect, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../../app/client.ts'
import type { FormHandle } from '../../../ui/form.tsx'
import { Hint, Skeleton } from '../../../ui/states.tsx'
import { wordsOf } from '../../../ui/words.ts'
import type { Values } from './data.ts'

/** Keys of the server's agent to choose from; without one its public key can be pasted. */
export function AgentKeyField({ form }: { form: FormHandle<Values> }) {
  const keys = useQuery({
    queryKey: ['automation', 'agent-keys'],
    queryFn: ({ signal }) => client.get('/api/automation/agent-keys', { signal }),
    retry: false,
  })
  if (keys.isPending) return <Skeleton rows={1} />
  const items = keys.data?.items ?? []
  if (items.length === 0)
    return (
      <>
        <Hint>{keys.error ? wordsOf(keys.error) : 'The agent of this server holds no key yet.'}</Hint>
        <Textarea
          label="Public key (required)"
          description="Of a key that the agent will have: a line as in authorized_keys."
          autosize
          minRows={2}
          spellCheck={false}
          {...form.field('secret.publicKey')}
        />
      </>
    )
  return (
    <NativeSelect
      label="Key of the agent (required)"
      data={[
        { value: '', label: 'Choose a key' },
        ...items.map(({ publicKey, type, fingerprint, comment }) => ({
          value: publicKey,
          label: [comment, type, fingerprint].filter(Boolean).join(' · '),
        })),
      ]}
      {...form.field('secret.publicKey')}
    />
  )
}
