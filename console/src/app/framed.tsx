import { Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useGo, usePathname } from '../ui/link.tsx'
import { NotFound, Skeleton } from '../ui/states.tsx'
import { ConfirmDoor } from './confirm.tsx'
import { startFeed } from './feed.ts'
import { Frame } from './frame/frame.tsx'
import { mayOpen } from './services.tsx'
import { useSessionQuery } from './session.ts'
import { Unreached } from './unreached.tsx'

/** The pages of those who are signed in; who is not goes to the sign-in page, and comes back from there. */
export function Framed() {
  const { data: session, error, refetch } = useSessionQuery()
  const go = useGo()
  const pathname = usePathname()
  const account = session?.data.account.id
  const since = session?.seq
  useEffect(() => {
    if (session !== null) return
    const here = window.location.pathname + window.location.search
    go(here === '/app' ? '/' : `/?next=${encodeURIComponent(here)}`, { replace: true })
  }, [session, go])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place of the first answer; the feed keeps its own from there
  useEffect(() => (account === undefined ? undefined : startFeed(account, since)), [account])
  if (session) {
    return (
      <Frame>
        {mayOpen(session.data, pathname) ? <Outlet /> : <NotFound />}
        <ConfirmDoor />
      </Frame>
    )
  }
  return error ? <Unreached error={error} onRetry={() => void refetch()} /> : <Skeleton rows={0} />
}
