import type { Answer } from '@atelier/client'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextShown } from '../../../ui/file-shown.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { TextDiff } from '../../../ui/text-diff.tsx'
import { counted, Time } from '../../../ui/time.tsx'
import { TEMPLATE_LIVE, type Template } from './data.ts'
import { TemplateFrame } from './frame.tsx'

type Version = Answer<'/api/automation/templates/{id}/source/versions'>['items'][number]

/** What the file of a template says, and what it said when it ran. */
export default function Source() {
  return <TemplateFrame>{(template) => <Text of={template} />}</TemplateFrame>
}

/** So much of a revision tells it from others. */
const SHOWN = 10

function Text({ of: { id, fileName } }: { of: Template }) {
  const source = useData(
    ['automation', 'template', id, 'source'],
    (signal) => client.read('/api/automation/templates/{id}/source', { path: { id }, signal }),
    { live: TEMPLATE_LIVE },
  )
  return (
    <Ready of={source} what="The source">
      {({ path, isThere, content, sha256 }) => (
        <WithSide side={<History id={id} now={sha256} />}>
          <Card
            title={<span className="mono">{path}</span>}
            aside={isThere && <span className="caption mono">{`revision ${sha256.slice(0, SHOWN)}`}</span>}
          >
            {isThere ? (
              <TextShown name={fileName} text={content} />
            ) : (
              <p className="small muted">There is no such file yet. Put it there, and it can run.</p>
            )}
          </Card>
        </WithSide>
      )}
    </Ready>
  )
}

function History({ id, now }: { id: number; now: string }) {
  const [shown, show] = useState<Version>()
  const versions = useData(
    ['automation', 'template', id, 'versions'],
    (signal) =>
      client.read('/api/automation/templates/{id}/source/versions', {
        path: { id },
        query: { limit: 50 },
        signal,
      }),
    { live: ['automation.run'] },
  )
  return (
    <Card title="Revisions that ran" flush>
      <Ready of={versions} what="The list of revisions">
        {({ items }) => (
          <Rows>
            {items.length === 0 && (
              <Row title="None yet" note="A run keeps what the file says when it begins." />
            )}
            {items.map((version) => (
              <Row
                key={version.id}
                title={<span className="mono">{version.sha256.slice(0, SHOWN)}</span>}
                note={
                  <>
                    <Time at={version.at} />
                    {version.sha256 === now && ', as it is now'}
                  </>
                }
                act={
                  version.sha256 !== now && (
                    <Button
                      small
                      aria-label={`Compare revision ${version.sha256.slice(0, SHOWN)}`}
                      onClick={() => show(version)}
                    >
                      Compare
                    </Button>
                  )
                }
              />
            ))}
          </Rows>
        )}
      </Ready>
      {shown && (
        <Dialog title="What has changed since" isOpen onClose={() => show(undefined)} wide>
          <Changes id={id} n={shown.id} />
        </Dialog>
      )}
    </Card>
  )
}

function Changes({ id, n }: { id: number; n: number }) {
  const version = useData(['automation', 'template', id, 'version', n], (signal) =>
    client.read('/api/automation/templates/{id}/source/versions/{n}', { path: { id, n }, signal }),
  )
  return (
    <Ready of={version} what="The revision">
      {({ at, diff, content }) => (
        <div className="stack-small">
          <p className="caption">
            As it ran first <Time at={at} />
            {diff && `: ${counted(diff.removed, 'line')} less and ${counted(diff.added, 'line')} more since.`}
          </p>
          {diff ? (
            <TextDiff label="Changes since that revision" diff={diff} />
          ) : (
            <TextShown name="that revision" text={content} />
          )}
        </div>
      )}
    </Ready>
  )
}
