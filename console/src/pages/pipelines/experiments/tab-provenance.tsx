import { IconPackage } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { bytes, count, duration, Time } from '../../../ui/time.tsx'
import { Course } from './course.tsx'
import css from './experiment.module.css'
import { ExperimentPage } from './experiment-page.tsx'
import type { ExperimentDetail } from './words.ts'

export default function ExperimentProvenance() {
  return <ExperimentPage>{(experiment) => <Provenance of={experiment} />}</ExperimentPage>
}

/** What the runner of this server wrote down. */
interface Environment {
  atelier: string
  program: string | null
  container: { engine: string; image: string; digest: string | null } | null
  host: { name: string; machine: string | null }
  limits: { cpus: number; memoryMb: number | null; minutes: number | null; gpus: number | null }
  runAs: string | null
  environment: string[]
}

interface Known {
  app: { key: string; version: string | null; definitionSha256: string | null }
  command: string[] | null
  environment: Environment | null
}

/** How results came to be: what was run, on what, with which programs; and the bundle that runs it again. */
function Provenance({ of: experiment }: { of: ExperimentDetail }) {
  const { id } = experiment
  const provenance = useData(['experiment', id, 'provenance', experiment.version], (signal) =>
    client.read('/api/pipelines/experiments/{id}/provenance', { path: { id }, signal }),
  )
  return (
    <WithSide side={<Course of={experiment} />}>
      <Ready of={provenance} what="The provenance">
        {(found) => <Shown of={experiment} known={found as unknown as Known} />}
      </Ready>
    </WithSide>
  )
}

function Shown({ of: experiment, known }: { of: ExperimentDetail; known: Known }) {
  const { id, app, createdAt, startedAt, endedAt, host } = experiment
  const { command, environment } = known
  return (
    <>
      <Card
        title="What was run"
        aside={
          <Button
            small
            icon={<IconPackage aria-hidden="true" />}
            download={`/api/pipelines/experiments/${id}/bundle`}
          >
            Bundle that runs it again
          </Button>
        }
      >
        <div className="stack-small">
          <Facts
            of={[
              ['App', `${app.title}${app.version === null ? '' : ` ${app.version}`}`],
              known.app.definitionSha256 === null
                ? null
                : ['Checksum of its definition', <Copy key="sha" text={known.app.definitionSha256} />],
              ['Host', host.name],
              ['Handed in', <Time key="made" at={createdAt} />],
              ['Started', <Time key="started" at={startedAt} />],
              ['Ended', <Time key="ended" at={endedAt} />],
            ]}
          />
          {command ? (
            <pre className={css.code}>{command.map(quoted).join(' ')}</pre>
          ) : (
            <p className="small muted">
              {experiment.runner === 'outside'
                ? 'A backend outside runs it; its command is not known here.'
                : 'Its command stands here once it has begun.'}
            </p>
          )}
        </div>
      </Card>
      {environment && (
        <Card title="Programs and machine">
          <Facts of={factsOf(environment)} />
        </Card>
      )}
      <Sums title="Inputs" of={experiment.inputs} />
      <Sums title="Results" of={experiment.outputs} />
    </>
  )
}

function Sums({
  title,
  of,
}: {
  title: string
  of: readonly { name: string; size: number; sha256: string }[]
}) {
  if (of.length === 0) return null
  return (
    <Card title={title} aside="SHA-256">
      <ul className="stack-small small">
        {of.map(({ name, size, sha256 }) => (
          <li key={name}>
            <span className={css.step}>
              <span className="mono" dir="auto">
                {name}
              </span>
              <span className="muted">{bytes(size)}</span>
            </span>
            <Copy text={sha256} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

const quoted = (text: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

type Fact = readonly [name: string, value: ReactNode] | null

const factsOf = ({ atelier, program, container, host, limits, runAs, environment }: Environment): Fact[] => [
  program === null ? null : ['Program', program],
  container === null ? null : ['Image', `${container.image}, by ${container.engine}`],
  container?.digest ? ['Digest of the image', <Copy key="digest" text={container.digest} />] : null,
  ['Machine', host.machine ?? host.name],
  ['Cores', count(limits.cpus)],
  limits.memoryMb === null ? null : ['Memory, at most', bytes(limits.memoryMb * 1_048_576)],
  limits.minutes === null ? null : ['Time, at most', duration(limits.minutes * 60_000)],
  limits.gpus === null ? null : ['GPUs', count(limits.gpus)],
  runAs === null ? null : ['Ran as', runAs],
  environment.length === 0 ? null : ['Variables that it found', environment.join(', ')],
  ['Atelier', atelier],
]
