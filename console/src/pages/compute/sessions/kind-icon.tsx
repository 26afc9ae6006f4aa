import {
  IconCode,
  IconFlask,
  IconNotebook,
  IconPlayerPlay,
  IconTerminal2,
  IconWorld,
} from '@tabler/icons-react'

const ICONS = {
  notebook: IconNotebook,
  terminal: IconTerminal2,
  code: IconCode,
  flask: IconFlask,
  web: IconWorld,
} as const

/** What a kind of session can look like, for those who make one. */
export const ICON_NAMES = Object.keys(ICONS) as (keyof typeof ICONS)[]

/** The icon of a session kind, by its name; one that is not known here is a plain one. */
export function KindIcon({ of }: { of: string | null }) {
  const Icon = ICONS[of as keyof typeof ICONS] ?? IconPlayerPlay
  return <Icon aria-hidden="true" />
}
