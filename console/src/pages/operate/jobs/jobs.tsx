import type { Answer } from '@atelier/client'
import { IconRefresh, IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Tag } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { FilterBar, FilterChip } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { type Look, State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { counted, Time, zone } from '../../../ui/time.tsx'
import { useEvery } from '../every.ts'
import { kindName } from './kinds.ts'
import { Schedules } from './schedules.tsx'

type Listed = Answer<'/api/jobs'>
type Job = Listed['items'][number]

const LOOKS: Readonly<Record<Job['state'], [Look, string]>> = {
  waiting: ['waiting', 'Waiting'],
  running: ['running', 'Running'],
  failed: ['failed', 'Failed'],
}
/** The queue changes many times a second and keeps no record of it, so it is asked and does not tell. */
const EVERY_MS = 2_000

const columns: readonly Column<Job>[] = [
  { key: 'name', head: 'Job', cell: ({ name }) => name },
  { key: 'kind', head: 'Part', cell: ({ kind }) => <Tag>{kindName(kind)}</Tag> },
  {
    key: 'state',
    head: 'State',
    cell: ({ state }) => <State look={LOOKS[state][0]}>{LOOKS[state][1]}</State>,
  },
  {
    key: 'tries',
    head: 'Tries',
    num: true,
    cell: ({ attempts, maxAttempts }) => `${attempts} of ${maxAttempts}`,
  },
  {
    key: 'next',
    head: 'Next time',
    num: true,
    cell: ({ state, runAt }) => (state === 'waiting' ? <Time at={runAt} /> : '–'),
  },
  { key: 'key', head: 'Key', mono: true, optional: true, cell: ({ key }) => key ?? '–' },
  {
    key: 'error',
    head: 'Last error',
    cell: ({ lastError }) => <span dir="auto">{lastError ?? '–'}</span>,
    wide: true,
  },
]

export default function Jobs() {
  const list = useListState({ filters: ['state', 'kind'] })
  const act = useAct()
  const [cancelled, setCancelled] = useState<Job | null>(null)
  const { state, kind } = list.filters
  const key = ['jobs', 'list', state, kind, list.cursor]
  const jobs = useData(
    key,
    (signal) =>
      client.read('/api/jobs', {
        query: {
          ...(state && { state: state as Job['state'] }),
          ...(kind && { kind }),
          ...(list.cursor !== undefined && { before: String(list.cursor) }),
        },
        signal,
      }),
    { live: ['job'], keep: true },
  )
  useEvery(EVERY_MS, () => queries.invalidateQueries({ queryKey: ['jobs', 'list'] }))
  const refreshed = () => queries.invalidateQueries({ queryKey: ['jobs'] })
  const counts = jobs.data?.data.counts
  const failed = counts?.failed ?? 0
  return (
    <>
      <PageHead
        title="Jobs"
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }]}
        state={
          counts && (
            <State pill look={failed > 0 ? 'attention' : 'done'}>
              {failed > 0 ? `${failed} failed` : 'None failed'}
            </State>
          )
        }
        sentence={
          counts
            ? `${counted(counts.running, 'job runs', 'jobs run')}, ${counts.waiting} wait. What has ended well is gone from here.`
            : 'Work in the background.'
        }
        acts={
          failed > 0 && (
            <Button
              look="filled"
              icon={<IconRefresh aria-hidden="true" />}
              onClick={() =>
                void act(() => client.post('/api/jobs/retry-failed', { body: {} }), {
                  done: `${counted(failed, 'failed job')} run again`,
                }).then(refreshed)
              }
            >
              Run all failed again
            </Button>
          )
        }
      />
      <div className="stack">
        <FilterBar>
          <FilterChip
            label="State"
            value={state}
            options={(['failed', 'running', 'waiting'] as const).map((value) => ({
              value,
              label: LOOKS[value][1],
              count: counts?.[value],
            }))}
            onChange={(value) => list.setFilter('state', value)}
          />
          <FilterChip
            label="Part"
            value={kind}
            options={kindsOf(jobs.data?.data.items ?? [], kind)}
            onChange={(value) => list.setFilter('kind', value)}
          />
        </FilterBar>
        <Ready of={jobs} what="The list of jobs">
          {({ items, next }) =>
            items.length === 0 ? (
              <NoJobs isFiltered={list.active > 0} onClear={list.clear} />
            ) : (
              <div>
                <DataTable
                  label="Jobs"
                  columns={columns}
                  rows={items}
                  rowKey={({ id }) => id}
                  rowName={({ name, id }) => `${name} ${id}`}
                  state={list}
                  isByTime
                  isOld={jobs.isPlaceholderData}
                  act={(job) =>
                    job.state !== 'running' && (
                      <Button
                        small
                        onClick={() =>
                          void act(() => client.post('/api/jobs/{id}/retry', { path: { id: job.id } }), {
                            done: `${job.name} runs now`,
                          }).then(refreshed)
                        }
                      >
                        {job.state === 'failed' ? 'Run again' : 'Run now'}
                      </Button>
                    )
                  }
                  menu={(job) => [
                    {
                      label: job.state === 'running' ? 'Cancel it' : 'Remove it',
                      danger: true,
                      run: () => setCancelled(job),
                    },
                  ]}
                />
                <Pager
                  state={list}
                  next={next === null ? null : Number(next)}
                  rows={items.length}
                  total={state || kind ? undefined : totalOf(counts)}
                  note={`Times in ${zone()}.`}
                />
              </div>
            )
          }
        </Ready>
        <Schedules />
      </div>
      <ConfirmDialog
        title={`${cancelled?.state === 'running' ? 'Cancel' : 'Remove'} ${cancelled?.name ?? ''}?`}
        isOpen={cancelled !== null}
        onClose={() => setCancelled(null)}
        act={cancelled?.state === 'running' ? 'Cancel the job' : 'Remove the job'}
        keep="Let it be"
        run={async () => {
          await client.post('/api/jobs/{id}/cancel', { path: { id: cancelled?.id ?? '' } })
          await refreshed()
        }}
      >
        {cancelled?.state === 'running'
          ? cancelled.cancellable
            ? 'It is told to end, and does not run again. What it has done so far stays.'
            : 'It runs on another node, which alone can end it. Stop that node, or wait for its end.'
          : 'It will not run. What it was to do stays undone.'}
      </ConfirmDialog>
    </>
  )
}

function NoJobs({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return isFiltered ? (
    <NoneMatch title="No job matches" onClear={onClear} />
  ) : (
    <Card>
      <Empty icon={<IconStack2 aria-hidden="true" />} title="No jobs wait">
        Jobs are work in the background: mails, exports, files. Those that wait, run or failed stand here.
      </Empty>
    </Card>
  )
}

const totalOf = (counts: Listed['counts'] | undefined): number | undefined =>
  counts && counts.failed + counts.running + counts.waiting

function kindsOf(items: readonly Job[], chosen: string) {
  const kinds = new Set([...items.map(({ kind }) => kind), ...(chosen ? [chosen] : [])])
  return [...kinds].sort().map((value) => ({ value, label: kindName(value) }))
}
