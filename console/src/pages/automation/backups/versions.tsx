import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextShown } from '../../../ui/file-shown.tsx'
import { Link } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { bytes, Time } from '../../../ui/time.tsx'
import { runPath } from '../runs/words.ts'
import { type Config, changeInWords, comparePath, type Version } from './words.ts'

const SHOWN = 50

/** The versions of a configuration, newest first; who only reads sees when it changed, not what it says. */
export function Versions({
  of,
  mayRead,
  onRestore,
}: {
  of: Config
  mayRead: boolean
  onRestore: (number: number) => void
}) {
  const [shown, setShown] = useState<Version | null>(null)
  const act = useAct()
  const { id } = of
  const versions = useData(['automation', 'configs', 'versions', id, of.number], (signal) =>
    client.read('/api/automation/configs/{id}/versions', { path: { id }, query: { limit: SHOWN }, signal }),
  )
  const intend = (number: number) =>
    void act(
      async () => {
        await client.put('/api/automation/configs/{id}/intended', { path: { id }, body: { number } })
        await queries.invalidateQueries({ queryKey: ['automation', 'configs'] })
      },
      { done: `Version ${number} is what it should be` },
    )
  return (
    <Card title="Versions" flush>
      <Ready of={versions} what="The list of versions">
        {({ items, next }) => (
          <Rows>
            {items.length === 0 && <Row title="None yet." />}
            {items.map((version) => (
              <Row
                key={version.id}
                title={`Version ${version.number}`}
                note={[changeInWords(version), bytes(version.size)].join(', ')}
                act={
                  mayRead && (
                    <>
                      {version.number > 1 && (
                        <Button
                          small
                          to={comparePath(id, version.number - 1, version.number)}
                          aria-label={`What changed in version ${version.number}`}
                        >
                          What changed
                        </Button>
                      )}
                      <Menu
                        label={`Acts on version ${version.number}`}
                        items={[
                          { label: 'Show', run: () => setShown(version) },
                          version.number !== of.number &&
                            of.number !== null && {
                              label: 'Compare with the newest',
                              to: comparePath(id, version.number, of.number),
                            },
                          { label: 'This is as it should be', run: () => intend(version.number) },
                          { label: 'Restore this version', run: () => onRestore(version.number) },
                        ]}
                      />
                    </>
                  )
                }
              >
                {version.runId !== null && (
                  <Link to={runPath({ id: version.runId })}>Run {version.runId}</Link>
                )}
                <Time at={version.at} />
              </Row>
            ))}
            {next !== null && <Row title={`The ${SHOWN} newest are shown.`} />}
          </Rows>
        )}
      </Ready>
      {shown && <VersionDialog config={of} version={shown} onClose={() => setShown(null)} />}
    </Card>
  )
}

function VersionDialog({
  config: { id, host },
  version: { number },
  onClose,
}: {
  config: Config
  version: Version
  onClose: () => void
}) {
  const path = { id, number }
  const text = useData(['automation', 'configs', 'text', id, number], (signal) =>
    client.read('/api/automation/configs/{id}/versions/{number}', { path, signal }),
  )
  return (
    <Dialog title={`Version ${number} of ${host}`} isOpen wide onClose={onClose}>
      <div className="stack-small">
        <Ready of={text} what="The text">
          {({ content }) => <TextShown text={content} name={`Version ${number}`} />}
        </Ready>
        <div className="line">
          <Button download={`/api/automation/configs/${id}/versions/${number}/download`}>Download</Button>
        </div>
      </div>
    </Dialog>
  )
}
