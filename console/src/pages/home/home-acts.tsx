import { IconPlus } from '@tabler/icons-react'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/button.tsx'

/** What a person most likely begins, by service: who may, and where. */
const ACTS = [
  {
    service: 'compute',
    roles: ['compute:user', 'compute:admin'],
    label: 'New workspace',
    to: '/app/compute/workspaces/new',
  },
  {
    service: 'collection',
    roles: ['collection:owner', 'collection:manager', 'collection:user'],
    label: 'New project',
    to: '/app/collection/projects/new',
  },
  {
    service: 'training',
    roles: ['training:manager', 'training:user'],
    label: 'New event',
    to: '/app/training/events/new',
  },
  {
    service: 'pipelines',
    roles: ['pipelines:user', 'pipelines:admin'],
    label: 'New experiment',
    to: '/app/pipelines/apps',
  },
  {
    service: 'automation',
    roles: ['automation:superuser', 'automation:netadmin'],
    label: 'New run',
    to: '/app/automation/runs/new',
  },
] as const

/** More than these no head of a page has. */
const MOST = 3

/** The first of them is filled. */
export function HomeActs() {
  const { account, roles, services } = useSession()
  const mine = ACTS.filter(
    (act) =>
      services.includes(act.service) &&
      (account.administrator || act.roles.some((role) => roles.includes(role))),
  )
  return mine
    .slice(0, MOST)
    .map(({ label, to }, index) => (
      <Button key={to} look={index === 0 ? 'filled' : 'plain'} to={to} icon={<IconPlus aria-hidden="true" />}>
        {label}
      </Button>
    ))
    .reverse()
}
