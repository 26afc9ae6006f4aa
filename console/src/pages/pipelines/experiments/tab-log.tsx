import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { LogBox } from '../../../ui/log-box.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { Failed, Hint, Skeleton } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { Course } from './course.tsx'
import { type Live, linesOf, MOST_LINES, type Place, placeOf } from './data.ts'
import { ExperimentPage } from './experiment-page.tsx'
import { type ExperimentDetail, exitOf, isOpen } from './words.ts'

const END_BYTES = 262_144

export default function ExperimentLog() {
  return (
    <ExperimentPage>
      {(experiment, live) => <Log of={experiment} live={live} place={placeOf(experiment.id)} />}
    </ExperimentPage>
  )
}

/** What it printed: as it comes while it runs, and its end afterwards. */
export function Log({ of: experiment, live, place }: { of: ExperimentDetail; live?: Live; place: Place }) {
  return (
    <WithSide side={<Course of={experiment} />}>
      {isOpen(experiment) && live ? (
        <Box lines={live.lines} isCut={live.isCut} place={place} isLive />
      ) : (
        <Kept of={experiment} place={place} />
      )}
    </WithSide>
  )
}

function Kept({ of: experiment, place }: { of: ExperimentDetail; place: Place }) {
  const log = useQuery({
    queryKey: ['experiment', place.base, 'log', experiment.endedAt],
    queryFn: ({ signal }) => place.logEnd(END_BYTES, signal),
  })
  const { data, error, refetch } = log
  if (error && !data) return <Failed error={error} what="The log" onRetry={() => void refetch()} />
  if (!data) return <Skeleton rows={6} />
  return <Box lines={linesOf(data.text)} isCut={data.cut} place={place} exit={exitOf(experiment)} />
}

function Box({
  lines,
  isCut,
  place,
  isLive,
  exit,
}: {
  lines: readonly string[]
  isCut: boolean
  place: Place
  isLive?: boolean
  exit?: string | undefined
}) {
  return (
    <Card
      title="Log"
      aside={
        <span className="line">
          {exit && <span>{exit}</span>}
          {lines.length > 0 && <span>{counted(lines.length, 'line')}</span>}
          <Button small icon={<IconDownload aria-hidden="true" />} download={`${place.base}/log/content`}>
            Download
          </Button>
        </span>
      }
    >
      {lines.length === 0 ? (
        <p className="small muted">It has printed nothing{isLive && ' yet'}.</p>
      ) : (
        <div className="stack-small">
          {(isCut || lines.length >= MOST_LINES) && (
            <Hint>
              The last {count(lines.length)} lines are shown. Download the log to see all that is kept.
            </Hint>
          )}
          <LogBox tall lines={lines} label="What the experiment printed" />
        </div>
      )}
    </Card>
  )
}
