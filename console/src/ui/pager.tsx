import { Menu } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from './button.tsx'
import type { ListState } from './list.ts'
import css from './table.module.css'
import type { Column } from './table.tsx'
import { count } from './time.tsx'

/** Counts are exact up to here. */
const EXACT = 10_000

export interface PagerProps {
  state: ListState<string>
  /** Of the answer: what to ask the next page with, null at the end. */
  next: number | null
  rows: number
  total?: number | undefined
  /** "Times in Europe/Oslo." */
  note?: ReactNode
  /** Lists that are not by time say "Previous" and "Next". */
  words?: { newer: string; older: string }
}

/** Where one is in a list, and the pages before and after. */
export function Pager({ state, next, rows, total, note, words }: PagerProps) {
  const last = state.skipped + rows
  const of = total === undefined ? '' : total > EXACT ? ` of over ${count(EXACT)}` : ` of ${count(total)}`
  const { newer = 'Newer', older = 'Older' } = words ?? {}
  const hasPages = state.cursor !== undefined || next !== null
  return (
    <div className={css.pager}>
      <p className="caption" role="status">
        {rows === 0 ? 'None' : `${count(state.skipped + 1)} to ${count(last)}${of}`}. {note}
      </p>
      {hasPages && (
        <div className="line">
          <Button
            small
            aria-disabled={state.cursor === undefined}
            onClick={() => state.cursor !== undefined && state.newer()}
          >
            {newer}
          </Button>
          <Button
            small
            aria-disabled={next === null}
            onClick={() => next !== null && state.older(next, rows)}
          >
            {older}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Chooses the columns of a table; the choice stands in the address. */
export function ColumnsButton<R>({
  columns,
  state,
}: {
  columns: readonly Column<R>[]
  state: ListState<string>
}) {
  const { hidden, setHidden } = state
  return (
    <Menu closeOnItemClick={false}>
      <Menu.Target>
        <IconButton label="Columns" framed>
          <IconColumns3 aria-hidden="true" />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {columns
          .filter(({ optional }) => optional)
          .map(({ key, head }) => {
            const isHidden = hidden.includes(key)
            return (
              <Menu.CheckboxItem
                key={key}
                checked={!isHidden}
                onChange={() =>
                  setHidden(isHidden ? hidden.filter((other) => other !== key) : [...hidden, key])
                }
              >
                {head}
              </Menu.CheckboxItem>
            )
          })}
      </Menu.Dropdown>
    </Menu>
  )
}
