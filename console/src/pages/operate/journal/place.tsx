import {
  IconClipboardData,
  IconDatabaseExport,
  IconHeartbeat,
  IconKey,
  IconMail,
  IconNotebook,
  IconSettings,
  IconStack2,
  IconUser,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import css from './journal.module.css'

type Place = [label: string, icon: ComponentType<{ 'aria-hidden'?: boolean }>]

/** By the first word of the action. */
const PLACES: Readonly<Record<string, Place>> = {
  collection: ['Collection', IconClipboardData],
  backup: ['Backup', IconDatabaseExport],
  job: ['Jobs', IconStack2],
  mail: ['Mail', IconMail],
  group: ['Groups', IconUsersGroup],
  token: ['Tokens', IconKey],
  health: ['Health', IconHeartbeat],
  journal: ['Journal', IconNotebook],
  settings: ['Settings', IconSettings],
  secrets: ['Settings', IconSettings],
  installation: ['Settings', IconSettings],
  webhook: ['Webhooks', IconWebhook],
}
const ACCOUNTS: Place = ['Accounts', IconUser]

/** Where in the product something happened. */
export function PlaceOf({ action }: { action: string }) {
  const [label, Icon] = PLACES[action.split('.')[0] ?? ''] ?? ACCOUNTS
  return (
    <span className={css.place}>
      <Icon aria-hidden={true} />
      {label}
    </span>
  )
}
