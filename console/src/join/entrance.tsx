import { useEffect, useRef, useState } from 'react'
import { useDesk } from './desk.ts'
import { Brand, Hours, Languages } from './frame.tsx'
import css from './join.module.css'
import { Press } from './press.tsx'
import { refusalOf } from './refusal.ts'
import { signIn, start } from './session.ts'
import { useWords } from './texts.ts'

/** Where one types the key of the letter, when it was not scanned. */
export function Entrance() {
  const { t } = useWords()
  const { event, screen, note } = useDesk()
  const [key, setKey] = useState('')
  const [isSending, setSending] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const title = event?.name ?? t.keyTitle
  useEffect(() => {
    document.title = title
  }, [title])
  const send = async () => {
    setMissing(key.trim() === '')
    setSending(true)
    if (key.trim() === '' || !(await signIn(key.trim()))) field.current?.focus()
    setSending(false)
  }
  const refused = note?.kind === 'refused' ? refusalOf(t, note) : undefined
  const fault = isMissing ? t.keyMissing : refused
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.top}>
          <Brand name={event?.installation ?? 'Atelier'} />
          <Languages />
        </div>
        <h1 dir="auto">{title}</h1>
        {event && <Hours event={event} />}
      </header>
      <main className={css.main}>
        {screen === 'missing' && <p className={css.note}>{t.noEvent}</p>}
        {event?.description && (
          <p className={css.prose} dir="auto">
            {event.description}
          </p>
        )}
        <form
          className={css.form}
          noValidate
          onSubmit={(submitted) => {
            submitted.preventDefault()
            if (!isSending) void send()
          }}
        >
          <p>{t.keyLead}</p>
          <label htmlFor="key">{t.key}</label>
          <input
            id="key"
            ref={field}
            className={css.field}
            value={key}
            onChange={(typed) => setKey(typed.currentTarget.value)}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={80}
            aria-describedby="key-help key-fault"
            aria-invalid={fault !== undefined}
          />
          <p id="key-help" className="caption">
            {t.keyHelp}
          </p>
          <p id="key-fault" role="alert" className={css.fault}>
            {!isSending && fault}
          </p>
          <Press look="filled" wide submit>
            {t.goOn}
          </Press>
        </form>
        {event?.contact && <p className="caption">{t.ask(event.contact)}</p>}
      </main>
    </div>
  )
}

export function Unreachable() {
  const { t } = useWords()
  return (
    <main className={css.page}>
      <div className={css.main}>
        <h1>{t.keyTitle}</h1>
        <p role="status">{t.unreachable}</p>
        <Press onClick={() => void start()}>{t.tryNow}</Press>
      </div>
    </main>
  )
}
