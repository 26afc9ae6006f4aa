import { Card } from '../../../ui/card.tsx'
import { counted } from '../../../ui/time.tsx'
import type { App } from './given.ts'

/** What runs, how it went so far, and where to read more. */
export function AboutCard({ app }: { app: App }) {
  const ended = app.completed + app.failed
  const share = ended > 0 ? `, ${Math.round((app.completed / ended) * 100)} % finished` : ''
  return (
    <Card title="About this app">
      <div className="stack-small">
        <p className="small">
          {app.program && (
            <>
              Runs <span className="mono">{app.program}</span>
              {app.container && (
                <>
                  {' '}
                  in <span className="mono">{app.container}</span>
                </>
              )}
              .{' '}
            </>
          )}
          {app.uses === 0 ? 'Not used here yet.' : `Used ${counted(app.uses, 'time')} here${share}.`}
        </p>
        <p className="line small">
          {app.documentation && (
            <a href={app.documentation} rel="noreferrer" target="_blank">
              Documentation
            </a>
          )}
          {app.hasSample && (
            <a href={`/api/pipelines/apps/${encodeURIComponent(app.key)}/sample`} download>
              Sample data
            </a>
          )}
        </p>
      </div>
    </Card>
  )
}
