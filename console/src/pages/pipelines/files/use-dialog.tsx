import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { formPath } from '../make/used.ts'

export interface Using {
  use: Parameters<typeof formPath>[1]
  name: string
}

/** Chooses the app whose form begins with a file. */
export function UseDialog({ of, onClose }: { of: Using | undefined; onClose: () => void }) {
  return (
    <Dialog title={of ? `Use ${of.name} in an app` : ''} isOpen={of !== undefined} onClose={onClose} wide>
      {of && <Apps of={of} />}
    </Dialog>
  )
}

function Apps({ of: { use, name } }: { of: Using }) {
  const apps = useData(['apps', 'all'], (signal) => client.read('/api/pipelines/apps', { query: {}, signal }))
  return (
    <Ready of={apps} what="The list of apps">
      {({ items }) => (
        <Card flush>
          <Rows>
            {items.map((app) => (
              <Row
                key={app.key}
                title={app.label}
                note={app.ready ? app.summary : app.missing.join(' ')}
                act={
                  app.ready && (
                    <Button small to={formPath(app.key, use, name)} aria-label={`Use ${app.label}`}>
                      Use
                    </Button>
                  )
                }
              />
            ))}
          </Rows>
        </Card>
      )}
    </Ready>
  )
}
