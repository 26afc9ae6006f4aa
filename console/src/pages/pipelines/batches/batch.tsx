import type { Answer } from '@atelier/client'
import { IconDownload, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { FillBar } from '../../../ui/bars.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { useGo, useParam } from '../../../ui/link.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted, moment, Time, zone } from '../../../ui/time.tsx'
import { CancelButton } from '../experiments/acts.tsx'
import {
  batchPath,
  type Experiment,
  experimentPath,
  rerunPath,
  standingOf,
  standingOfBatch,
  took,
} from '../experiments/words.ts'
import { EXPERIMENTS, TRAIL, usePipelines } from '../section.ts'
import { Shares } from '../sharing/shares.tsx'

type Batch = Answer<'/api/pipelines/batches/{id}'>

export default function BatchPage() {
  usePipelines()
  const id = Number(useParam('id'))
  const batch = useData(
    ['batch', id],
    (signal) => client.read('/api/pipelines/batches/{id}', { path: { id }, signal }),
    { live: ['pipelines.experiment'] },
  )
  return (
    <Ready of={batch} thing={`batch ${id}`} back={{ label: 'All experiments', to: EXPERIMENTS }}>
      {(found) => <Shown of={found} />}
    </Ready>
  )
}

function Shown({ of: batch }: { of: Batch }) {
  const { look, word } = standingOfBatch(batch)
  const { submitted, claimed, running, completed, failed, cancelled } = batch.counts
  const over = completed + failed + cancelled
  return (
    <>
      <PageHead
        title={batch.name}
        trail={[...TRAIL, { label: 'Experiments', to: EXPERIMENTS }]}
        state={
          <State look={look} pill>
            {word}
          </State>
        }
        sentence={`${counted(batch.count, 'experiment')} with ${batch.app.title}, handed in ${moment(batch.createdAt)}.`}
        acts={batch.isMine && <Acts of={batch} />}
      />
      <WithSide
        side={
          <>
            <Card title="How it stands">
              <div className="stack-small">
                <FillBar
                  label={`${over} of ${batch.count} over`}
                  value={over}
                  of={Math.max(1, batch.count)}
                  look={failed > 0 ? 'attention' : 'done'}
                />
                <Facts
                  of={[
                    ['Waiting', count(submitted)],
                    ['At work', count(claimed + running)],
                    ['Finished', count(completed)],
                    ['Failed', count(failed)],
                    ['Cancelled', count(cancelled)],
                    ['Message at the end', batch.notify ? 'yes' : 'no'],
                  ]}
                />
              </div>
            </Card>
            {batch.isMine && <Shares of={{ kind: 'batch', id: batch.id, name: batch.name }} />}
          </>
        }
      >
        <Experiments of={batch} />
      </WithSide>
    </>
  )
}

function Acts({ of: { id, counts, name } }: { of: Batch }) {
  const go = useGo()
  const act = useAct()
  const [isAsking, setAsking] = useState(false)
  const path = { id }
  const open = counts.submitted + counts.claimed + counts.running
  const rerun = () =>
    act(
      async () => {
        const { ids, batch } = await client.post('/api/pipelines/batches/{id}/rerun-failed', { path })
        go(batch === null ? experimentPath({ id: ids[0] as number }) : batchPath({ id: batch }))
      },
      { done: `${counted(counts.failed, 'experiment')} handed in again` },
    )
  return (
    <>
      {open > 0 && <Button onClick={() => setAsking(true)}>Cancel all</Button>}
      {counts.failed > 0 && (
        <Button look="filled" icon={<IconRefresh aria-hidden="true" />} onClick={() => void rerun()}>
          {`Rerun ${counted(counts.failed, 'failed one', 'failed ones')}`}
        </Button>
      )}
      {counts.completed > 0 && (
        <Button
          look={counts.failed > 0 ? 'plain' : 'filled'}
          icon={<IconDownload aria-hidden="true" />}
          download={`/api/pipelines/batches/${id}/zip`}
        >
          Download all results
        </Button>
      )}
      <ConfirmDialog
        title={`Cancel ${counted(open, 'experiment')} of “${name}”?`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={`Cancel ${counted(open, 'experiment')}`}
        keep="Let them run"
        run={() => client.post('/api/pipelines/batches/{id}/cancel', { path })}
      >
        <p>What they have not finished is lost. What is over stays, and the inputs stay, too.</p>
      </ConfirmDialog>
    </>
  )
}

const columns: readonly Column<Experiment>[] = [
  { key: 'name', head: 'Name', wide: true, cell: ({ name }) => name },
  {
    key: 'state',
    head: 'State',
    cell: (experiment) => {
      const { look, word } = standingOf(experiment)
      return <State look={look}>{word}</State>
    },
  },
  { key: 'message', head: 'What it says', cell: ({ message }) => message || '–' },
  { key: 'took', head: 'Took', num: true, cell: (experiment) => took(experiment) ?? '–' },
  { key: 'at', head: 'When', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

function Experiments({ of: { id, isMine } }: { of: Batch }) {
  const list = useListState()
  const experiments = useData(
    ['experiments', 'batch', id, list.cursor],
    (signal) =>
      client.read('/api/pipelines/experiments', {
        query: { batch: id, before: list.cursor, of: isMine ? 'me' : 'shared' },
        signal,
      }),
    { live: ['pipelines.experiment'], keep: true },
  )
  return (
    <Ready of={experiments} what="The list of experiments">
      {({ items, next, total }) => (
        <div>
          <DataTable
            label="Experiments of the batch"
            columns={columns}
            rows={items}
            rowKey={(each) => each.id}
            rowName={({ name }) => name}
            rowTo={experimentPath}
            act={(each) =>
              each.status === 'failed' ? (
                <Button small to={rerunPath(each)}>
                  Rerun changed
                </Button>
              ) : (
                <CancelButton of={each} small />
              )
            }
            state={list}
            isByTime
            isOld={experiments.isPlaceholderData}
          />
          <Pager
            state={list}
            next={next}
            rows={items.length}
            total={total.count}
            note={`Times in ${zone()}.`}
          />
        </div>
      )}
    </Ready>
  )
}
