import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { APPS } from '../section.ts'

type Overview = Answer<'/api/pipelines/retention'>
type App = Overview['apps'][number]

/** How long things stay, app by app. An app's own days are set on its page. */
export function Retention() {
  const retention = useData(
    ['pipelines', 'retention'],
    (signal) => client.read('/api/pipelines/retention', { signal }),
    { live: ['pipelines.policy', 'pipelines.experiment'] },
  )
  return (
    <Ready of={retention} what="How long things stay">
      {({ defaults: { inputDays, outputDays, warnDays }, apps }) => (
        <>
          <Card title="How long things stay">
            After the end of an experiment its inputs {spanOf(inputDays)}, its results {spanOf(outputDays)}.
            Owners are told {counted(warnDays, 'day')} before results go, and can mark what is to be kept. The
            settings of the server say so; an app can say otherwise.
          </Card>
          {apps.length > 0 && (
            <Card title="By app" flush>
              <DataTable
                label="How long things stay, by app"
                columns={columnsWith({ inputDays, outputDays })}
                rows={apps}
                rowKey={({ app }) => app}
                rowName={({ title }) => title || 'No app'}
              />
            </Card>
          )}
        </>
      )}
    </Ready>
  )
}

const spanOf = (days: number): string => (days === 0 ? 'stay for good' : `stay ${counted(days, 'day')}`)

const daysOf = (own: number | null, usual: number) =>
  own === null ? (
    <span className="muted">{usual === 0 ? 'for good' : counted(usual, 'day')}</span>
  ) : own === 0 ? (
    'for good'
  ) : (
    counted(own, 'day')
  )

const columnsWith = ({
  inputDays,
  outputDays,
}: {
  inputDays: number
  outputDays: number
}): readonly Column<App>[] => [
  {
    key: 'app',
    head: 'App',
    wide: true,
    cell: ({ app, title }) =>
      app === '' ? <span className="muted">none named</span> : <Link to={`${APPS}/${app}`}>{title}</Link>,
  },
  { key: 'inputs', head: 'Inputs', num: true, cell: (each) => daysOf(each.inputDays, inputDays) },
  { key: 'outputs', head: 'Results', num: true, cell: (each) => daysOf(each.outputDays, outputDays) },
  { key: 'held', head: 'Experiments', num: true, cell: ({ experiments }) => count(experiments.held) },
  { key: 'kept', head: 'Marked kept', num: true, cell: ({ experiments }) => count(experiments.kept) },
  { key: 'leaving', head: 'Go soon', num: true, cell: ({ experiments }) => count(experiments.leaving) },
]
