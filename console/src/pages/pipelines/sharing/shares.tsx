import type { Answer } from '@atelier/client'
import { IconLink, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows, Tag } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/states.tsx'
import { moment } from '../../../ui/time.tsx'
import { ShareDialog } from './share-dialog.tsx'

type Share = Answer<'/api/pipelines/experiments/{id}/shares'>['items'][number]

/** What is shared: an experiment, or all of a batch. */
export interface Shared {
  kind: 'experiment' | 'batch'
  id: number
  name: string
}

/** Where the shares of a thing are; both answer alike. */
export const sharesAt = ({ kind }: Shared) =>
  `/api/pipelines/${kind === 'batch' ? 'batches' : 'experiments'}/{id}/shares` as '/api/pipelines/experiments/{id}/shares'

/** With whom something of mine is shared, and by which links. */
export function Shares({ of }: { of: Shared }) {
  const [isSharing, setSharing] = useState(false)
  const [revoking, setRevoking] = useState<Share>()
  const shares = useData(
    ['pipelines', 'shares', of.kind, of.id],
    (signal) => client.read(sharesAt(of), { path: { id: of.id }, signal }),
    {
      live: ({ action, object }) =>
        action.startsWith('pipelines.share.') && object === `pipelines.${of.kind}:${of.id}`,
    },
  )
  return (
    <Card
      flush
      title="Shared with"
      aside={
        <Button small onClick={() => setSharing(true)}>
          Share
        </Button>
      }
    >
      <Ready of={shares} what="With whom it is shared">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Only you see it">
              Share its results with a person, with a group of yours, or with whoever you send a link.
            </Empty>
          ) : (
            <Rows>
              {items.map((share) => (
                <Row
                  key={share.id}
                  icon={iconOf(share)}
                  title={<bdi>{nameOf(share)}</bdi>}
                  note={noteOf(share)}
                  act={
                    <Button
                      small
                      aria-label={`Take back: ${nameOf(share)}`}
                      onClick={() => setRevoking(share)}
                    >
                      Take back
                    </Button>
                  }
                >
                  <Tag>{share.inputs ? 'Results and inputs' : 'Results'}</Tag>
                </Row>
              ))}
            </Rows>
          )
        }
      </Ready>
      {isSharing && <ShareDialog of={of} onClose={() => setSharing(false)} />}
      <ConfirmDialog
        title={
          revoking?.to.kind === 'link' ? 'Take this link back?' : `Stop sharing with ${revoking?.to.name}?`
        }
        isOpen={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        act="Take it back"
        run={() => revoking && client.delete('/api/pipelines/shares/{id}', { path: { id: revoking.id } })}
      >
        Whoever sees “{of.name}” by it sees it no longer. What they have downloaded stays with them.
      </ConfirmDialog>
    </Card>
  )
}

const nameOf = ({ to }: Share): string => (to.kind === 'link' ? 'Whoever has the link' : to.name)

const iconOf = ({ to }: Share) =>
  to.kind === 'account' ? (
    <Avatar name={to.name} />
  ) : to.kind === 'group' ? (
    <IconUsers aria-hidden="true" />
  ) : (
    <IconLink aria-hidden="true" />
  )

function noteOf({ to, madeAt, endsAt, usedAt }: Share): string {
  const until = endsAt === null ? `since ${moment(madeAt)}` : `until ${moment(endsAt)}`
  const what = to.kind === 'group' ? 'Everybody in the group, ' : ''
  const used =
    to.kind !== 'link' ? '' : usedAt === null ? ', not opened yet' : `, last opened ${moment(usedAt)}`
  const text = `${what}${until}${used}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}
