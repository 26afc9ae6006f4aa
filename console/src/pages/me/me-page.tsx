import type { ReactNode } from 'react'
import { personName, useSession } from '../../app/session.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { Tabs } from '../../ui/tabs.tsx'

const TABS = [
  { label: 'Profile', to: '/app/me' },
  { label: 'Signing in', to: '/app/me/sign-in' },
  { label: 'Sign-ins', to: '/app/me/sign-ins' },
  { label: 'Tokens', to: '/app/me/tokens' },
  { label: 'Notices', to: '/app/me/notices' },
  { label: 'My data', to: '/app/me/data' },
]

/** The frame of one's own pages. */
export function MePage({ tab, acts, children }: { tab: string; acts?: ReactNode; children: ReactNode }) {
  const { account } = useSession()
  const person = personName(account)
  return (
    <>
      <PageHead
        title={tab}
        trail={[{ label: 'My account', to: '/app/me' }]}
        sentence={
          <>
            {person === account.name ? person : `${person}, who signs in as ${account.name}`}
            {account.administrator && '. You are an administrator.'}
          </>
        }
        {...(acts && { acts })}
      />
      <div className="stack">
        <Tabs label="My account" of={TABS} />
        {children}
      </div>
    </>
  )
}
