import { IconDownload } from '@tabler/icons-react'
import { useData } from '../../../app/data.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { FileIcon } from '../../../ui/file-icon.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { bytes, count, counted } from '../../../ui/time.tsx'
import { addressOf, type Place } from './data.ts'
import css from './experiment.module.css'
import { isFigure } from './preview-table.tsx'
import { type ExperimentDetail, exitOf, type Output } from './words.ts'

const MOST_FIGURES = 12
const MOST_COLUMNS = 3
const MOST_FILES = 200

/** The first table of the results, where it is short enough to be read at a glance. */
export function Figures({
  of: { name, label },
  place,
  onShow,
}: {
  of: Pick<Output, 'name' | 'label'>
  place: Place
  onShow: () => void
}) {
  const file = { of: 'outputs', name } as const
  const { data } = useData(['experiment', place.base, 'preview', 'outputs', name], async (signal) => ({
    data: await place.preview(file, signal),
    seq: undefined,
    etag: undefined,
  }))
  const { kind, columns = [], rows = [] } = data?.data ?? {}
  if (kind !== 'table' || rows.length === 0 || columns.length < 2) return null
  // The card of the file itself is called by its name.
  const title = label ?? 'Figures'
  // One line of many columns is read downwards.
  const lines = rows.length === 1 ? columns.map((column, at) => [column, rows[0]?.[at] ?? '']) : rows
  return (
    <Card
      flush
      title={title}
      aside={
        <a href={addressOf(place, file)} download>
          {name.split('.').at(-1)?.toUpperCase()}
        </a>
      }
    >
      <table className={css.figures} aria-label={title}>
        {rows.length > 1 && (
          <thead className="sr-only">
            <tr>
              {columns.slice(0, MOST_COLUMNS).map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {lines.slice(0, MOST_FIGURES).map(([first = '', ...values], line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line of a file has no other name
            <tr key={line}>
              <th scope="row" dir="auto">
                {first}
              </th>
              {values.slice(0, MOST_COLUMNS - 1).map((value, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as the columns
                <td key={at} data-num={isFigure(value) || undefined} dir="auto">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {(lines.length > MOST_FIGURES || columns.length > MOST_COLUMNS) && (
        <p className={css.foot}>
          <button type="button" className="link" onClick={onShow}>
            Show the whole table
          </button>
        </p>
      )}
    </Card>
  )
}

interface Listed {
  name: string
  size: number
  isThere: boolean
}

/** Files with what shows them, and a download each. */
export function FileList({
  files,
  of,
  place,
  shown,
  onShow,
}: {
  files: readonly Listed[]
  of: 'inputs' | 'outputs'
  place: Place
  shown?: string | undefined
  onShow: (name: string) => void
}) {
  const size = files.reduce((sum, each) => sum + each.size, 0)
  return (
    <Card flush title="Files" aside={`${count(files.length)}, ${bytes(size)}`}>
      <Rows>
        {files.slice(0, MOST_FILES).map(({ name, size, isThere }) => (
          <Row
            key={name}
            icon={<FileIcon entry={{ kind: 'file', name }} />}
            title={
              isThere ? (
                <button
                  type="button"
                  className={css.file}
                  aria-current={name === shown || undefined}
                  onClick={() => onShow(name)}
                >
                  <span dir="auto">{name}</span>
                </button>
              ) : (
                <span className="mono muted">{name}</span>
              )
            }
            act={
              isThere ? (
                <a
                  href={addressOf(place, { of, name })}
                  download
                  aria-label={`Download ${name}`}
                  title="Download"
                >
                  <IconDownload aria-hidden="true" className={css.icon} />
                </a>
              ) : (
                <span className="caption">removed</span>
              )
            }
          >
            <span className="caption">{bytes(size)}</span>
          </Row>
        ))}
      </Rows>
      {files.length > MOST_FILES && (
        <p className={css.foot}>{counted(files.length - MOST_FILES, 'file')} more are in the zip.</p>
      )}
    </Card>
  )
}

/** What was looked at by itself, and how that came out. */
export function Checks({ of: experiment }: { of: ExperimentDetail }) {
  const { status, message, outputs } = experiment
  const exit = exitOf(experiment)
  const labels = outputs.filter(({ label }) => label !== null).length
  return (
    <Card title="Checks">
      <ul className="stack-small small">
        {exit && (
          <Check look={experiment.exitCode === 0 ? 'done' : status === 'completed' ? 'attention' : 'failed'}>
            {exit}
          </Check>
        )}
        {status === 'completed' && labels > 0 && (
          <Check look="done">All results that the app promises are here</Check>
        )}
        <Check look="done">
          {counted(outputs.length, 'result')} with a checksum, checked at each download
        </Check>
        {status === 'completed' && message !== '' && <Check look="attention">{message}</Check>}
      </ul>
    </Card>
  )
}

function Check({ look, children }: { look: 'done' | 'attention' | 'failed'; children: React.ReactNode }) {
  return (
    <li className={css.check}>
      <StateIcon look={look} />
      <span>{children}</span>
    </li>
  )
}
