import { retry } from './choosing.ts'
import { type Note, useDesk } from './desk.ts'
import css from './join.module.css'
import { Press } from './press.tsx'
import { refusalOf } from './refusal.ts'
import type { Workshop } from './rules.ts'
import { useWords } from './texts.ts'

/** What has just happened to the choice: refused, moved, filled up, or waiting for a connection. */
export function Notes({ faults = [] }: { faults?: readonly Workshop[] }) {
  const { t } = useWords()
  const { phase, pending, note, me } = useDesk()
  const text = note && textOf(note)
  const isWaiting = phase === 'lost' || phase === 'failing'
  function textOf(of: Note): string | undefined {
    if (of.kind === 'refused') return refusalOf(t, of)
    if (of.kind === 'done') return me?.choice.length === 0 ? t.givenBack : t.done
    if (of.kind === 'wishes-sent') return t.wishesSent
    const came = of.with.map((each) => t.comesWith(each.title, each.moment))
    return [...came, ...of.gone.map((each) => t.goesToo(each.title))].join(' ')
  }
  return (
    <>
      <div role="alert">
        {pending && isWaiting && (
          <div className={css.note} data-tone="attention">
            <strong>{t.pendingTitle}</strong>
            <p>
              {phase === 'lost' ? t.pending : t.pendingServer} {me && me.choice.length > 0 && t.pendingOld}
            </p>
            <Press onClick={() => void retry()}>{t.tryNow}</Press>
          </div>
        )}
        {note?.kind === 'refused' && (
          <p className={css.note} data-tone="failed">
            {text}
          </p>
        )}
      </div>
      <div role="status">
        {faults.map((each) => (
          <p key={each.id} className={css.note} data-tone="attention">
            {t.filled(each.title, each.moment)}
          </p>
        ))}
        {note && note.kind !== 'refused' && (
          <p className={css.note} data-tone={note.kind === 'moved' ? 'running' : 'done'}>
            {text}
          </p>
        )}
      </div>
    </>
  )
}
