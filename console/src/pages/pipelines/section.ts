import { type Session, useSession } from '../../app/session.ts'
import { type Crumb, type SectionPage, useSection } from '../../ui/page.ts'

const PIPELINES = '/app/pipelines'
export const APPS = `${PIPELINES}/apps`
export const EXPERIMENTS = `${PIPELINES}/experiments`
/** The way to a page of pipelines that stands alone, such as Files. */
export const TRAIL: readonly Crumb[] = [{ label: 'Pipelines', to: APPS }]

/** Who sees the queue, and says what can be run, where, and how much. */
const isOperator = ({ account, roles }: Session): boolean =>
  account.administrator || roles.includes('pipelines:admin')

/** Shows the pages of pipelines in the navigation; each of them calls it. */
export function usePipelines(): { session: Session; operates: boolean } {
  const session = useSession()
  const operates = isOperator(session)
  useSection('pipelines', [...PAGES, ...(operates ? OPERATE : [])])
  return { session, operates }
}

const page = (label: string, name: string): SectionPage => ({ label, to: `${PIPELINES}/${name}`, deep: true })

const PAGES: readonly SectionPage[] = [
  page('Apps', 'apps'),
  page('Experiments', 'experiments'),
  page('Files', 'files'),
  page('Usage', 'usage'),
  page('Webhooks', 'webhooks'),
]

const OPERATE: readonly SectionPage[] = [
  page('Queue', 'queue'),
  page('Definitions', 'definitions'),
  page('People', 'people'),
  page('Hosts', 'hosts'),
  page('Limits', 'limits'),
]
