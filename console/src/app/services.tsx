import {
  IconClipboardData,
  IconGitMerge,
  IconHeartbeat,
  IconKey,
  IconMail,
  IconNotebook,
  IconSchool,
  IconServer2,
  IconServerBolt,
  IconSettings,
  IconStack2,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { mayUse, type Session } from './session.ts'

export interface Place {
  label: string
  to: string
  icon: ComponentType<{ 'aria-hidden'?: boolean }>
  /** After g. */
  key?: string
  /** Addresses below this belong to it. */
  below: string
}

interface ServicePlace extends Place {
  service: string
}

/** Where each service begins; the names are those of the roles. */
const SERVICES: readonly ServicePlace[] = [
  {
    service: 'compute',
    label: 'Compute',
    to: '/app/compute/workspaces',
    icon: IconServer2,
    key: 'c',
    below: '/app/compute',
  },
  {
    service: 'pipelines',
    label: 'Pipelines',
    to: '/app/pipelines/apps',
    icon: IconGitMerge,
    key: 'p',
    below: '/app/pipelines',
  },
  {
    service: 'training',
    label: 'Training',
    to: '/app/training/events',
    icon: IconSchool,
    key: 't',
    below: '/app/training',
  },
  {
    service: 'collection',
    label: 'Collection',
    to: '/app/collection/projects',
    icon: IconClipboardData,
    key: 'o',
    below: '/app/collection',
  },
  {
    service: 'automation',
    label: 'Automation',
    to: '/app/automation/runs',
    icon: IconServerBolt,
    key: 'a',
    below: '/app/automation',
  },
]

const operate = (name: string, label: string, icon: Place['icon'], key?: string): Place => ({
  label,
  to: `/app/operate/${name}`,
  icon,
  below: `/app/operate/${name}`,
  ...(key && { key }),
})

const OPERATE: readonly Place[] = [
  operate('accounts', 'Accounts', IconUsers),
  operate('groups', 'Groups', IconUsersGroup),
  operate('tokens', 'Tokens', IconKey),
  operate('journal', 'Journal', IconNotebook, 'j'),
  operate('jobs', 'Jobs', IconStack2),
  operate('mail', 'Mail', IconMail),
  operate('health', 'Health and backup', IconHeartbeat),
  operate('settings', 'Settings', IconSettings),
]

/** What one may use has at least one of its roles; the rest is absent. */
export const servicesOf = (session: Session): readonly ServicePlace[] =>
  SERVICES.filter(({ service }) => mayUse(session, service))

export const operateOf = (session: Session): readonly Place[] =>
  session.account.administrator ? OPERATE : []

/** Pages of a service for those who run it. */
const OF_OPERATORS = [
  {
    role: 'compute:admin',
    pages: /^\/app\/compute\/(?:kinds|resources|quotas|templates|datasets)(?:\/|$)/,
  },
  {
    role: 'pipelines:admin',
    pages: /^\/app\/pipelines\/(?:queue|definitions|people|hosts|limits)(?:\/|$)/,
  },
]

/** What one may not use answers like what does not exist; the server decides again for each thing. */
export function mayOpen(session: Session, pathname: string): boolean {
  const { account, roles } = session
  if (pathname.startsWith('/app/operate')) return account.administrator
  for (const { role, pages } of OF_OPERATORS)
    if (pages.test(pathname) && !account.administrator && !roles.includes(role)) return false
  return SERVICES.every(({ service, below }) => !pathname.startsWith(below) || mayUse(session, service))
}
