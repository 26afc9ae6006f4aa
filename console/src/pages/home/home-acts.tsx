import { IconPlus } from '@tabler/icons-react'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/button.tsx'

const MAKING = ['collection:owner', 'collection:manager', 'collection:user']

/** At most two acts: what this person most likely begins. */
export function HomeActs() {
  const { account, roles, services } = useSession()
  const mayMake =
    services.includes('collection') && (account.administrator || roles.some((role) => MAKING.includes(role)))
  if (!mayMake) return null
  return (
    <Button look="filled" to="/app/collection/projects/new" icon={<IconPlus aria-hidden="true" />}>
      New project
    </Button>
  )
}
