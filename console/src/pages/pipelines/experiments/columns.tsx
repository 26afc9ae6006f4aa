import { State } from '../../../ui/state.tsx'
import type { Column } from '../../../ui/table.tsx'
import { counted, Time } from '../../../ui/time.tsx'
import { isBatch, type Line } from './lines.ts'
import { standingOf, standingOfBatch, took } from './words.ts'

/** Whose experiments a list shows. */
export type Of = 'me' | 'shared' | 'everybody'

/** What stands in a line of the list. */
export function columnsOf(of: Of): Column<Line>[] {
  const columns: (Column<Line> | false)[] = [
    {
      key: 'name',
      head: 'Name',
      wide: true,
      cell: (line) =>
        isBatch(line) ? (
          <>
            {line.batch.name} <span className="muted">{counted(line.batch.count, 'experiment')}</span>
          </>
        ) : line.isInside ? (
          `↳ ${line.experiment.name}`
        ) : (
          line.experiment.name
        ),
    },
    {
      key: 'state',
      head: 'State',
      cell: (line) => {
        const { look, word } = isBatch(line) ? standingOfBatch(line.batch) : standingOf(line.experiment)
        return <State look={look}>{word}</State>
      },
    },
    { key: 'app', head: 'App', cell: ({ experiment }) => experiment.app.title, optional: true },
    of !== 'me' && {
      key: 'person',
      head: 'Person',
      cell: ({ experiment }) => experiment.person?.name ?? '–',
      short: true,
    },
    {
      key: 'took',
      head: 'Took',
      cell: (line) => (isBatch(line) ? '–' : (took(line.experiment) ?? '–')),
      num: true,
      optional: true,
    },
    { key: 'at', head: 'When', cell: ({ experiment }) => <Time at={experiment.createdAt} />, num: true },
  ]
  return columns.filter((each) => each !== false)
}
