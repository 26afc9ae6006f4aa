import { type ReactNode, useRef, useState } from 'react'
import { Button } from './button.tsx'
import css from './table.module.css'
import { count } from './time.tsx'

type Key = number | string

export interface Selecting {
  /** Acts on the selected rows; `isAll` means all that match, not those of this page alone. */
  acts: (chosen: { keys: readonly Key[]; isAll: boolean; clear: () => void }) => ReactNode
  /** How many match in all, where acts can take them. */
  total?: number | undefined
}

export interface Selection {
  keys: readonly Key[]
  isAll: boolean
  has: (key: Key) => boolean
  toggle: (key: Key, isRange?: boolean) => void
  all: (isOn: boolean) => void
  wholeList: () => void
  clear: () => void
}

/** Which rows are chosen; those that left the page are so no more. */
export function useSelection(rows: readonly Key[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<Key>>(new Set())
  const [isAll, setAll] = useState(false)
  const last = useRef<Key | null>(null)
  const set = (next: ReadonlySet<Key>) => {
    setAll(false)
    setChosen(next)
  }
  const keys = rows.filter((key) => chosen.has(key))
  return {
    keys,
    isAll,
    has: (key) => chosen.has(key),
    toggle(key, isRange = false) {
      const isOn = !chosen.has(key)
      const from = isRange && last.current !== null ? rows.indexOf(last.current) : -1
      const to = rows.indexOf(key)
      const range = from < 0 ? [key] : rows.slice(Math.min(from, to), Math.max(from, to) + 1)
      const next = new Set(keys)
      for (const each of range) isOn ? next.add(each) : next.delete(each)
      last.current = key
      set(next)
    },
    all: (isOn) => set(new Set(isOn ? rows : [])),
    wholeList: () => setAll(true),
    clear: () => set(new Set()),
  }
}

/** The bar at the bottom edge while rows are selected. */
export function SelectionBar({ select, selection }: { select: Selecting; selection: Selection }) {
  const { keys, isAll, clear } = selection
  if (keys.length === 0) return null
  const { total } = select
  return (
    <section className={css.selection} aria-label="Selected rows" data-selection>
      <strong role="status">{count(isAll && total !== undefined ? total : keys.length)} selected</strong>
      {!isAll && total !== undefined && total > keys.length && (
        <Button small look="quiet" onClick={selection.wholeList}>
          {`All ${count(total)} that match`}
        </Button>
      )}
      <span className={css.selectionActs}>{select.acts({ keys, isAll, clear })}</span>
      <Button small look="quiet" onClick={clear}>
        Clear
      </Button>
    </section>
  )
}
