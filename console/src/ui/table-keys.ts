import { type RefObject, useEffect, useRef } from 'react'
import { areKeysOn, isTyping } from './keys.ts'

const LIST = 'list'

/** The addresses of the list that one came from, for [ and ]. */
export function rememberList(addresses: readonly string[]): void {
  sessionStorage.setItem(LIST, JSON.stringify(addresses))
}

/** The neighbour of an address in the list that one came from. */
export function neighbourOf(address: string, step: 1 | -1): string | undefined {
  const addresses = JSON.parse(sessionStorage.getItem(LIST) ?? '[]') as string[]
  const at = addresses.findIndex((other) => other.split('?')[0] === address)
  return at < 0 ? undefined : addresses[at + step]
}

interface RowActs {
  select: ((index: number) => void) | undefined
  escape: () => void
}

/** j k ↑ ↓ move through rows, Enter opens, x selects, . opens the menu, Esc goes back. */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, acts: RowActs): void {
  const latest = useRef(acts)
  latest.current = acts
  useEffect(() => {
    const rowsOf = () => [...(body.current?.rows ?? [])]
    // A dialog that Esc closes is gone before the key arrives here, and Esc closes one thing at a time.
    let isCovered = false
    const look = () => {
      isCovered = document.querySelector('[role=dialog], [role=menu]') !== null
    }
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      if (isCovered) return
      const rows = rowsOf()
      const at = rows.findIndex((row) => row.contains(document.activeElement))
      const isInside = at >= 0
      if (event.key === 'Escape') return latest.current.escape()
      if (isInside && event.key === 'ArrowDown') move(rows, at + 1, event)
      else if (isInside && event.key === 'ArrowUp') move(rows, at - 1, event)
      else if (!areKeysOn()) return
      else if (event.key === 'j') move(rows, at + 1, event)
      else if (event.key === 'k') move(rows, Math.max(0, at - 1), event)
      else if (isInside && event.key === 'x') latest.current.select?.(at)
      else if (isInside && event.key === '.') rows[at]?.querySelector<HTMLElement>('[data-row-menu]')?.click()
    }
    window.addEventListener('keydown', look, true)
    document.addEventListener('keydown', press)
    return () => {
      window.removeEventListener('keydown', look, true)
      document.removeEventListener('keydown', press)
    }
  }, [body])
}

function move(rows: readonly HTMLTableRowElement[], to: number, event: KeyboardEvent): void {
  const row = rows[to]
  if (!row) return
  event.preventDefault()
  const target = row.querySelector<HTMLElement>('[data-row-link]') ?? row
  if (target === row) row.tabIndex = -1
  target.focus()
  row.scrollIntoView({ block: 'nearest' })
}
