import { Refusal, Unreachable } from '@atelier/client'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { Copy } from './copy.tsx'
import { Link } from './link.tsx'
import { PageHead } from './page-head.tsx'
import { StateIcon } from './state.tsx'
import css from './states.module.css'

export interface EmptyProps {
  icon?: ReactNode
  /** "No workspaces yet" */
  title: ReactNode
  /** What this is, in one sentence. */
  children?: ReactNode
  /** The first act, and a second way. */
  acts?: ReactNode
}

/** Nothing is there yet: what it would be, and how to begin. */
export function Empty({ icon, title, children, acts }: EmptyProps) {
  return (
    <div className={css.empty}>
      {icon && <span className={css.icon}>{icon}</span>}
      <p className={css.title}>{title}</p>
      {children && <p className={css.words}>{children}</p>}
      {acts && <div className={css.acts}>{acts}</div>}
    </div>
  )
}

/** Nothing matches the filter; `children` says how many there are without it. */
export function NoneMatch({
  title,
  children,
  onClear,
  wider,
}: {
  title: ReactNode
  children?: ReactNode
  onClear: () => void
  wider?: { label: string; run: () => void }
}) {
  return (
    <Empty
      title={title}
      acts={
        <>
          {wider && (
            <Button look="quiet" onClick={wider.run}>
              {wider.label}
            </Button>
          )}
          <Button look="quiet" onClick={onClear}>
            Clear filters
          </Button>
        </>
      }
    >
      {children}
    </Empty>
  )
}

/** A coloured box with a sentence; what must be read before the rest. */
export function Hint({
  look = 'attention',
  children,
  act,
}: {
  look?: 'attention' | 'failed' | 'done' | 'running' | 'waiting'
  children: ReactNode
  act?: ReactNode
}) {
  return (
    <div className={css.hint} data-look={look}>
      <StateIcon look={look} />
      <div className={css.hintWords}>{children}</div>
      {act}
    </div>
  )
}

/** A part of the page that failed; the rest stands. */
export function Failed({
  error,
  onRetry,
  what = 'This part',
}: {
  error: unknown
  onRetry?: () => void
  what?: string
}) {
  const isUnreached = error instanceof Unreachable
  const requestId = error instanceof Refusal ? error.requestId : undefined
  return (
    <div className={css.empty} role="alert">
      <StateIcon look={isUnreached ? 'unreachable' : 'failed'} />
      <p className={css.title}>
        {isUnreached ? 'The server cannot be reached' : `${what} could not be loaded`}
      </p>
      <p className={css.words}>
        {isUnreached
          ? 'Check the connection. Nothing is lost: what you see elsewhere on this page stays.'
          : error instanceof Refusal
            ? error.message
            : 'The page met an error of its own. Load it again; if it stays, tell the operator what you did.'}
      </p>
      {onRetry && (
        <div className={css.acts}>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
      {requestId && (
        <p className="caption">
          request <Copy text={requestId} />
        </p>
      )}
    </div>
  )
}

/** The whole page when there is nothing at its address, or nothing for this person. */
export function NotFound({
  thing,
  back,
  requestId,
}: {
  thing?: string
  back?: { label: string; to: string }
  requestId?: string | undefined
}) {
  return (
    <>
      <PageHead title={thing ? `There is no ${thing} for you` : 'There is no such page for you'} />
      <p className={css.words}>It was removed, or its owner has not shared it. The address may be cut off.</p>
      <p className={css.acts}>
        {back && <Link to={back.to}>{back.label}</Link>}
        <Link to="/app">Home</Link>
      </p>
      {requestId && (
        <p className="caption">
          request <Copy text={requestId} />
        </p>
      )}
    </>
  )
}

const NOTHING_MS = 300
const LONG_MS = 8_000

/** The coming form in grey, from 300 ms on; after 8 s a sentence. */
export function Skeleton({ rows = 6, children }: { rows?: number; children?: ReactNode }) {
  const [stage, setStage] = useState<'nothing' | 'grey' | 'long'>('nothing')
  useEffect(() => {
    const timers = [setTimeout(setStage, NOTHING_MS, 'grey'), setTimeout(setStage, LONG_MS, 'long')]
    return () => timers.forEach(clearTimeout)
  }, [])
  return (
    <div aria-busy="true" role="status" aria-label="Loading">
      {stage !== 'nothing' &&
        (children ?? (
          <div className={css.grey} aria-hidden="true">
            {Array.from({ length: rows }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no other name
              <div key={index}>
                <i />
                <i />
              </div>
            ))}
          </div>
        ))}
      {stage === 'long' && (
        <p className={css.words}>This takes longer than usual. The server is still at work.</p>
      )}
    </div>
  )
}
