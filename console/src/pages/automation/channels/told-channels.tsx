import { Checkbox } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'

/** Which chats and mailboxes are told besides; nothing where there are none. */
export function ToldChannels({
  value,
  onChange,
}: {
  value: readonly number[]
  onChange: (value: number[]) => void
}) {
  const channels = useData(['automation', 'channels'], (signal) =>
    client.read('/api/automation/channels', { signal }),
  )
  const items = channels.data?.data.items ?? []
  if (items.length === 0) return null
  return (
    <Checkbox.Group
      label="Channels that are told too"
      value={value.map(String)}
      onChange={(chosen) => onChange(chosen.map(Number))}
    >
      <div className="stack-small">
        {items.map(({ id, name, shown }) => (
          <Checkbox key={id} value={String(id)} label={name} description={shown} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
