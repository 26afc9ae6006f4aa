import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link } from '../../../ui/link.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { counted, Time } from '../../../ui/time.tsx'
import { runPath, standingOf } from '../runs/words.ts'
import { beginningOf, VariableFields } from '../variables/variable-fields.tsx'
import { ENGINES, type FormField, marksOf, type Readiness, runWith, type Template } from './data.ts'
import { TemplateFrame } from './frame.tsx'

/** One template: what it asks for, what it was run for, where it lies. */
export default function TemplatePage() {
  return (
    <TemplateFrame>
      {(template, readiness) => (
        <WithSide side={<Side of={template} readiness={readiness} />}>
          <Card title="What it asks for">
            {template.form.length === 0 ? (
              <p className="small muted">Nothing: it runs as it is.</p>
            ) : (
              <Preview key={JSON.stringify(template.form)} form={template.form} />
            )}
          </Card>
          <Latest of={template} />
        </WithSide>
      )}
    </TemplateFrame>
  )
}

/** The form as people will see it; what is typed here goes nowhere. */
export function Preview({ form }: { form: readonly FormField[] }) {
  const [values, set] = useState(() => beginningOf(form, {}))
  return (
    <VariableFields
      fields={form}
      values={values}
      onChange={(changes) => set((now) => ({ ...now, ...changes }))}
      problems={{}}
      id="preview"
    />
  )
}

const LATEST = 5

function Latest({ of: { id } }: { of: Template }) {
  const runs = useData(
    ['automation', 'runs', 'of template', id],
    (signal) => client.read('/api/automation/runs', { query: { template: id, limit: LATEST }, signal }),
    { live: ['automation.run'] },
  )
  return (
    <Card title="Latest runs" aside={<Link to={`/app/automation/runs?template=${id}`}>All runs</Link>} flush>
      <Ready of={runs} what="The latest runs">
        {({ items }) => (
          <Rows>
            {items.length === 0 && (
              <Row
                title="None yet"
                note="Each run keeps what it was given, who began it, and what its hosts said."
                act={
                  <Button small to={runWith(id)}>
                    Run it
                  </Button>
                }
              />
            )}
            {items.map((run) => {
              const { look, word } = standingOf(run)
              return (
                <Row
                  key={run.id}
                  title={<Link to={runPath(run)}>{run.name}</Link>}
                  note={<Time at={run.startedAt ?? run.createdAt} />}
                >
                  <State look={look}>{word}</State>
                </Row>
              )
            })}
          </Rows>
        )}
      </Ready>
    </Card>
  )
}

function Side({ of, readiness }: { of: Template; readiness: Readiness | undefined }) {
  const { packagePath, fileName, functionName, engine, workers, hostSeconds, runMinutes, notify } = of
  const marks = marksOf(of)
  return (
    <>
      <Card title="About it">
        <Facts
          of={[
            ['File', <Code key="file">{fileName}</Code>],
            ['Folder', <Code key="folder">{packagePath}</Code>],
            ['Function', <Code key="function">{functionName}</Code>],
            ['Language', engine ? ENGINES[engine] : 'Not known'],
            readiness?.python && engine === 'python' ? ['Here', readiness.python] : null,
            ['What to know', marks.length > 0 ? marks.join(', ') : 'It only asks its hosts'],
            ['Registered', <Registered key="at" of={of} />],
          ]}
        />
      </Card>
      <Card title="Limits">
        <Facts
          of={[
            ['At once', workers === null ? 'As the settings say' : counted(workers, 'host')],
            ['A host', hostSeconds === null ? 'As the settings say' : counted(hostSeconds, 'second')],
            ['A run', runMinutes === null ? 'As the settings say' : counted(runMinutes, 'minute')],
            ['Who is told', toldInWords(notify)],
          ]}
        />
      </Card>
    </>
  )
}

const Code = ({ children }: { children: string }) => <span className="mono">{children}</span>

const Registered = ({ of: { createdAt, createdBy } }: { of: Template }) => (
  <>
    <Time at={createdAt} />
    {createdBy !== null && ` by ${createdBy}`}
  </>
)

const WHEN = { failed: 'of failures', finished: 'of runs that finish', both: 'of every end' } as const

function toldInWords({ on = 'failed', accounts = [], channels = [] }: Template['notify']): string {
  const whom = [
    'Who began it',
    accounts.length > 0 && counted(accounts.length, 'other person', 'other people'),
    channels.length > 0 && counted(channels.length, 'channel'),
  ].filter(Boolean)
  return `${whom.join(', ')}: ${WHEN[on]}`
}
