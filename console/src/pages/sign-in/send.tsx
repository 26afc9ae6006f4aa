import { Refusal, Unreachable } from '@atelier/client'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { SignInTexts } from '../../text/sign-in.ts'
import { Hint } from '../../ui/states.tsx'
import css from './entrance.module.css'

export interface Sending {
  fault: string | null
  isBusy: boolean
  send: (work: () => Promise<unknown>) => void
}

/** Sends what was typed, and says in the page's language what was refused. */
export function useSending(t: SignInTexts, first: string | null = null): Sending {
  const [fault, setFault] = useState<string | null>(first)
  const [isBusy, setBusy] = useState(false)
  const send = (work: () => Promise<unknown>) => {
    if (isBusy) return
    setBusy(true)
    setFault(null)
    work()
      .catch((error: unknown) => setFault(wordsFor(t, error)))
      .finally(() => setBusy(false))
  }
  return { fault, isBusy, send }
}

/** In the catalogue by its code; what that does not know comes as the server says it. */
function wordsFor(t: SignInTexts, error: unknown): string {
  if (error instanceof Refusal) return t.refusals[error.code] ?? error.message
  if (error instanceof Unreachable) return t.unreachable
  throw error
}

/** Fields and a button, with what was refused above them. */
export function EntranceForm({
  of: { fault, isBusy },
  onSend,
  children,
}: {
  of: Sending
  onSend: () => void
  children: ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (fault) box.current?.focus()
  }, [fault])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSend()
  }
  return (
    <form className={css.form} onSubmit={submit} noValidate aria-busy={isBusy}>
      {fault && (
        <div ref={box} role="alert" tabIndex={-1}>
          <Hint look="failed">{fault}</Hint>
        </div>
      )}
      {children}
    </form>
  )
}
