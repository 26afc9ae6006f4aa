import { IconChevronDown, IconChevronUp, IconCopy, IconRefresh } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card, Tag } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link } from '../../../ui/link.tsx'
import { State } from '../../../ui/state.tsx'
import { Failed, Hint, Skeleton } from '../../../ui/states.tsx'
import { moment } from '../../../ui/time.tsx'
import { useRepeat } from './acts.tsx'
import { Compare } from './compare.tsx'
import { useHostDetail, useOutput } from './data.ts'
import { isOver, lookOf, wordOf } from './host-state.ts'
import type { Printed } from './output.ts'
import { OutputBox } from './output-box.tsx'
import css from './run.module.css'
import { type HostDetail, type HostItem, lasted, runPath } from './words.ts'

const PARTS = ['Output', 'Result', 'Compare', 'Earlier runs'] as const
export type Part = (typeof PARTS)[number]

interface PanelProps {
  run: number
  attempt: number
  host: HostItem
  hosts: readonly HostItem[]
  /** Output from the stream, while the run goes on (`isLive`), and at its end. */
  live: Printed | undefined
  isLive: boolean
  mayRun: boolean
  part: Part
  onPart(part: Part): void
  onStep(by: 1 | -1): void
}

/** The chosen host of a run: how it stands and why, what it printed, what it gave, and how it went earlier. */
export function HostPanel(props: PanelProps) {
  const { run, attempt, host, onStep } = props
  const detail = useHostDetail(run, attempt, host)
  return (
    <Card
      title={
        <span className={css.panelHead}>
          <span className={css.panelName} dir="auto">
            {host.name}
          </span>
          <State look={lookOf(host.state)} pill>
            {wordOf(host.state)}
          </State>
        </span>
      }
      aside={
        <>
          <Button
            small
            look="quiet"
            aria-label="Previous host"
            icon={<IconChevronUp aria-hidden="true" />}
            onClick={() => onStep(-1)}
          />
          <Button
            small
            look="quiet"
            aria-label="Next host"
            icon={<IconChevronDown aria-hidden="true" />}
            onClick={() => onStep(1)}
          />
        </>
      }
    >
      {detail.data ? (
        <Shown {...props} detail={detail.data} />
      ) : detail.error ? (
        <Failed error={detail.error} what="The host" onRetry={() => void detail.refetch()} />
      ) : (
        <Skeleton rows={5} />
      )}
    </Card>
  )
}

function Shown(props: PanelProps & { detail: HostDetail }) {
  const { run, host, detail, mayRun, part, onPart } = props
  const { hostname, port, group, platform, earlier } = detail
  const good = earlier.find(({ state }) => state === 'ok')
  const repeat = useRepeat()
  const address = hostname ?? host.name
  return (
    <div className="stack-small">
      {detail.error !== null && <Fault of={detail} />}
      <Facts
        of={[
          ['Address', <code key="address">{port === null ? address : `${address}:${port}`}</code>],
          group === null ? null : ['Group', <Tag key="group">{group}</Tag>],
          platform === null ? null : ['Platform', platform],
          host.ms === null ? null : ['Took', lasted(host.ms)],
          good === undefined ? null : ['Last good run', <Good key="good" of={good} />],
        ]}
      />
      <Parts chosen={part} onChoose={onPart} />
      <PartShown {...props} />
      {mayRun && isOver(host.state) && (
        <div className="line">
          <Button
            small
            icon={<IconRefresh aria-hidden="true" />}
            onClick={() => void repeat(run, [host.name])}
          >
            Repeat on this host
          </Button>
        </div>
      )}
    </div>
  )
}

function Good({ of: { runId, startedAt, finishedAt } }: { of: HostDetail['earlier'][number] }) {
  const time =
    startedAt !== null && finishedAt !== null
      ? `, ${lasted(Date.parse(finishedAt) - Date.parse(startedAt))}`
      : ''
  return (
    <Link to={runPath({ id: runId })}>
      {moment(startedAt ?? finishedAt ?? 0)}
      {time}
    </Link>
  )
}

const TITLES: Readonly<Record<string, string>> = {
  'host-key-changed': 'The host key has changed',
  'host-key-unknown': 'Nobody has accepted its host key',
  authentication: 'Signing in did not work',
  timeout: 'It does not answer',
  refused: 'It refuses the connection',
  name: 'Its name leads nowhere',
  raised: 'The template failed on it',
}

const KEYS = '/app/automation/credentials/host-keys'

/** Why a host is not well, with the way on where there is one. */
function Fault({ of: { name, hostname, error, errorKind, state } }: { of: HostDetail }) {
  const isKey = errorKind?.startsWith('host-key') === true
  const act = isKey ? (
    <Link to={`${KEYS}?state=offered&search=${encodeURIComponent(hostname ?? name)}`}>Compare</Link>
  ) : (
    errorKind === 'authentication' && <Link to="/app/automation/credentials">Credentials</Link>
  )
  return (
    <Hint look="failed" act={act}>
      <b>{TITLES[errorKind ?? ''] ?? wordOf(state)}</b>
      <br />
      <span dir="auto">{error}</span>
    </Hint>
  )
}

function Parts({ chosen, onChoose }: { chosen: Part; onChoose(part: Part): void }) {
  return (
    <div
      role="tablist"
      aria-label="Of this host"
      className={css.parts}
      onKeyDown={({ key, currentTarget }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
        if (!step) return
        const at = (PARTS.indexOf(chosen) + step + PARTS.length) % PARTS.length
        onChoose(PARTS[at] as Part)
        currentTarget.querySelectorAll('button')[at]?.focus()
      }}
    >
      {PARTS.map((part) => (
        <button
          key={part}
          type="button"
          role="tab"
          aria-selected={part === chosen}
          tabIndex={part === chosen ? 0 : -1}
          onClick={() => onChoose(part)}
        >
          {part}
        </button>
      ))}
    </div>
  )
}

function PartShown(props: PanelProps & { detail: HostDetail }): ReactNode {
  switch (props.part) {
    case 'Output':
      return <Output {...props} />
    case 'Result':
      return <Result of={props.detail} />
    case 'Compare':
      return <Compare {...props} />
    case 'Earlier runs':
      return <Earlier of={props.detail} />
  }
}

function Output({ run, attempt, host, live, isLive, detail }: PanelProps & { detail: HostDetail }) {
  const kept = useOutput(run, attempt, host.name, !isLive)
  // What was heard stays until what is kept has come.
  const printed = isLive ? live : (kept.data ?? live)
  const [said, setSaid] = useState('')
  if (!printed) {
    if (kept.error) return <Failed error={kept.error} what="The output" onRetry={() => void kept.refetch()} />
    return <Skeleton rows={4} />
  }
  const { lines } = printed
  if (lines.length === 0) {
    // Many templates print nothing and give all that they have found.
    const hasGiven = detail.entries.length > 0
    return (
      <div className="stack-small">
        <p className="small muted">
          It has printed nothing{isOver(host.state) ? '' : ' yet'}
          {hasGiven && '; this is its result'}.
        </p>
        {hasGiven && <Result of={detail} />}
      </div>
    )
  }
  const copy = () =>
    (navigator.clipboard?.writeText(lines.map(({ text }) => text).join('')) ?? Promise.reject()).then(
      () => setSaid('Copied'),
      () => setSaid('Mark it and copy it by hand'),
    )
  return (
    <div className="stack-small">
      <OutputBox of={printed} label={`What ${host.name} printed`} />
      <div className="line">
        <Button small icon={<IconCopy aria-hidden="true" />} onClick={() => void copy()}>
          Copy
        </Button>
        <span aria-live="polite" className="caption">
          {said}
        </span>
      </div>
    </div>
  )
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2)

function Result({ of: { entries, state } }: { of: HostDetail }) {
  if (entries.length === 0)
    return <p className="small muted">It has given nothing{isOver(state) ? '' : ' yet'}.</p>
  return (
    <div className="stack-small">
      {entries.map(({ name, result, failed, changed, diff, exception }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: subtasks may have one name
        <section key={index} className="stack-small" aria-label={name}>
          <p className="small">
            <b>{name}</b> {failed && <Tag>failed</Tag>} {changed && <Tag>changed</Tag>}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
          <pre className={css.entry} tabIndex={0} dir="auto">
            {exception ?? textOf(result)}
          </pre>
          {diff !== '' && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
            <pre className={css.entry} tabIndex={0}>
              {diff}
            </pre>
          )}
        </section>
      ))}
    </div>
  )
}

function Earlier({ of: { earlier } }: { of: HostDetail }) {
  if (earlier.length === 0) return <p className="small muted">No run has reached this host before.</p>
  return (
    <ul className="stack-small">
      {earlier.map(({ runId, run, attempt, state, changed, isDryRun, startedAt }) => (
        <li key={`${runId} ${attempt}`} className="line">
          <State look={lookOf(state)}>{wordOf(state)}</State>
          <Link to={`${runPath({ id: runId })}?attempt=${attempt}`}>
            #{runId} {run}
          </Link>
          <span className="caption">
            {[startedAt !== null && moment(startedAt), changed && 'changed', isDryRun && 'dry run']
              .filter(Boolean)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  )
}
