import { IconDownload, IconRefresh, IconTerminal2 } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Ready } from '../../../app/data.tsx'
import { mayUse } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Link } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { bytes, moment } from '../../../ui/time.tsx'
import { EXPERIMENTS, TRAIL, usePipelines } from '../section.ts'
import { CancelButton, RemoveDialog, useMoreActs } from './acts.tsx'
import { type Live, useExperiment, useLiveExperiment } from './data.ts'
import { LiveCard } from './live-card.tsx'
import { AskReason } from './reason.tsx'
import {
  batchPath,
  type ExperimentDetail,
  experimentPath,
  isOpen,
  keptUntil,
  rerunPath,
  standingOf,
  took,
} from './words.ts'
import { WorkspaceDialog } from './workspace-dialog.tsx'

const BACK = { label: 'To my experiments', to: EXPERIMENTS }

/** What all pages of an experiment share: its head, what it does now, and its tabs. */
export function ExperimentPage({
  children,
}: {
  children: (experiment: ExperimentDetail, live: Live) => ReactNode
}) {
  usePipelines()
  const { id, experiment } = useExperiment()
  return (
    <Ready of={experiment} thing={`experiment ${id}`} back={BACK}>
      {(found) => <Shown of={found}>{children}</Shown>}
    </Ready>
  )
}

function Shown({
  of: experiment,
  children,
}: {
  of: ExperimentDetail
  children: (experiment: ExperimentDetail, live: Live) => ReactNode
}) {
  const live = useLiveExperiment(experiment)
  const { standing, person, name } = experiment
  const owner = person?.name ?? 'somebody who is gone'
  return (
    <>
      <Head of={experiment} />
      <div className="stack">
        {standing === 'shared' && <Hint look="done">{owner} shares it with you.</Hint>}
        {standing === 'visitor' && (
          <Hint>You look at {owner}’s experiment. What you open is in their journal.</Hint>
        )}
        {isOpen(experiment) && <LiveCard of={experiment} live={live} />}
        {standing === 'operator' ? (
          <AskReason id={experiment.id} owner={owner} />
        ) : (
          <>
            <Tabs label={`Parts of ${name}`} of={tabsOf(experiment)} />
            <div>{children(experiment, live)}</div>
          </>
        )}
      </div>
    </>
  )
}

function tabsOf({ id, inputs, standing, seesForm }: ExperimentDetail) {
  const url = experimentPath({ id })
  return [
    { label: 'Results', to: url },
    ...(seesForm ? [{ label: 'Inputs', to: `${url}/inputs`, count: inputs.length }] : []),
    { label: 'Log', to: `${url}/log` },
    ...(seesForm ? [{ label: 'Provenance', to: `${url}/provenance` }] : []),
    ...(standing === 'owner' ? [{ label: 'Shares', to: `${url}/shares` }] : []),
  ]
}

function Head({ of: experiment }: { of: ExperimentDetail }) {
  const [removed, setRemoved] = useState<'inputs' | 'outputs'>()
  const more = useMoreActs(experiment, setRemoved)
  const { id, name, person, standing } = experiment
  const { look, word } = standingOf(experiment)
  return (
    <>
      <PageHead
        title={name}
        place={`#${id} ${name}`}
        trail={[...TRAIL, { label: 'Experiments', to: EXPERIMENTS }]}
        state={
          <State look={look} pill>
            {word}
          </State>
        }
        sentence={
          <>
            {standing !== 'owner' && `${person?.name ?? 'Somebody who is gone'} · `}
            <Sentence of={experiment} />
          </>
        }
        acts={
          <>
            <Acts of={experiment} />
            <Menu framed label={`More acts on ${name}`} items={more} />
          </>
        }
      />
      <RemoveDialog of={experiment} side={removed} onClose={() => setRemoved(undefined)} />
    </>
  )
}

/** #2041 in batch “wave 2” · today 13:34, took 5 min 52 s on node11 · kept until 24 Dec */
function Sentence({ of: experiment }: { of: ExperimentDetail }) {
  const { id, batch, createdAt, endedAt, host, standing, app } = experiment
  const lasted = endedAt === null ? undefined : took(experiment)
  const parts = [
    `${app.title}${app.version === null ? '' : ` ${app.version}`}`,
    [moment(createdAt), lasted && `took ${lasted} on ${host.name}`].filter(Boolean).join(', '),
    endedAt !== null && keptUntil(experiment),
  ].filter(Boolean)
  return (
    <>
      #{id}
      {batch && (
        <>
          {' in batch '}
          {standing === 'owner' ? <Link to={batchPath(batch)}>“{batch.name}”</Link> : `“${batch.name}”`}
        </>
      )}
      {` · ${parts.join(' · ')}`}
    </>
  )
}

/** The one most likely act is filled: all results, or the form of what failed. */
function Acts({ of: experiment }: { of: ExperimentDetail }) {
  const { session } = usePipelines()
  const [isCopying, setCopying] = useState(false)
  const { id, status, outputs, standing, person } = experiment
  const isMine = standing === 'owner'
  if (isOpen(experiment)) return isMine || standing !== 'shared' ? <CancelButton of={experiment} /> : null
  const there = outputs.filter(({ isThere }) => isThere)
  const size = there.reduce((sum, each) => sum + each.size, 0)
  const hasFailed = status !== 'completed'
  return (
    <>
      {isMine && experiment.app.key !== '' && (
        <Button
          look={hasFailed ? 'filled' : 'plain'}
          icon={<IconRefresh aria-hidden="true" />}
          to={rerunPath(experiment)}
        >
          {hasFailed ? 'Rerun changed' : 'Rerun'}
        </Button>
      )}
      {there.length > 0 && mayUse(session, 'compute') && person !== null && (
        <Button icon={<IconTerminal2 aria-hidden="true" />} onClick={() => setCopying(true)}>
          Open in a workspace
        </Button>
      )}
      {there.length > 0 && (
        <Button
          look={hasFailed ? 'plain' : 'filled'}
          icon={<IconDownload aria-hidden="true" />}
          download={`/api/pipelines/experiments/${id}/zip`}
        >
          {`Download all, ${bytes(size)}`}
        </Button>
      )}
      {isCopying && <WorkspaceDialog of={experiment} onClose={() => setCopying(false)} />}
    </>
  )
}
