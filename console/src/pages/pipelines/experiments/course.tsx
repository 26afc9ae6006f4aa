import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { bytes, duration, Time } from '../../../ui/time.tsx'
import css from './experiment.module.css'
import { type ExperimentDetail, stepWord, took } from './words.ts'

/** What happened to an experiment, when, and what it used. */
export function Course({ of: experiment }: { of: ExperimentDetail }) {
  const { steps, cpuSeconds, peakBytes, host, attempts } = experiment
  const lasted = took(experiment)
  return (
    <>
      <Card title="Course">
        <ol className="stack-small small">
          {steps.map(({ at, step, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step may come twice in one moment
            <li key={index}>
              <span className={css.step}>
                <span>{stepWord(step)}</span>
                <span className="muted">
                  <Time at={at} />
                </span>
              </span>
              {text !== '' && <span className="caption">{text}</span>}
            </li>
          ))}
        </ol>
      </Card>
      <Card title="Used">
        <Facts
          of={[
            ['Host', host.name],
            ['Time at work', lasted ?? 'not begun'],
            cpuSeconds === null ? null : ['Time of the cores', duration(cpuSeconds * 1_000)],
            peakBytes === null ? null : ['Memory, at most', bytes(peakBytes)],
            attempts > 1 ? ['Attempts', String(attempts)] : null,
          ]}
        />
      </Card>
    </>
  )
}
