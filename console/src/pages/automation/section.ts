import { type Session, useSession } from '../../app/session.ts'
import { type Crumb, type SectionPage, useSection } from '../../ui/page.ts'

const AUTOMATION = '/app/automation'
export const RUNS = `${AUTOMATION}/runs`
/** The way to a page of automation that stands alone, such as Schedules. */
export const TRAIL: readonly Crumb[] = [{ label: 'Automation', to: RUNS }]

const holds = ({ account, roles }: Session, ...names: string[]): boolean =>
  account.administrator || names.some((name) => roles.includes(`automation:${name}`))

/** Shows the pages of automation in the navigation; each of them calls it. Everybody there reads. */
export function useAutomation(): { session: Session; runs: boolean; keeps: boolean } {
  const session = useSession()
  useSection('automation', PAGES)
  return {
    session,
    /** Starts, stops and schedules runs. */
    runs: holds(session, 'superuser', 'netadmin'),
    /** Changes inventories, templates and credentials. */
    keeps: holds(session, 'superuser'),
  }
}

const page = (label: string, name: string): SectionPage => ({
  label,
  to: `${AUTOMATION}/${name}`,
  deep: true,
})

const PAGES: readonly SectionPage[] = [
  page('Inventories', 'inventories'),
  page('Templates', 'templates'),
  page('Runs', 'runs'),
  page('Presets', 'presets'),
  page('Triggers', 'triggers'),
  page('Schedules', 'schedules'),
  page('Backups', 'backups'),
  page('Credentials', 'credentials'),
  page('Approvals', 'approvals'),
  page('Channels', 'channels'),
  page('Webhooks', 'webhooks'),
  page('Engine', 'engine'),
]
