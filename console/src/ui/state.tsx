import type { ReactNode } from 'react'
import css from './state.module.css'

/** The nine looks; everything that has a state has one of these, an icon and a word. */
export type Look =
  | 'running'
  | 'waiting'
  | 'done'
  | 'open'
  | 'attention'
  | 'failed'
  | 'unreachable'
  | 'stopped'
  | 'draft'
  | 'past'

const TONES: Readonly<Record<Look, string>> = {
  running: 'running',
  waiting: 'waiting',
  done: 'done',
  open: 'done',
  attention: 'attention',
  failed: 'failed',
  unreachable: 'unreachable',
  stopped: 'waiting',
  draft: 'waiting',
  past: 'waiting',
}

const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round' } as const

const FORMS: Readonly<Record<Look, ReactNode>> = {
  running: (
    <>
      <circle cx="8" cy="8" r="5.6" {...stroke} strokeWidth={2} className={css.rail} />
      <path d="M8 2.4a5.6 5.6 0 0 1 5.6 5.6" {...stroke} strokeWidth={2} />
    </>
  ),
  waiting: (
    <>
      <circle cx="8" cy="8" r="6" {...stroke} />
      <path d="M8 4.8V8l2 1.4" {...stroke} strokeLinejoin="round" />
    </>
  ),
  done: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m5.2 8.2 1.9 1.9 3.7-4" {...stroke} className={css.mark} strokeLinejoin="round" />
    </>
  ),
  open: (
    <>
      <circle cx="8" cy="8" r="6" {...stroke} />
      <circle cx="8" cy="8" r="1.8" fill="currentColor" />
    </>
  ),
  attention: (
    <>
      <path
        d="M8 1.8 15 14H1Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth={1.6}
        strokeLinejoin="round"
      />
      <path d="M8 6.2v3.4M8 12v.1" {...stroke} className={css.mark} />
    </>
  ),
  failed: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" {...stroke} className={css.mark} />
    </>
  ),
  unreachable: <path d="M2 14l3-3m6-6 3-3M4.2 7.8l4 4 1.6-1.6a2.6 2.6 0 0 0-4-4ZM7.6 4.6l4 4" {...stroke} />,
  stopped: <rect x="2.5" y="2.5" width="11" height="11" rx="2" fill="currentColor" />,
  draft: <circle cx="8" cy="8" r="6" {...stroke} strokeDasharray="2.4 2.3" />,
  past: <path d="M2.4 6.2A6 6 0 1 1 2.2 9.6M2 3v3.4h3.4M8 5v3.2l2 1.2" {...stroke} strokeLinejoin="round" />,
}

/** The icon alone, where a word stands beside it. */
export function StateIcon({ look }: { look: Look }) {
  return (
    <svg className={css.icon} data-tone={TONES[look]} data-look={look} viewBox="0 0 16 16" aria-hidden="true">
      {FORMS[look]}
    </svg>
  )
}

/** A state: icon and word. As a pill it has its tint and border, for heads of pages. */
export function State({ look, children, pill }: { look: Look; children: ReactNode; pill?: boolean }) {
  return (
    <span className={pill ? css.pill : css.state} data-tone={TONES[look]} data-look={look}>
      <StateIcon look={look} />
      <span>{children}</span>
    </span>
  )
}
