import type { ReactNode } from 'react'
import { StateIcon } from '../../../ui/state.tsx'
import { count } from '../../../ui/time.tsx'
import { type Counts, TALLIES } from './host-state.ts'
import css from './run.module.css'

/** How the hosts of a run stand: a counter each, and one bar that says the same at a glance. */
export function Tallies({ counts, aside }: { counts: Counts; aside: ReactNode }) {
  const tallies = TALLIES.map((each) => ({
    ...each,
    hosts: each.states.reduce((sum, state) => sum + counts[state], 0),
  })).filter(({ hosts }) => hosts > 0)
  return (
    <section className={css.tallies} aria-label="How the hosts stand">
      <div className={css.counters}>
        {tallies.map(({ key, look, word, hosts }) => (
          <span key={key} className={css.counter}>
            <StateIcon look={look} />
            <span>
              <b>{count(hosts)}</b> {word}
            </span>
          </span>
        ))}
        <span className={css.aside}>{aside}</span>
      </div>
      <Bar of={tallies} />
    </section>
  )
}

const WIDTH = 1_000
const GAP = 2

/** A part of the whole for each tally, with a gap between two. */
function Bar({ of }: { of: readonly { key: string; hosts: number }[] }) {
  const all = of.reduce((sum, { hosts }) => sum + hosts, 0)
  let at = 0
  return (
    <svg className={css.bar} viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" aria-hidden="true">
      {of.map(({ key, hosts }) => {
        const x = at
        at += (hosts / all) * WIDTH
        return <rect key={key} data-tally={key} x={x} width={Math.max(GAP, at - x - GAP)} height="10" />
      })}
    </svg>
  )
}
