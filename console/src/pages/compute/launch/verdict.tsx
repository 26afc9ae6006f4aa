import type { Answer } from '@atelier/client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { FillBar } from '../../../ui/bars.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link } from '../../../ui/link.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count, counted, duration } from '../../../ui/time.tsx'
import { memoryInWords, minutesInWords } from '../sessions/words.ts'
import css from './launch.module.css'
import { bodyOf, type LaunchKind, type Values } from './values.ts'

export type Verdict = Answer<'/api/compute/launch/check', 'post'>

const PAUSE_MS = 250

/** What says why it cannot be launched. */
export const REFUSAL_ID = 'launch-refusal'

/** What would happen, asked a moment after the last change. */
export function useVerdict(kind: LaunchKind, values: Values): Verdict | undefined {
  const body = bodyOf(kind, values)
  const text = JSON.stringify(body)
  const [asked, setAsked] = useState(text)
  useEffect(() => {
    const timer = setTimeout(setAsked, PAUSE_MS, text)
    return () => clearTimeout(timer)
  }, [text])
  const { data } = useQuery({
    queryKey: ['launch-check', asked],
    queryFn: ({ signal }) =>
      client.post('/api/compute/launch/check', { body: JSON.parse(asked) as typeof body, signal }),
    placeholderData: keepPreviousData,
  })
  return data
}

/** What is asked for, what it costs at most, what is left after it, and when it would start. */
export function WhatHappens({ of: verdict }: { of: Verdict }) {
  const { place, cpus, memoryMb, minutes, gpus, coreHours, queue, refusal, shortages, limits } = verdict
  const asks = [
    counted(cpus, 'core'),
    memoryInWords(memoryMb),
    gpus > 0 && counted(gpus, 'GPU'),
    minutes === null ? 'no limit of time' : minutesInWords(minutes),
  ]
  return (
    <div className="stack-small">
      <Facts
        of={[
          ['Runs on', place?.name ?? '–'],
          ['Asks for', asks.filter(Boolean).join(', ')],
          ['Costs at most', coreHours === null ? 'no limit' : `${hours(coreHours)} core hours`],
          queue.cpus === null
            ? null
            : [
                'Free cores now',
                `${count(Math.max(0, queue.cpus - queue.cpusInUse))} of ${count(queue.cpus)}`,
              ],
          limits.sessions.limit === null
            ? null
            : ['Your sessions', `${limits.sessions.used} + 1 of ${limits.sessions.limit}`],
        ]}
      />
      {refusal ? <Refused of={verdict} /> : <Start of={verdict} />}
      {shortages.map((each) => (
        <Hint key={each}>{each}</Hint>
      ))}
      <MonthBar of={verdict} />
    </div>
  )
}

/** Why it cannot be launched, with the way to what is in its place. */
function Refused({ of: { refusal, limits } }: { of: Verdict }) {
  const { used, limit } = limits.sessions
  const isFull = limit !== null && used >= limit
  return (
    <div id={REFUSAL_ID}>
      <Hint look="failed">
        <p>{refusal}</p>
        {isFull && <Link to="/app/compute/sessions?state=open">Show my sessions</Link>}
      </Hint>
    </div>
  )
}

/** When it would begin, as far as anybody can say. */
function Start({ of: verdict }: { of: Verdict }) {
  const { trouble, ahead, usualWaitMs } = verdict.queue
  if (trouble !== null) {
    return <Hint>{trouble} What you launch waits until it answers; nothing is lost.</Hint>
  }
  return (
    <p className={css.when}>
      <strong>{startsOf(verdict)}</strong>
      {usualWaitMs !== null && ` The last ones there waited about ${duration(usualWaitMs)}.`}
      {ahead > 0 &&
        ` ${counted(ahead, 'session')} of Atelier ${ahead === 1 ? 'waits' : 'wait'} there already.`}
    </p>
  )
}

function startsOf({ place, queue, cpus }: Verdict): string {
  if (place?.isCluster) return 'Starts when the cluster’s queue lets it.'
  const free = (queue.cpus ?? 0) - queue.cpusInUse
  return free >= cpus ? 'Starts at once.' : 'Starts at once, and shares its cores with what runs there.'
}

function MonthBar({ of: { limits, coreHours } }: { of: Verdict }) {
  const { used, limit } = limits.coreHours
  if (limit === null) return null
  const added = coreHours ?? 0
  const month = new Intl.DateTimeFormat('en-GB', { month: 'long' }).format(new Date())
  return (
    <div>
      <div className="spread small">
        <span>Core hours, {month}</span>
        <span>
          {hours(used)} + {hours(added)} of {hours(limit)}
        </span>
      </div>
      <FillBar value={used + added} of={limit} look={used + added > limit ? 'failed' : 'accent'} />
    </div>
  )
}

const hours = (value: number): string => count(Math.round(value * 10) / 10)
