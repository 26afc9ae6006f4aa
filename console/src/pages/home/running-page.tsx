import { Ready } from '../../app/data.tsx'
import { useRunning } from '../../app/running.ts'
import { Button } from '../../ui/button.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty } from '../../ui/states.tsx'
import { RunningNow, runsSentence } from './running.tsx'

/** `/app/running`: what of mine runs or waits now, in all services; on the phone it is one touch away. */
export default function RunningPage() {
  const home = useRunning()
  const running = home.data?.data.running
  return (
    <>
      <PageHead title="Running" sentence={running && runsSentence(running)} />
      <Ready of={home} what="What runs now">
        {({ running }) =>
          running.length > 0 ? (
            <RunningNow of={running} />
          ) : (
            <Empty
              title="Nothing of yours runs now"
              acts={
                <Button look="tint" to="/app">
                  Back to Home
                </Button>
              }
            >
              Sessions, uploads that arrive, zips that are packed and backups stand here for as long as they
              take.
            </Empty>
          )
        }
      </Ready>
    </>
  )
}
