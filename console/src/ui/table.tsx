import { Checkbox } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type ReactNode, useRef } from 'react'
import { Link } from './link.tsx'
import type { ListState } from './list.ts'
import { Menu, type MenuItem } from './menu.tsx'
import { keepFocus } from './page.ts'
import css from './table.module.css'
import { useHeldRows } from './table-held.ts'
import { rememberList, useRowKeys } from './table-keys.ts'
import { type Selecting, SelectionBar, useSelection } from './table-selection.tsx'
import { counted, IsDense } from './time.tsx'

export interface Column<R> {
  key: string
  head: string
  cell: (row: R) => ReactNode
  /** Numbers, sizes and times stand right. */
  num?: boolean
  /** Ids and codes. */
  mono?: boolean
  /** The values of `sort` in the query for up and down; the head becomes a button. */
  sort?: { up?: string; down?: string }
  /** May be hidden by the columns button. */
  optional?: boolean
  /** Short names: stay on one line. */
  short?: boolean
  /** Takes the room that is left. */
  wide?: boolean
}

export interface DataTableProps<R> {
  /** What the rows are: "Submissions". */
  label: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  rowKey: (row: R) => number | string
  /** The row's name, for those who hear it, and for the menu. */
  rowName: (row: R) => string
  /** The row's page; the first cell becomes its link. */
  rowTo?: (row: R) => string
  /** One act, chosen by the row's state. */
  act?: (row: R) => ReactNode
  /** The rest, behind "…". */
  menu?: (row: R) => readonly (MenuItem | null | false | undefined)[]
  select?: Selecting
  /** The row that a side panel shows. */
  chosen?: number | string | undefined
  /** Esc, when nothing is selected: closes the side panel. */
  onEscape?: () => void
  /** Sorting, hidden columns; new rows wait behind a line unless the first page is sorted as usual. */
  state?: ListState<string>
  /** Newest first as it comes: new rows may come in at the top; a list of another order says how many wait. */
  isByTime?: boolean
  /** What stands there belongs to an earlier filter. */
  isOld?: boolean
}

/** A list as a real table, with the keys of a list. */
export function DataTable<R>(props: DataTableProps<R>) {
  const { label, rowKey, rowName, rowTo, act, menu, select, chosen, state, isOld } = props
  const columns = props.columns.filter(({ key }) => !state?.hidden.includes(key))
  const selection = useSelection(props.rows.map(rowKey))
  const isSorted = state !== undefined && (state.cursor !== undefined || !props.isByTime)
  const isHolding = isSorted || selection.keys.length > 0
  const { rows, waiting, show } = useHeldRows(props.rows, rowKey, isHolding)
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body, {
    select: select ? (index) => selection.toggle(rowKey(rows[index] as R)) : undefined,
    escape: () => (selection.keys.length > 0 ? selection.clear() : props.onEscape?.()),
  })
  const remember = () => rowTo && rememberList(rows.map(rowTo))
  return (
    <IsDense value={true}>
      <div className={css.box} aria-busy={isOld || undefined} data-old={isOld || undefined}>
        {waiting > 0 && (
          <button type="button" className={css.waiting} onClick={show}>
            {counted(waiting, 'new one', 'new ones')}
          </button>
        )}
        <table className={css.table} aria-label={label}>
          <thead>
            <tr>
              {select && (
                <th scope="col" className={css.check}>
                  <Checkbox
                    aria-label="Select all of this page"
                    checked={rows.length > 0 && selection.keys.length === rows.length}
                    indeterminate={selection.keys.length > 0 && selection.keys.length < rows.length}
                    onChange={(event) => selection.all(event.currentTarget.checked)}
                  />
                </th>
              )}
              {columns.map((column) => (
                <Head key={column.key} column={column} state={state} />
              ))}
              {act && (
                <th scope="col">
                  <span className="sr-only">Act</span>
                </th>
              )}
              {menu && (
                <th scope="col">
                  <span className="sr-only">More acts</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row) => {
              const key = rowKey(row)
              const name = rowName(row)
              return (
                <tr key={key} data-chosen={key === chosen || selection.has(key) || undefined}>
                  {select && (
                    <td className={css.check}>
                      <Checkbox
                        aria-label={`Select ${name}`}
                        checked={selection.has(key)}
                        onChange={() => undefined}
                        onClick={(event) => selection.toggle(key, event.shiftKey)}
                      />
                    </td>
                  )}
                  {columns.map((column, index) => (
                    <td
                      key={column.key}
                      data-head={column.head}
                      data-num={column.num || undefined}
                      data-mono={column.mono || undefined}
                      data-short={column.short || undefined}
                      data-first={index === 0 || undefined}
                      dir={index === 0 ? 'auto' : undefined}
                    >
                      {index === 0 && rowTo ? (
                        <Link
                          to={rowTo(row)}
                          data-row-link
                          onClick={() => {
                            remember()
                            if (chosen !== undefined) keepFocus()
                          }}
                        >
                          {column.cell(row)}
                        </Link>
                      ) : (
                        column.cell(row)
                      )}
                    </td>
                  ))}
                  {act && <td className={css.act}>{act(row)}</td>}
                  {menu && (
                    <td className={css.menu}>
                      <Menu label={`More acts on ${name}`} items={menu(row)} />
                    </td>
                  )}
                </tr>
              )
            })}
          </tbody>
        </table>
        {select && <SelectionBar select={select} selection={selection} />}
      </div>
    </IsDense>
  )
}

function Head<R>({ column, state }: { column: Column<R>; state: ListState<string> | undefined }) {
  const { head, sort, num, wide } = column
  const marks = { scope: 'col', 'data-num': num || undefined, 'data-wide': wide || undefined } as const
  if (!sort || !state) return <th {...marks}>{head}</th>
  const isUp = sort.up !== undefined && state.sort === sort.up
  const isDown = sort.down !== undefined && state.sort === sort.down
  const next = isDown ? (sort.up ?? sort.down) : (sort.down ?? sort.up)
  return (
    <th {...marks} aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
      <button type="button" onClick={() => next !== undefined && state.setSort(next)}>
        {head}
        {isUp && <IconArrowUp aria-hidden="true" />}
        {isDown && <IconArrowDown aria-hidden="true" />}
      </button>
    </th>
  )
}
