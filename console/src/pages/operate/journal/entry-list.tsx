import { useMemo, useRef } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Link } from '../../../ui/link.tsx'
import { keepFocus } from '../../../ui/page.ts'
import { useRowKeys } from '../../../ui/table-keys.ts'
import { clock, counted, exact, IsDense } from '../../../ui/time.tsx'
import type { JournalQuery } from './filters.ts'
import css from './journal.module.css'
import { PlaceOf } from './place.tsx'
import { sentenceOf } from './sentences.ts'
import { addressOf, type Entry, Face, whoOf } from './who.tsx'

const dayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' })
const DAY_COLUMNS = 5

export interface EntryListProps {
  entries: readonly Entry[]
  query: JournalQuery
  chosen: number | undefined
  /** The address that shows an entry beside the list. */
  to: (seq: number) => string
  onEscape: () => void
}

/** Entries as sentences, newest first, with a line for each day. */
export function EntryList({ entries, query, chosen, to, onEscape }: EntryListProps) {
  const table = useRef<HTMLTableElement>(null)
  const rows = useMemo(
    () => ({
      get current() {
        return { rows: table.current?.querySelectorAll('tr[data-entry]') ?? [] } as never
      },
    }),
    [],
  )
  useRowKeys(rows, { select: undefined, escape: onEscape })
  return (
    <IsDense value={true}>
      <div className={css.box}>
        <table ref={table} className={css.table} aria-label="Entries of the journal">
          <tbody>
            {entries.map((entry, index) => {
              const date = dayFormat.format(new Date(entry.at))
              const before = entries[index - 1]
              const isFirst = !before || dayFormat.format(new Date(before.at)) !== date
              return [
                isFirst && <DayRow key={date} date={date} at={entry.at} query={query} />,
                <EntryRow key={entry.seq} entry={entry} isChosen={entry.seq === chosen} to={to(entry.seq)} />,
              ]
            })}
          </tbody>
        </table>
      </div>
    </IsDense>
  )
}

function EntryRow({ entry, isChosen, to }: { entry: Entry; isChosen: boolean; to: string }) {
  const { before, thing, after } = sentenceOf(entry)
  return (
    <tr data-entry data-chosen={isChosen || undefined}>
      <td>
        <time dateTime={entry.at} title={exact(entry.at)}>
          {clock(entry.at)}
        </time>
      </td>
      <td>
        <Face entry={entry} />
      </td>
      <td className={css.said} dir="auto">
        <Link to={to} replace data-row-link aria-current={isChosen || undefined} onClick={() => keepFocus()}>
          <strong>{whoOf(entry)}</strong> {before} {thing && <strong>{thing}</strong>} {after}
        </Link>
      </td>
      <td>
        <PlaceOf action={entry.action} />
      </td>
      <td>{addressOf(entry) ?? '–'}</td>
    </tr>
  )
}

/** A day, with how many of its entries match. */
function DayRow({ date, at, query }: { date: string; at: string; query: JournalQuery }) {
  const day = new Date(at)
  const from = new Date(day.getFullYear(), day.getMonth(), day.getDate())
  const to = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1)
  const within = {
    ...query,
    from: laterOf(query.from, from.toISOString()),
    to: earlierOf(query.to, to.toISOString()),
  }
  const found = useData(
    ['journal', 'count', within],
    (signal) => client.read('/api/journal/count', { query: within, signal }),
    { keep: true },
  )
  const total = found.data?.data
  return (
    <tr data-day>
      <th scope="rowgroup" colSpan={DAY_COLUMNS}>
        <span className={css.dayRow}>
          {date}
          {total && (
            <small>
              {total.exact ? '' : 'over '}
              {counted(total.count, 'entry', 'entries')}
            </small>
          )}
        </span>
      </th>
    </tr>
  )
}

const laterOf = (given: string | undefined, day: string): string => (given && given > day ? given : day)
const earlierOf = (given: string | undefined, day: string): string => (given && given < day ? given : day)
