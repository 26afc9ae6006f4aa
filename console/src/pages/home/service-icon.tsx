import {
  IconClipboardData,
  IconGitMerge,
  IconSchool,
  IconServer,
  IconServer2,
  IconServerBolt,
} from '@tabler/icons-react'
import css from './home.module.css'

const ICONS: Readonly<Record<string, typeof IconServer>> = {
  compute: IconServer2,
  pipelines: IconGitMerge,
  training: IconSchool,
  collection: IconClipboardData,
  automation: IconServerBolt,
}

/** Services differ by icon and word, never by colour; the server itself has one too. */
export function ServiceIcon({ of }: { of: string | null }) {
  const Icon = (of !== null && ICONS[of]) || IconServer
  return <Icon className={css.icon} aria-hidden="true" />
}
