import { IconUser } from '@tabler/icons-react'
import { type ReactNode, type RefObject, useEffect } from 'react'
import { LanguageChoice } from '../text/language-choice.tsx'
import { type Look, State } from '../ui/state.tsx'
import { useDesk } from './desk.ts'
import css from './join.module.css'
import { Press } from './press.tsx'
import { isOpenAt, type Me, takesWishes } from './rules.ts'
import { signOut } from './session.ts'
import { useNow, useWords } from './texts.ts'

const SOON_MS = 3_600_000

/** The page around every step: whose it is, how long it is open, and at its end the languages. */
export function Frame({
  heading,
  children,
}: {
  heading: RefObject<HTMLHeadingElement | null>
  children: ReactNode
}) {
  const { t } = useWords()
  const { me, isFollowing } = useDesk()
  useEffect(() => {
    if (me) document.title = `${me.event.name} – ${me.event.installation}`
  }, [me])
  if (!me) return null
  const { participant, event } = me
  return (
    <div className={css.page}>
      <a className={css.skip} href="#content">
        {t.skip}
      </a>
      <header className={css.head}>
        <div className={css.top}>
          <Brand name={event.installation} />
          <span className={css.person}>
            <IconUser aria-hidden="true" />
            <span dir="auto">{[participant.name, participant.class].filter(Boolean).join(', ')}</span>
          </span>
        </div>
        <h1 ref={heading} tabIndex={-1} dir="auto">
          {event.name}
        </h1>
        <Hours event={event} />
      </header>
      <main id="content" className={css.main} tabIndex={-1}>
        <div role="status" className={isFollowing ? 'sr-only' : css.note} data-tone="attention">
          {!isFollowing && t.lost}
        </div>
        {children}
      </main>
      <footer className={css.foot}>
        {event.contact && <p>{t.ask(event.contact)}</p>}
        <p>{t.zone(event.zone)}</p>
        <div className={css.line}>
          <Languages />
          <Press look="quiet" onClick={() => void signOut()}>
            {t.signOut}
          </Press>
        </div>
      </footer>
    </div>
  )
}

export function Brand({ name }: { name: string }) {
  return (
    <span className={css.brand}>
      <svg viewBox="0 0 28 28" aria-hidden="true">
        <rect width="28" height="28" rx="6" />
        <path d="M8.6 21 14 7l5.4 14M10.8 16h6.4" />
        <circle cx="14" cy="20.4" r="1.2" />
      </svg>
      <span dir="auto">{name}</span>
    </span>
  )
}

/** How registration stands, and what comes next by the clock. */
export function Hours({ event }: { event: Me['event'] }) {
  const { look, text } = useHours(event)
  return (
    <p className={css.hours}>
      <State look={look}>{text}</State>
    </p>
  )
}

function useHours(event: Me['event']): { look: Look; text: string } {
  const { t, when } = useWords()
  const now = useNow(1_000)
  const until = (at: string) => Date.parse(at) - now
  if (takesWishes(event, now) && event.wishesUntil !== null) {
    const left = until(event.wishesUntil)
    const text = t.wishesClose(when.moment(event.wishesUntil, now), when.span(left))
    return { look: left < SOON_MS ? 'attention' : 'open', text }
  }
  if (isOpenAt(event, now)) {
    if (event.closesAt === null) return { look: 'open', text: t.isOpen }
    const left = until(event.closesAt)
    const text = t.closes(when.moment(event.closesAt, now), when.span(left))
    return { look: left < SOON_MS ? 'attention' : 'open', text }
  }
  if (event.opensAt !== null && until(event.opensAt) > 0) {
    const text = `${t.opens(when.moment(event.opensAt, now))}, ${t.opensIn(when.span(until(event.opensAt)))}`
    return { look: 'waiting', text }
  }
  return { look: 'stopped', text: t.closed }
}

export function Languages() {
  const { t, language } = useWords()
  return <LanguageChoice now={language} label={t.language} className={css.select} />
}
