import type { Answer } from '@atelier/client'
import { Ready } from '../../../app/data.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { counted, moment } from '../../../ui/time.tsx'
import { standingOf } from '../experiments/words.ts'
import { useLink } from './link-data.ts'
import { Linked } from './link-experiment.tsx'
import { LinkFrame } from './link-frame.tsx'

type Shown = Answer<'/api/pipelines/links/{link}'>

/** What a link shows: one experiment, or those of a batch. */
export default function LinkPage() {
  const { link, shown } = useLink()
  return (
    <Ready of={shown} thing="this link">
      {(found) => {
        const [only] = found.experiments
        if (found.kind === 'experiment' && only) return <Linked link={link} id={only.id} shown={found} />
        return (
          <LinkFrame title={found.name || 'Shared results'} sentence={givenBy(found)}>
            <Batch link={link} of={found} />
          </LinkFrame>
        )
      }}
    </Ready>
  )
}

/** Ada Karlsson shows you the results of 24 experiments, until 12 Dec. */
export function givenBy({ from, experiments, endsAt }: Shown): string {
  const what =
    experiments.length === 1 ? 'these results' : `the results of ${counted(experiments.length, 'experiment')}`
  return `${from || 'Somebody'} shows you ${what}${endsAt === null ? '' : `, until ${moment(endsAt)}`}.`
}

function Batch({ link, of: { experiments } }: { link: number; of: Shown }) {
  if (experiments.length === 0) return <Empty title="There is nothing in it any more." />
  return (
    <Card flush>
      <Rows>
        {experiments.map(({ id, name, app, status }) => {
          const { look, word } = standingOf({ status, runner: 'own', isEnding: false })
          return (
            <Row
              key={id}
              title={
                <Link to={`/app/shared/${link}/${id}`}>
                  <bdi>{name}</bdi>
                </Link>
              }
              note={app}
            >
              <State look={look}>{word}</State>
            </Row>
          )
        })}
      </Rows>
    </Card>
  )
}
