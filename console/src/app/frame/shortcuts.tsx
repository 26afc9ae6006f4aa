import { lazy, useEffect, useRef } from 'react'
import { makeDoor } from '../../ui/door.ts'
import { areKeysOn, isTyping } from '../../ui/keys.ts'
import { useGo, usePathname } from '../../ui/link.tsx'
import { neighbourOf } from '../../ui/table-keys.ts'
import { operateOf, servicesOf } from '../services.tsx'
import { useSession } from '../session.ts'
import { openPalette } from './palette-door.tsx'

const KeysHelp = lazy(() => import('./keys-help.tsx'))
const help = makeDoor()
export const openHelp = help.open

/** So long the second key after g is waited for. */
const CHORD_MS = 1_500

/** The keys that work on every page, and the list of them. */
export function Shortcuts() {
  const session = useSession()
  const isOpen = help.useOpen()
  const go = useGo()
  const pathname = usePathname()
  const places = [
    { key: 'h', label: 'Home', to: '/app' },
    ...[...servicesOf(session), ...operateOf(session)].flatMap(({ key, label, to }) =>
      key ? [{ key, label, to }] : [],
    ),
  ]
  const latest = useRef({ places, pathname })
  latest.current = { places, pathname }
  useEffect(() => {
    let chordUntil = 0
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return openPalette()
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !areKeysOn()) return
      if (document.querySelector('[role=dialog], [role=menu]')) return
      const { places, pathname } = latest.current
      if (Date.now() < chordUntil) {
        chordUntil = 0
        const place = places.find(({ key }) => key === event.key)
        if (place) {
          event.preventDefault()
          go(place.to)
        }
        return
      }
      if (event.key === 'g') chordUntil = Date.now() + CHORD_MS
      else if (event.key === '?') openHelp()
      else if (event.key === '/') toSearch(event)
      else if (event.key === '[' || event.key === ']') {
        const to = neighbourOf(pathname, event.key === ']' ? 1 : -1)
        if (to) go(to)
      }
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [go])
  return isOpen ? <KeysHelp places={places} onClose={help.close} /> : null
}

function toSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLElement>('input[data-search]')
  if (!field) return
  event.preventDefault()
  field.focus()
}
