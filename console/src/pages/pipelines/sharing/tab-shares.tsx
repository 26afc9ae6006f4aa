import { ExperimentPage } from '../experiments/experiment-page.tsx'
import { Shares } from './shares.tsx'

/** Who else sees an experiment of mine. */
export default function ExperimentShares() {
  return <ExperimentPage>{({ id, name }) => <Shares of={{ kind: 'experiment', id, name }} />}</ExperimentPage>
}
