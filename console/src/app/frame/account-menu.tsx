import { Menu, useMantineColorScheme } from '@mantine/core'
import { IconLogout, IconSelector, IconUserCircle } from '@tabler/icons-react'
import { Avatar } from '../../ui/avatar.tsx'
import { useGo } from '../../ui/link.tsx'
import { useAct } from '../act.ts'
import { personName, type Session, signOut, useSession } from '../session.ts'
import css from './account-menu.module.css'

const THEMES = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** The highest thing somebody is, in a word or two. */
function rankOf({ account, roles }: Session): string {
  if (account.administrator) return 'Operator'
  const first = roles[0]?.split(':')[1]?.split('@')[0]
  return first ? first.charAt(0).toUpperCase() + first.slice(1) : account.name
}

/** Who is signed in; below it the account's page, the theme, and the way out. */
export function AccountMenu() {
  const session = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const go = useGo()
  const act = useAct()
  const name = personName(session.account)
  return (
    <Menu position="top-start" width="target">
      <Menu.Target>
        <button type="button" className={css.account}>
          <span className="sr-only">Account menu of</span>
          <Avatar name={name} />
          <span className={css.words}>
            <span dir="auto">{name}</span>
            <span className="caption">{rankOf(session)}</span>
          </span>
          <IconSelector aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={css.menu}>
        <Menu.Item
          leftSection={<IconUserCircle aria-hidden="true" size="1.2em" />}
          onClick={() => go('/app/me')}
        >
          My account
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as (typeof THEMES)[number]['value'])}
        >
          {THEMES.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout aria-hidden="true" size="1.2em" />}
          onClick={() => void act(signOut)}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
