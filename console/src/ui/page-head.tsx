import { type ReactNode, useRef } from 'react'
import { type Crumb, usePage } from './page.ts'
import css from './page-head.module.css'

export interface PageHeadProps {
  title: string
  /** What the page is called in the top bar and the tab, where the heading says something else. */
  place?: string
  /** Service and parents, as links in the top bar. */
  trail?: readonly Crumb[]
  /** One <State pill>. */
  state?: ReactNode
  /** How it stands, in one sentence. */
  sentence?: ReactNode
  /** At most one filled button, two plain ones, the rest in a menu. */
  acts?: ReactNode
}

const NONE: readonly Crumb[] = []

/** The head of every page: what it is, how it stands, what one does here. */
export function PageHead({ title, place = title, trail = NONE, state, sentence, acts }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  usePage({ title: place, trail }, heading)
  return (
    <header className={css.head}>
      <div className={css.words}>
        <div className={css.title}>
          <h1 ref={heading} tabIndex={-1} dir="auto">
            {title}
          </h1>
          {state}
        </div>
        {sentence !== undefined && <p className={css.sentence}>{sentence}</p>}
      </div>
      {acts && <div className={css.acts}>{acts}</div>}
    </header>
  )
}

/** Main column and a narrower one right of it; one below the other where there is no room. */
export function WithSide({ children, side }: { children: ReactNode; side: ReactNode }) {
  return (
    <div className={css.withSide}>
      <div className="stack">{children}</div>
      {side && <aside className="stack">{side}</aside>}
    </div>
  )
}
