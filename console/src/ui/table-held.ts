import { useEffect, useRef, useState } from 'react'
import { useQueryState } from './link.tsx'

const AT_TOP_PX = 80

/** Rows change in place; new ones wait while somebody reads further down, so that nothing jumps. */
export function useHeldRows<R>(rows: readonly R[], rowKey: (row: R) => number | string, isHolding: boolean) {
  const [query] = useQueryState()
  const view = JSON.stringify(query)
  const keys = rows.map(rowKey)
  const held = useRef<{ view: string; keys: ReadonlySet<number | string> }>({ view: '', keys: new Set() })
  const [, redraw] = useState(0)
  const isNewView = held.current.view !== view
  const hasAny = keys.some((key) => held.current.keys.has(key))
  const isFree = isNewView || !hasAny || (!isHolding && window.scrollY < AT_TOP_PX)
  const shown = isFree ? rows : rows.filter((row) => held.current.keys.has(rowKey(row)))
  const accept = () => {
    held.current = { view, keys: new Set(keys) }
  }
  useEffect(() => {
    if (isFree) accept()
  })
  return {
    rows: shown,
    waiting: rows.length - shown.length,
    show: () => {
      accept()
      redraw((n) => n + 1)
      window.scrollTo({ top: 0 })
    },
  }
}
