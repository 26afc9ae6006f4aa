import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useState } from 'react'
import { useGo } from '../../ui/link.tsx'
import { pageActs, section } from '../../ui/page.ts'
import { operateOf, servicesOf } from '../services.tsx'
import { type Session, useSession } from '../session.ts'
import css from './palette.module.css'
import { findThings } from './palette-things.ts'

interface Choice {
  /** Two things may have one name. */
  key: string
  label: string
  /** What it is: "Page", "Act", "Project". */
  kind: string
  run: () => void
}

const MOST = 12
const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Pages, acts of this page, and things by name; typed, chosen, gone. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const id = useId()
  const session = useSession()
  const go = useGo()
  const acts = pageActs.use()
  const inside = section.use()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const search = text.trim()
  const things = useQuery({
    queryKey: ['palette', search],
    queryFn: ({ signal }) => findThings(search, signal),
    enabled: search.length >= 2,
    placeholderData: (known) => known,
  })
  const fixed: Choice[] = [
    ...acts.map(({ label, run }) => ({ key: `act ${label}`, label, kind: 'Act', run })),
    ...[...(inside?.pages ?? []), ...pagesFor(session)].map(({ label, to }) => ({
      key: to,
      label,
      kind: 'Page',
      run: () => go(to),
    })),
  ]
  const words = folded(search).split(/\s+/)
  const choices = [
    ...fixed.filter(({ label }) => words.every((word) => folded(label).includes(word))),
    ...(search.length >= 2 ? (things.data ?? []) : []).map(({ label, kind, to }) => ({
      key: `thing ${to}`,
      label,
      kind,
      run: () => go(to),
    })),
  ].slice(0, MOST)
  const chosen = Math.min(at, choices.length - 1)
  const choose = (choice: Choice | undefined) => {
    if (!choice) return
    onClose()
    choice.run()
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setAt((chosen + step + choices.length) % Math.max(1, choices.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(choices[chosen])
    }
  }
  return (
    <Modal.Root opened onClose={onClose} yOffset="12vh" size="var(--palette)">
      <Modal.Overlay />
      <Modal.Content aria-label="Search or jump to">
        <input
          className={css.field}
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={choices[chosen] ? `${id}-${chosen}` : undefined}
          aria-label="Search or jump to"
          placeholder="A page, an act, or a thing by its name"
          value={text}
          maxLength={200}
          data-autofocus
          onChange={(event) => {
            setText(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={press}
        />
        <div role="listbox" id={`${id}-list`} aria-label="Found" className={css.list}>
          {choices.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
            <div
              key={choice.key}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={css.choice}
              onMouseEnter={() => setAt(index)}
              onClick={() => choose(choice)}
            >
              <span dir="auto">{choice.label}</span>
              <span className="caption">{choice.kind}</span>
            </div>
          ))}
        </div>
        <p className={css.none} role="status">
          {choices.length === 0 && (things.isFetching ? 'Searching' : 'Nothing has this name.')}
        </p>
      </Modal.Content>
    </Modal.Root>
  )
}

function pagesFor(session: Session) {
  return [
    { label: 'Home', to: '/app' },
    ...servicesOf(session),
    { label: 'My account', to: '/app/me' },
    ...operateOf(session),
  ]
}
