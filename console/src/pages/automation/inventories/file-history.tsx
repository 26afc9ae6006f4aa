import type { Answer } from '@atelier/client'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextDiff } from '../../../ui/text-diff.tsx'
import { Time } from '../../../ui/time.tsx'
import { type FileKind, INVENTORY_LIVE } from './data.ts'

type Version = Answer<'/api/automation/inventories/{id}/files/{which}/versions'>['items'][number]

const MOST = 20
const VIA: Readonly<Record<Version['via'], string>> = {
  console: 'Saved',
  import: 'Imported',
  disk: 'Found on the disk',
}

/** What a file said before: each version with what has changed since, and the way back to it. */
export function FileHistory({ id, which, etag }: { id: number; which: FileKind; etag: string | undefined }) {
  const [shown, show] = useState<Version>()
  const versions = useData(
    ['automation', 'inventory', id, 'file', which, 'versions'],
    (signal) =>
      client.read('/api/automation/inventories/{id}/files/{which}/versions', {
        path: { id, which },
        query: { limit: MOST },
        signal,
      }),
    { live: INVENTORY_LIVE },
  )
  return (
    <Card title="Versions" flush>
      <Ready of={versions} what="The list of versions">
        {({ items }) =>
          items.length === 0 ? (
            <Rows>
              <Row title="None yet" note="The first change keeps what was there, and what came." />
            </Rows>
          ) : (
            <Rows>
              {items.map((version) => (
                <Row
                  key={version.id}
                  title={<Time at={version.at} />}
                  note={`${VIA[version.via]}${version.by === null ? '' : ` by ${version.by}`}`}
                  act={
                    <Button small onClick={() => show(version)}>
                      Compare
                    </Button>
                  }
                />
              ))}
            </Rows>
          )
        }
      </Ready>
      {shown && (
        <VersionDialog id={id} which={which} of={shown} etag={etag} onClose={() => show(undefined)} />
      )}
    </Card>
  )
}

function VersionDialog({
  id,
  which,
  of: { id: n, at },
  etag,
  onClose,
}: {
  id: number
  which: FileKind
  of: Version
  etag: string | undefined
  onClose: () => void
}) {
  const act = useAct()
  const version = useData(['automation', 'inventory', id, 'file', which, 'version', n], (signal) =>
    client.read('/api/automation/inventories/{id}/files/{which}/versions/{n}', {
      path: { id, which, n },
      signal,
    }),
  )
  const restore = () =>
    act(
      async () => {
        await client.post('/api/automation/inventories/{id}/files/{which}/versions/{n}/restore', {
          path: { id, which, n },
          ...(etag && { ifMatch: etag }),
        })
        await queries.invalidateQueries({ queryKey: ['automation'] })
        onClose()
      },
      { done: 'The older version is the newest one again' },
    )
  return (
    <Dialog title="What has changed since" isOpen onClose={onClose} wide>
      <Ready of={version} what="The version">
        {({ diff }) => (
          <div className="stack-small">
            <p className="caption">
              From <Time at={at} /> to what is there now.
            </p>
            {diff === null || diff.added + diff.removed === 0 ? (
              <p>It says what is there now.</p>
            ) : (
              <>
                <TextDiff label="Changes of the file" diff={diff} />
                <div className="line">
                  <Button look="filled" onClick={() => void restore()}>
                    Go back to this version
                  </Button>
                  <Button onClick={onClose}>Close</Button>
                </div>
              </>
            )}
          </div>
        )}
      </Ready>
    </Dialog>
  )
}
