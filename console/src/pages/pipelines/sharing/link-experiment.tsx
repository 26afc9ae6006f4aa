import type { Answer } from '@atelier/client'
import { IconDownload } from '@tabler/icons-react'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Link, useParam } from '../../../ui/link.tsx'
import { State } from '../../../ui/state.tsx'
import { bytes, moment } from '../../../ui/time.tsx'
import { Results } from '../experiments/experiment.tsx'
import { type ExperimentDetail, standingOf, took } from '../experiments/words.ts'
import { placeBehind, useLink, useLinked } from './link-data.ts'
import { LinkFrame } from './link-frame.tsx'

type Shown = Answer<'/api/pipelines/links/{link}'>

/** One experiment of a batch that a link shows. */
export default function LinkedPage() {
  const { link, shown } = useLink()
  const id = Number(useParam('id'))
  return (
    <Ready of={shown} thing="this link">
      {(found) => <Linked link={link} id={id} shown={found} />}
    </Ready>
  )
}

/** Its results, as its owner sees them. */
export function Linked({ link, id, shown }: { link: number; id: number; shown: Shown }) {
  const experiment = useLinked(link, id)
  return (
    <Ready of={experiment} thing="this link">
      {(found) => {
        const { look, word } = standingOf(found)
        return (
          <LinkFrame
            title={found.name}
            state={
              <State look={look} pill>
                {word}
              </State>
            }
            sentence={<Sentence of={found} shown={shown} link={link} />}
            acts={<Downloads of={found} base={placeBehind(link, id).base} />}
          >
            <Results of={found} place={placeBehind(link, id)} />
          </LinkFrame>
        )
      }}
    </Ready>
  )
}

function Sentence({ of, shown, link }: { of: ExperimentDetail; shown: Shown; link: number }) {
  const { from, endsAt, kind, name } = shown
  const lasted = took(of)
  return (
    <>
      {kind === 'batch' && (
        <>
          <Link to={`/app/shared/${link}`}>{name || 'All of the batch'}</Link>
          {' · '}
        </>
      )}
      {of.app.title} · {moment(of.createdAt)}
      {lasted && `, took ${lasted}`} · shown by {from || 'somebody'}
      {endsAt !== null && ` until ${moment(endsAt)}`}
    </>
  )
}

function Downloads({ of: { outputs, inputs }, base }: { of: ExperimentDetail; base: string }) {
  const size = (files: readonly { size: number; isThere: boolean }[]) =>
    files.filter(({ isThere }) => isThere).reduce((sum, file) => sum + file.size, 0)
  return (
    <>
      <Button download={`${base}/log/content`}>Log</Button>
      {inputs.some(({ isThere }) => isThere) && (
        <Button download={`${base}/zip?of=inputs`}>{`Inputs, ${bytes(size(inputs))}`}</Button>
      )}
      {outputs.some(({ isThere }) => isThere) && (
        <Button look="filled" icon={<IconDownload aria-hidden="true" />} download={`${base}/zip`}>
          {`Download all, ${bytes(size(outputs))}`}
        </Button>
      )}
    </>
  )
}
