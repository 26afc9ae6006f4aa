import { FillBar } from '../../../ui/bars.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { bytes, count, counted, duration } from '../../../ui/time.tsx'
import type { App, Verdict } from './given.ts'
import css from './what-happens.module.css'

/** What a submission makes, where and when it runs, and what room it takes. */
export function WhatHappens({ of: verdict, app, coming }: { of: Verdict; app: App; coming: number }) {
  const { count: made, host, inputDays, stored } = verdict
  return (
    <div className="stack-small">
      <Facts
        of={[
          ['Experiments', made > 1 ? `${count(made)}, under one batch` : String(made)],
          ['Runs on', host.isOutside ? `${host.name}, by its own backend` : host.name],
          app.usual ? ['Usual time', `${timeInWords(app.usual)}${made > 1 ? ' each' : ''}`] : null,
          ['Ahead in the queue', host.waiting === 0 ? 'nothing' : counted(host.waiting, 'experiment')],
          [
            'Inputs kept',
            inputDays === 0 ? 'until you remove them' : `${counted(inputDays, 'day')} after the end`,
          ],
          ['Input files', `${count(stored.used)} + ${count(stored.added)} of ${count(stored.limit)}`],
        ]}
      />
      <Storage of={verdict.storage} coming={coming} />
    </div>
  )
}

function timeInWords({ from, to }: { from: number; to: number }): string {
  const [first, last] = [duration(from), duration(to)]
  if (first === last) return first
  const unit = last.split(' ').at(-1) as string
  return first.endsWith(` ${unit}`) && first.split(' ').length === 2
    ? `${first.split(' ')[0]} to ${last}`
    : `${first} to ${last}`
}

/** What is on its way is not stored yet, and will be. */
function Storage({ of: { used, added, limit }, coming }: { of: Verdict['storage']; coming: number }) {
  const more = Math.max(0, added) + coming
  const after = used + more
  const look = limit === null || after < limit * 0.8 ? 'accent' : after <= limit ? 'attention' : 'failed'
  return (
    <div>
      <div className={css.storage}>
        <span>Your storage</span>
        <span className="num">
          {bytes(used)}
          {more > 0 && ` + ${bytes(more)}`} {limit === null ? 'stored, no limit' : `of ${bytes(limit)}`}
        </span>
      </div>
      {limit !== null && <FillBar value={after} of={Math.max(limit, 1)} look={look} />}
    </div>
  )
}
