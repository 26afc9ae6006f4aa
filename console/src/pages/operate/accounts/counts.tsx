import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { counted } from '../../../ui/time.tsx'

const NONE: readonly never[] = []

const useCounts = () =>
  useData(['accounts', 'counts'], (signal) => client.read('/api/accounts/counts', { signal }), {
    live: ['account', 'group', 'token', 'invitation'],
  }).data?.data

/** The four lists of who may come in, with how many are in each. */
export function AccountTabs() {
  const counts = useCounts()
  const tab = (label: string, to: string, count?: { count: number }) => ({ label, to, count: count?.count })
  return (
    <Tabs
      label="Accounts"
      of={[
        tab('People', '/app/operate/accounts', counts?.people),
        tab('Service accounts', '/app/operate/accounts/services', counts?.services),
        tab('Groups', '/app/operate/groups', counts?.groups),
        tab('Tokens', '/app/operate/tokens', counts?.tokens),
      ]}
    />
  )
}

/** How many there are, in one sentence; nothing until it is known. */
export function CountSentence() {
  const counts = useCounts()
  if (!counts) return '\u00a0'
  const { people, services, groups } = counts
  return `${counted(people.count, 'person', 'people')}, ${counted(services.count, 'service account')}, ${counted(groups.count, 'group')}`
}

/** Groups by name, for choices; more than 200 nobody chooses from. */
export function useGroupNames(): readonly { id: number; name: string }[] {
  const groups = useData(
    ['groups', 'names'],
    (signal) => client.read('/api/groups', { query: { limit: 200 }, signal }),
    { live: ['group'] },
  )
  return groups.data?.data.items ?? NONE
}
