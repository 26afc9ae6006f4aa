import { type ReactNode, useEffect, useRef } from 'react'
import { type Installation, useInstallation } from '../../app/installation.ts'
import { type Language, useLanguage } from '../../text/language.ts'
import { LanguageChoice } from '../../text/language-choice.tsx'
import { type SignInTexts, signInTexts } from '../../text/sign-in.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { State } from '../../ui/state.tsx'
import css from './entrance.module.css'
import { Ridges } from './ridges.tsx'

/** The words of these pages, in the language of whoever is here. */
export function useSignInTexts(installation: Installation | undefined): {
  t: SignInTexts
  language: Language
} {
  const language = useLanguage(installation?.language)
  return { t: signInTexts[language], language }
}

/** The frame of all pages before one is in: what it is on the left, a picture on the right. */
export function Entrance({
  title,
  lead,
  children,
}: {
  title: string
  lead?: ReactNode
  children: ReactNode
}) {
  const installation = useInstallation()
  const { t, language } = useSignInTexts(installation)
  const name = installation?.name ?? 'Atelier'
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.documentElement.lang
    document.documentElement.lang = language
    return () => {
      document.documentElement.lang = before
    }
  }, [language])
  return (
    <div className={css.entrance}>
      <main className={css.left}>
        <p className={css.brand}>
          <Mark />
          <span dir="auto">{name}</span>
        </p>
        <div className={css.middle} ref={box}>
          <PageHead title={title} {...(lead !== undefined && { sentence: lead })} />
          {children}
        </div>
        <footer className={css.footer}>
          <LanguageChoice now={language} label={t.language} className={css.language} />
          {installation && <Services of={installation.services} t={t} />}
        </footer>
      </main>
      <aside className={css.right} aria-label={name}>
        <Ridges />
        <div className={css.motto}>
          <p>{t.motto}</p>
          <p>{t.mottoNote(name)}</p>
        </div>
      </aside>
    </div>
  )
}

function Services({ of, t }: { of: Installation['services']; t: SignInTexts }) {
  const ill = of.filter(({ state }) => state !== 'up')
  if (ill.length === 0) return <State look="done">{t.up}</State>
  return (
    <span className="line">
      {ill.map(({ name }) => (
        <State key={name} look="attention">
          {t.trouble(name)}
        </State>
      ))}
    </span>
  )
}

function Mark() {
  return (
    <svg className={css.mark} viewBox="0 0 28 28" aria-hidden="true">
      <rect width="28" height="28" rx="6" />
      <path d="M8.6 21 14 7l5.4 14M10.8 16h6.4" />
      <circle cx="14" cy="20.4" r="1.2" />
    </svg>
  )
}
