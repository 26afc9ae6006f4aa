import { type Session, useSession } from '../../app/session.ts'
import { type Crumb, type SectionPage, useSection } from '../../ui/page.ts'

const COMPUTE = '/app/compute'
export const WORKSPACES = `${COMPUTE}/workspaces`
export const BACK = { label: 'All workspaces', to: WORKSPACES }
/** The way to a page of compute that stands alone, such as Usage. */
export const TRAIL: readonly Crumb[] = [{ label: 'Compute', to: WORKSPACES }]

/** Who sees all sessions, and says what can be started, where, and how much. */
const isOperator = ({ account, roles }: Session): boolean =>
  account.administrator || roles.includes('compute:admin')

/** Shows the pages of compute in the navigation; each of them calls it. */
export function useCompute(): { session: Session; operates: boolean } {
  const session = useSession()
  const operates = isOperator(session)
  useSection('compute', [...PAGES, ...(operates ? OPERATE : [])])
  return { session, operates }
}

const page = (label: string, name: string): SectionPage => ({ label, to: `${COMPUTE}/${name}`, deep: true })

const PAGES: readonly SectionPage[] = [
  page('Workspaces', 'workspaces'),
  page('Sessions', 'sessions'),
  page('Shared copies', 'shared'),
  page('Usage', 'usage'),
  page('Webhooks', 'webhooks'),
]

const OPERATE: readonly SectionPage[] = [
  page('Session kinds', 'kinds'),
  page('Resources', 'resources'),
  page('Quotas', 'quotas'),
  page('Templates', 'templates'),
  page('Data sets', 'datasets'),
]
