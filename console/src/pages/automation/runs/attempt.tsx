import '@mantine/core/styles/SegmentedControl.css'
import { NativeSelect, SegmentedControl } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { SearchField } from '../../../ui/filters.tsx'
import { Failed, Hint, NoneMatch, Skeleton } from '../../../ui/states.tsx'
import { count, moment } from '../../../ui/time.tsx'
import { type Chosen, partKey } from './chosen.ts'
import { type Live, useHosts, useOutput } from './data.ts'
import { HostGrid } from './host-grid.tsx'
import { HostPanel } from './host-panel.tsx'
import { type Counts, countsOf } from './host-state.ts'
import { HostTable } from './host-table.tsx'
import { OutputBox } from './output-box.tsx'
import css from './run.module.css'
import { Said } from './said.tsx'
import { Tallies } from './tallies.tsx'
import { type Attempt, courseInWords, type HostItem, isOpen, type RunDetail } from './words.ts'

interface AttemptProps {
  run: RunDetail
  live: Live
  mayRun: boolean
  chosen: Chosen
}

/** One time that the run was begun, the newest unless another is asked for: its hosts, and the chosen one of them. */
export function AttemptView(props: AttemptProps) {
  const { run, live, chosen } = props
  const number = chosen.attempt ?? Math.max(live.attempt, run.attempts)
  const isLive = number === live.attempt && live.hosts !== undefined
  const isGoing = isLive && isOpen(live.run)
  const attempt = useQuery({
    queryKey: ['automation', 'run', run.id, 'attempt', number, live.run.status, live.run.isEnding],
    enabled: number > 0,
    queryFn: ({ signal }) =>
      client.get('/api/automation/runs/{id}/attempts/{number}', { path: { id: run.id, number }, signal }),
    placeholderData: (before) => (before?.number === number ? before : undefined),
  })
  const loaded = useHosts(run.id, number, !isLive && (number !== live.attempt || !isOpen(live.run)))
  const hosts = isLive ? live.hosts : loaded.data
  if (attempt.error || loaded.error)
    return (
      <Failed
        error={attempt.error ?? loaded.error}
        what="This attempt"
        onRetry={() => void Promise.all([attempt.refetch(), loaded.refetch()])}
      />
    )
  if (!hosts || !attempt.data) return <Skeleton rows={8} />
  return <Shown {...props} attempt={attempt.data} hosts={hosts} isGoing={isGoing} />
}

interface ShownProps extends AttemptProps {
  attempt: Attempt
  hosts: readonly HostItem[]
  isGoing: boolean
}

function Shown(props: ShownProps) {
  const { run, live, attempt, hosts, isGoing, chosen } = props
  const counts = useMemo(() => countsOf(hosts), [hosts])
  return (
    <>
      {run.attempts > 1 && <Attempts of={run} chosen={chosen} />}
      {attempt.exception !== null && attempt.exception !== run.exception && (
        <Hint look="failed">{attempt.exception}</Hint>
      )}
      {hosts.length > 0 && (
        <Tallies counts={counts} aside={<Course counts={counts} of={attempt} isGoing={isGoing} />} />
      )}
      <Said counts={counts} isGoing={isGoing} />
      {isGoing && !live.isHeard && (
        <Hint>The server is not heard right now. What is shown may be older; the run goes on.</Hint>
      )}
      {hosts.length > 0 && <Hosts {...props} />}
      <About of={attempt} run={run.id} live={live} isGoing={isGoing} />
    </>
  )
}

/** How far it is, which goes on while nothing is heard. */
function Course({ counts, of: attempt, isGoing }: { counts: Counts; of: Attempt; isGoing: boolean }) {
  const [, tick] = useState(0)
  useEffect(() => {
    if (!isGoing) return
    const timer = setInterval(() => tick((ticks) => ticks + 1), 1_000)
    return () => clearInterval(timer)
  }, [isGoing])
  return courseInWords(counts, attempt)
}

/** It was begun several times: nothing of that is overwritten. */
function Attempts({ of: { id, attempts }, chosen }: { of: RunDetail; chosen: Chosen }) {
  const list = useQuery({
    queryKey: ['automation', 'run', id, 'attempts', attempts],
    queryFn: ({ signal }) => client.get('/api/automation/runs/{id}/attempts', { path: { id }, signal }),
  })
  return (
    <NativeSelect
      label="Begun several times; shown is"
      value={String(chosen.attempt ?? attempts)}
      data={(list.data?.items ?? []).map(({ number, startedAt, status }) => ({
        value: String(number),
        label: `${number}: ${moment(startedAt)}, ${status}`,
      }))}
      onChange={({ currentTarget: { value } }) =>
        chosen.set({ attempt: Number(value) === attempts ? undefined : value })
      }
    />
  )
}

const SHOWN: Readonly<Record<Chosen['show'], (host: HostItem) => boolean>> = {
  all: () => true,
  failed: ({ state }) => state === 'failed' || state === 'timed-out',
  unreachable: ({ state }) => state === 'unreachable',
  changed: ({ changed }) => changed,
  stopped: ({ state }) => state === 'aborted',
}
const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'failed', label: 'Failed' },
  { value: 'unreachable', label: 'Unreachable' },
  { value: 'changed', label: 'Changed' },
  { value: 'stopped', label: 'Stopped' },
] as const

function Hosts({ run, live, attempt, hosts, isGoing, mayRun, chosen }: ShownProps) {
  const [search, setSearch] = useState('')
  const words = search.toLowerCase()
  const shown = hosts.filter(
    (host) => SHOWN[chosen.show](host) && (words === '' || host.name.toLowerCase().includes(words)),
  )
  const host = hosts.find(({ name }) => name === chosen.host)
  const choose = (name: string) => chosen.set({ host: name })
  const step = (by: 1 | -1) => {
    const at = shown.findIndex(({ name }) => name === chosen.host)
    const next = shown[(at + by + shown.length) % shown.length]
    if (next) choose(next.name)
  }
  const view = chosen.view ?? 'grid'
  const filters = FILTERS.filter(
    ({ value }) => value !== 'stopped' || chosen.show === value || hosts.some(SHOWN.stopped),
  )
  return (
    <div className={css.split} data-alone={host === undefined || undefined}>
      <Card>
        <div className={css.toolbar}>
          {filters.map(({ value, label }) => (
            <button
              key={value}
              type="button"
              className={css.filter}
              aria-pressed={chosen.show === value}
              onClick={() => chosen.set({ show: value === 'all' ? undefined : value })}
            >
              {value === 'changed' && run.isDryRun ? 'Would change' : label}{' '}
              {count(hosts.filter(SHOWN[value]).length)}
            </button>
          ))}
          <div className={css.toolbarEnd}>
            <div className={css.find}>
              <SearchField label="Find a host" value={search} onChange={setSearch} />
            </div>
            <SegmentedControl
              aria-label="How hosts are shown"
              data={[
                { value: 'grid', label: 'Grid' },
                { value: 'table', label: 'Table' },
              ]}
              value={view}
              onChange={(value) => chosen.set({ view: value === 'grid' ? undefined : value })}
            />
          </div>
        </div>
        {shown.length === 0 ? (
          <NoneMatch
            title={noneOf(chosen.show, words)}
            onClear={() => {
              setSearch('')
              chosen.set({ show: undefined })
            }}
          />
        ) : view === 'grid' ? (
          <HostGrid
            hosts={shown}
            chosen={chosen.host}
            onChoose={choose}
            onOpen={(name) => chosen.set({ host: name, part: undefined })}
          />
        ) : (
          <HostTable hosts={shown} chosen={chosen.host} onChoose={choose} />
        )}
      </Card>
      {host ? (
        <HostPanel
          key={host.name}
          run={run.id}
          attempt={attempt.number}
          host={host}
          hosts={hosts}
          live={attempt.number === live.attempt ? live.output : undefined}
          isLive={isGoing}
          mayRun={mayRun && !isGoing}
          part={chosen.part}
          onPart={(part) => chosen.set({ part: partKey(part) })}
          onStep={step}
        />
      ) : (
        <Card title="Output">
          <p className="small muted">Choose a host to see what it printed and gave.</p>
        </Card>
      )}
    </div>
  )
}

const noneOf = (show: Chosen['show'], words: string): string =>
  words !== '' ? 'No host matches' : show === 'changed' ? 'No host was changed' : `No host is ${show}`

/** What the attempt was begun with, and what the run itself printed. */
function About({
  of: attempt,
  run,
  live,
  isGoing,
}: {
  of: Attempt
  run: number
  live: Live
  isGoing: boolean
}) {
  const kept = useOutput(run, attempt.number, undefined, !isGoing)
  const heard = attempt.number === live.attempt ? live.log : undefined
  const log = isGoing ? heard : (kept.data ?? heard)
  const { template, workers, hostSeconds, runMinutes, engine, variables } = attempt
  return (
    <Card
      title="This run"
      aside={
        <Button
          small
          icon={<IconDownload aria-hidden="true" />}
          download={`/api/automation/runs/${run}/attempts/${attempt.number}/download`}
        >
          Download all
        </Button>
      }
    >
      <div className="stack-small">
        <p className="small">
          {[
            template.file && `${template.file} at revision ${template.revision || 'unknown'}`,
            workers > 0 &&
              `${count(workers)} at a time, ${hostSeconds} s for each host, ${runMinutes} min in all`,
            engine,
            attempt.by && `started by ${attempt.by.name}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {template.note !== '' && <Hint look="waiting">{template.note}</Hint>}
        {variables !== null && Object.keys(variables).length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
          <pre className={css.entry} tabIndex={0}>
            {JSON.stringify(variables, null, 2)}
          </pre>
        )}
        {attempt.outputRemovedAt !== null && (
          <Hint look="waiting">
            Output and results were removed by age, {moment(attempt.outputRemovedAt)}.
          </Hint>
        )}
        {log && log.lines.length > 0 && <OutputBox of={log} label="What the run itself printed" />}
      </div>
    </Card>
  )
}
