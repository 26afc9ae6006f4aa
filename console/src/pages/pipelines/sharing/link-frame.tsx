import type { ReactNode } from 'react'
import { PageHead, type PageHeadProps } from '../../../ui/page-head.tsx'
import css from './link.module.css'

/** The frame of what a link shows: for whoever has no account, so without any navigation. */
export function LinkFrame({ children, ...head }: PageHeadProps & { children: ReactNode }) {
  return (
    <main className={css.page}>
      <PageHead {...head} />
      {children}
    </main>
  )
}
