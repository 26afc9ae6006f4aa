import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { isTyping } from './keys.ts'
import css from './notices.module.css'
import { StateIcon } from './state.tsx'
import { makeStore } from './store.ts'

const SHOWN_MS = 10_000

export interface NoticeOptions {
  title: ReactNode
  detail?: ReactNode
  look?: 'done' | 'failed' | 'attention' | 'running'
  act?: { label: string; run: () => unknown }
}

interface Notice extends NoticeOptions {
  id: number
}

const notices = makeStore<readonly Notice[]>([])
let made = 0
const remove = (id: number) => notices.set((now) => now.filter((notice) => notice.id !== id))

/** Says something at the bottom edge for 10 s; longer while it is hovered or focused. */
export function notify(options: NoticeOptions): void {
  made += 1
  const notice = { ...options, id: made }
  notices.set((now) => [...now.slice(-2), notice])
}

/** The place of the notices; once in the frame. */
export function Notices() {
  const shown = notices.use()
  useEffect(() => {
    const undoLast = (event: KeyboardEvent) => {
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
      if (isTyping(event)) return
      const last = notices.get().findLast(({ act }) => act?.label === 'Undo')
      if (!last) return
      event.preventDefault()
      remove(last.id)
      void last.act?.run()
    }
    document.addEventListener('keydown', undoLast)
    return () => document.removeEventListener('keydown', undoLast)
  }, [])
  return (
    <section className={css.place} aria-label="Notices" aria-live="polite">
      {shown.map((notice) => (
        <NoticeBox key={notice.id} notice={notice} />
      ))}
    </section>
  )
}

function NoticeBox({ notice: { id, title, detail, look = 'done', act } }: { notice: Notice }) {
  const [isHeld, setHeld] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(remove, SHOWN_MS, id)
    return () => clearTimeout(timer)
  }, [id, isHeld])
  const hold = () => setHeld(true)
  const letGo = () => setHeld(box.current?.matches(':hover, :focus-within') ?? false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only keeps it there for longer
    <div
      ref={box}
      className={css.notice}
      onMouseEnter={hold}
      onMouseLeave={letGo}
      onFocus={hold}
      onBlur={letGo}
    >
      <StateIcon look={look} />
      <div className={css.words}>
        <p>{title}</p>
        {detail && <p className={css.detail}>{detail}</p>}
      </div>
      {act && (
        <button
          type="button"
          className={css.act}
          onClick={() => {
            remove(id)
            void act.run()
          }}
        >
          {act.label}
        </button>
      )}
      <button type="button" className={css.close} aria-label="Close the notice" onClick={() => remove(id)}>
        <IconX aria-hidden="true" />
      </button>
    </div>
  )
}
