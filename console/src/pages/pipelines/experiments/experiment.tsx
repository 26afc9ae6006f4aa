import { IconFlask } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { Empty } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { type Place, placeOf } from './data.ts'
import { ExperimentPage } from './experiment-page.tsx'
import { Failure } from './failure.tsx'
import { Checks, Figures, FileList } from './side.tsx'
import { mainOf, ResultViewer } from './viewer.tsx'
import { type ExperimentDetail, isOpen, rerunPath } from './words.ts'

export default function ExperimentResults() {
  return (
    <ExperimentPage>
      {(experiment) => <Results key={experiment.id} of={experiment} place={placeOf(experiment.id)} />}
    </ExperimentPage>
  )
}

/** Results of an experiment, the likeliest first, with figures, files and checks beside. */
export function Results({ of: experiment, place }: { of: ExperimentDetail; place: Place }) {
  const [{ file }, change] = useQueryState()
  const { outputs, status, outputsRemovedAt } = experiment
  const there = useMemo(() => outputs.filter(({ isThere }) => isThere), [outputs])
  const shown = there.find(({ name }) => name === file) ?? mainOf(there)
  const table = there.find(({ view }) => view === 'table')
  return (
    <WithSide
      side={
        there.length > 0 && (
          <>
            {table && table !== shown && (
              <Figures of={table} place={place} onShow={() => change({ file: table.name })} />
            )}
            <FileList
              files={there}
              of="outputs"
              place={place}
              shown={shown?.name}
              onShow={(name) => change({ file: name })}
            />
            <Checks of={experiment} />
          </>
        )
      }
    >
      {status === 'failed' && <Failure of={experiment} place={place} />}
      {shown ? (
        <ResultViewer key={shown.name} of={shown} experiment={experiment} place={place} />
      ) : (
        <Card>
          <Nothing of={experiment} removedAt={outputsRemovedAt} />
        </Card>
      )}
    </WithSide>
  )
}

function Nothing({ of: experiment, removedAt }: { of: ExperimentDetail; removedAt: string | null }) {
  const icon = <IconFlask aria-hidden="true" />
  if (isOpen(experiment)) {
    return (
      <Empty icon={icon} title="No results yet">
        They are here as soon as it has ended.
      </Empty>
    )
  }
  if (removedAt !== null) {
    return (
      <Empty
        icon={icon}
        title="The results were removed"
        acts={experiment.standing === 'owner' && <Button to={rerunPath(experiment)}>Rerun</Button>}
      >
        They went <Time at={removedAt} />. Form, log and checksums are still here.
      </Empty>
    )
  }
  return (
    <Empty icon={icon} title="It left no results">
      {experiment.status === 'completed'
        ? 'It ended without an error, and wrote no file.'
        : 'It ended before it had written a file.'}
    </Empty>
  )
}
