import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Time } from '../../../ui/time.tsx'
import type { Kind } from './values.ts'

/** What a kind was, and the way back to it. */
export function Versions({ of: { id, version: current, key } }: { of: Kind }) {
  const versions = useData(
    ['kind', id, 'versions'],
    (signal) => client.read('/api/compute/kinds/{id}/versions', { path: { id }, signal }),
    { live: ['compute.kind'] },
  )
  const [back, setBack] = useState<number>()
  return (
    <Card title="Versions" flush>
      <Ready of={versions} what="The versions">
        {({ items }) => (
          <Rows>
            {items.map(({ version, madeAt, madeBy, definition }) => (
              <Row
                key={version}
                title={`${version}. ${definition.name}`}
                note={
                  <>
                    <Time at={madeAt} />
                    {madeBy !== null && `, ${madeBy}`}
                  </>
                }
                act={
                  version === current ? (
                    <span className="caption">Now</span>
                  ) : (
                    <Button small look="quiet" onClick={() => setBack(version)}>
                      Restore
                    </Button>
                  )
                }
              />
            ))}
          </Rows>
        )}
      </Ready>
      <ConfirmDialog
        title={`Make version ${back ?? ''} of ${key} the newest again?`}
        isOpen={back !== undefined}
        onClose={() => setBack(undefined)}
        act="Restore this version"
        danger={false}
        run={async () => {
          if (back === undefined) return
          await client.post('/api/compute/kinds/{id}/versions/{version}/restore', {
            path: { id, version: back },
          })
          notify({ title: `${key} is as it was in version ${back}` })
        }}
      >
        It becomes a version of its own; the present one stays in this list. Sessions that run keep theirs.
      </ConfirmDialog>
    </Card>
  )
}
