import { NativeSelect, SegmentedControl } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Failed, Skeleton } from '../../../ui/states.tsx'
import { TextDiff } from '../../../ui/text-diff.tsx'
import { moment } from '../../../ui/time.tsx'
import type { HostDetail, HostItem } from './words.ts'

interface Side {
  withRun?: number
  withAttempt?: number
  withHost?: string
}

const MOST_OTHERS = 500

/** What differs between this host and another one of the run, or the same one in an earlier run. */
export function Compare({
  run,
  attempt,
  host,
  hosts,
  detail,
}: {
  run: number
  attempt: number
  host: HostItem
  hosts: readonly HostItem[]
  detail: HostDetail
}) {
  const choices = choicesOf(detail, hosts)
  const [chosen, setChosen] = useState('')
  const [what, setWhat] = useState<'result' | 'output'>('result')
  const choice = choices.find(({ value }) => value === chosen) ?? choices[0]
  const compared = useQuery({
    queryKey: ['automation', 'run', run, 'compare', attempt, host.name, host.state, choice?.value, what],
    enabled: choice !== undefined,
    queryFn: ({ signal }) =>
      client.get('/api/automation/runs/{id}/attempts/{number}/hosts/{name}/compare', {
        path: { id: run, number: attempt, name: host.name },
        query: { ...choice?.side, what },
        signal,
      }),
  })
  if (!choice)
    return (
      <p className="small muted">There is no other host in this run, and no earlier run to compare with.</p>
    )
  return (
    <div className="stack-small">
      <NativeSelect
        label="Compare with"
        value={choice.value}
        data={choices.map(({ value, label }) => ({ value, label }))}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
      />
      <SegmentedControl
        aria-label="What is compared"
        data={[
          { value: 'result', label: 'Result' },
          { value: 'output', label: 'Output' },
        ]}
        value={what}
        onChange={(value) => setWhat(value as typeof what)}
      />
      <Compared of={compared} what={what} />
    </div>
  )
}

function Compared({
  of: { data, error, refetch },
  what,
}: {
  of: ReturnType<
    typeof useQuery<
      Awaited<
        ReturnType<typeof client.get<'/api/automation/runs/{id}/attempts/{number}/hosts/{name}/compare'>>
      >
    >
  >
  what: string
}) {
  if (error) return <Failed error={error} what="The comparison" onRetry={() => void refetch()} />
  if (!data) return <Skeleton rows={4} />
  if (data.isSame) return <p className="small">Both have the same {what}.</p>
  const { added, removed } = data.diff
  return (
    <>
      <p className="caption">{`${added} lines here alone, ${removed} there alone.`}</p>
      <TextDiff diff={data.diff} label={`What differs in the ${what}`} />
    </>
  )
}

function choicesOf(
  { earlier, name }: HostDetail,
  hosts: readonly HostItem[],
): { value: string; label: string; side: Side }[] {
  return [
    ...earlier.map(({ runId, run, attempt, startedAt }) => ({
      value: `run ${runId} ${attempt}`,
      label: `#${runId} ${run}${startedAt === null ? '' : `, ${moment(startedAt)}`}`,
      side: { withRun: runId, withAttempt: attempt },
    })),
    ...hosts
      .filter((other) => other.name !== name)
      .slice(0, MOST_OTHERS)
      .map((other) => ({ value: `host ${other.name}`, label: other.name, side: { withHost: other.name } })),
  ]
}
