import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows, Tag } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { useParam } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { bytes, count, duration, Time } from '../../../ui/time.tsx'
import { APPS, TRAIL, usePipelines } from '../section.ts'
import css from './apps.module.css'
import { AppForm } from './form/app-form.tsx'
import { beginningOf, type FormDefinition } from './form/check.ts'
import { PolicyCard } from './policy.tsx'
import { type AppDetail, daysInWords, newPath, usualTime } from './words.ts'

/** One app: what it does, what it asks, how it went so far; for operators how it is offered. */
export default function AppPage() {
  usePipelines()
  const key = useParam('key')
  const app = useData(
    ['app', key],
    (signal) => client.read('/api/pipelines/apps/{key}', { path: { key }, signal }),
    { live: ['pipelines.app', 'pipelines.policy'] },
  )
  return (
    <Ready of={app} thing={`app ${key}`} back={{ label: 'All apps', to: APPS }}>
      {(data, { etag }) => <Shown of={data} etag={etag} />}
    </Ready>
  )
}

function Shown({ of: app, etag }: { of: AppDetail; etag: string | undefined }) {
  const { key, label, version, ready, missing, summary, forOperators } = app
  return (
    <>
      <PageHead
        title={label}
        trail={[...TRAIL, { label: 'Apps', to: APPS }]}
        state={
          <>
            {version && <Tag>{version}</Tag>}
            <State look={ready ? 'done' : 'attention'} pill>
              {ready ? 'Ready to run' : 'Cannot run now'}
            </State>
          </>
        }
        sentence={summary}
        acts={
          <>
            {app.hasSample && (
              <Button download={`/api/pipelines/apps/${encodeURIComponent(key)}/sample`}>Sample data</Button>
            )}
            <Button look="filled" to={newPath(app)}>
              New experiment
            </Button>
          </>
        }
      />
      <WithSide
        side={
          <>
            <AboutCard of={app} />
            <Versions of={app} />
          </>
        }
      >
        {missing.length > 0 && <Hint>{missing.join(' ')}</Hint>}
        <Texts of={app} />
        <Preview key={app.number} of={app} />
        <Outputs of={app} />
        {forOperators && <PolicyCard of={app} policy={forOperators.policy} etag={etag} />}
      </WithSide>
    </>
  )
}

function Texts({ of: { description, summary, help, documentation } }: { of: AppDetail }) {
  const text = description.replaceAll(/\s+/g, ' ') === summary ? '' : description
  if (!text && !help && !documentation) return null
  return (
    <Card title="About">
      <div className="stack-small">
        {text && <p className={css.text}>{text}</p>}
        {help && <p className={css.text}>{help}</p>}
        {documentation && (
          <p>
            <a href={documentation} rel="noreferrer" target="_blank">
              Documentation
            </a>
          </p>
        )}
      </div>
    </Card>
  )
}

/** The form as it will be asked; what one does here goes nowhere. */
function Preview({ of: app }: { of: AppDetail }) {
  const [values, setValues] = useState(() => beginningOf(app as FormDefinition))
  if (app.sections.every(({ fields }) => fields.length === 0)) return null
  return (
    <section className="stack" aria-label="What it asks">
      <AppForm
        definition={app as FormDefinition}
        id="preview"
        values={values}
        problems={{}}
        onChange={(changes) => setValues((now) => ({ ...now, ...changes }))}
      />
    </section>
  )
}

function Outputs({ of: { outputs } }: { of: AppDetail }) {
  if (outputs.length === 0) return null
  return (
    <Card title="What it gives" flush>
      <Rows>
        {outputs.map(({ glob, label, required }) => (
          <Row
            key={glob}
            title={label || glob}
            note={
              <>
                <span className="mono">{glob}</span>
                {required ? '' : ', where there is one'}
              </>
            }
          />
        ))}
      </Rows>
    </Card>
  )
}

const mono = (text: string) => <span className="mono">{text}</span>

function AboutCard({ of: app }: { of: AppDetail }) {
  const { cpus, memoryMb, minutes } = app.resources
  const ended = app.completed + app.failed
  const groups = app.forOperators?.groups ?? []
  return (
    <Card title="Facts">
      <Facts
        of={[
          ['Run by', app.runner === 'own' ? 'This server' : 'A backend elsewhere'],
          app.program ? ['Program', mono(app.program)] : null,
          app.container ? ['Image', mono(app.container)] : null,
          ['Usual time', usualTime(app.usual)],
          ['Used', app.uses === 0 ? 'not yet' : `${count(app.uses)} times`],
          ended > 0
            ? ['Finished', `${Math.round((app.completed / ended) * 100)} % of ${count(ended)}`]
            : null,
          cpus === null ? null : ['Cores', count(cpus)],
          memoryMb === null ? null : ['Memory', bytes(memoryMb * 1_048_576)],
          minutes === null ? null : ['Longest time', duration(minutes * 60_000)],
          ['Largest file', bytes(app.maxFileBytes)],
          ['Inputs kept', daysInWords(app.inputDays)],
          ['Results kept', daysInWords(app.outputDays)],
          groups.length > 0 ? ['Only for', groups.join(', ')] : null,
        ]}
      />
    </Card>
  )
}

function Versions({ of: { key, number } }: { of: AppDetail }) {
  const versions = useData(
    ['app', key, 'versions'],
    (signal) => client.read('/api/pipelines/apps/{key}/versions', { path: { key }, signal }),
    { live: ['pipelines.app'] },
  )
  return (
    <Card title="Versions" flush>
      <Ready of={versions} what="The versions">
        {({ items }) => (
          <Rows>
            {items.map((each) => (
              <Row
                key={each.number}
                title={each.version || `Number ${each.number}`}
                note={
                  <>
                    Here since <Time at={each.seenAt} />,{' '}
                    <span className="mono">{each.sha256.slice(0, 8)}</span>
                  </>
                }
                act={each.number === number && <span className="caption">Now</span>}
              />
            ))}
          </Rows>
        )}
      </Ready>
    </Card>
  )
}
