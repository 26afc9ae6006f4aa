import { Menu as MantineMenu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { useGo } from './link.tsx'

export interface MenuItem {
  label: string
  icon?: ReactNode
  danger?: boolean
  /** An act, or a page to go to. */
  run?: () => void
  to?: string
}

export interface MenuProps {
  /** Whose acts these are: "More acts on P-0142". */
  label: string
  items: readonly (MenuItem | null | false | undefined)[]
  /** What opens it instead of the three dots; it must take a ref. */
  target?: ReactNode
  framed?: boolean
}

/** The rest of the acts behind "…". Nothing is drawn when there is none. */
export function Menu({ label, items, target, framed }: MenuProps) {
  const go = useGo()
  const shown = items.filter((item) => !!item)
  if (shown.length === 0) return null
  return (
    <MantineMenu>
      <MantineMenu.Target>
        {target ?? (
          <IconButton label={label} {...(framed && { framed })} data-row-menu>
            <IconDots aria-hidden="true" />
          </IconButton>
        )}
      </MantineMenu.Target>
      <MantineMenu.Dropdown>
        {shown.map(({ label, icon, danger, run, to }) => (
          <MantineMenu.Item
            key={label}
            leftSection={icon}
            data-danger={danger || undefined}
            onClick={() => (to === undefined ? run?.() : go(to))}
          >
            {label}
          </MantineMenu.Item>
        ))}
      </MantineMenu.Dropdown>
    </MantineMenu>
  )
}
