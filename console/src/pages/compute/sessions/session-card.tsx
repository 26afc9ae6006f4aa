import { IconPlayerPlay } from '@tabler/icons-react'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Empty } from '../../../ui/states.tsx'
import { useWorkspaceSessions } from './data.ts'
import { EndedSession } from './ended-session.tsx'
import { OpenSession } from './open-session.tsx'
import { isOpen, workspacePath } from './words.ts'

/** What runs in a workspace, what ran last, and what one can do about it. */
export function SessionCard({ workspace: { id } }: { workspace: { id: number; name: string } }) {
  const sessions = useWorkspaceSessions(id)
  return (
    <Ready of={sessions} what="What runs here">
      {({ items }) => {
        const open = items.filter(isOpen)
        const [last] = items
        if (open.length > 0) return open.map((session) => <OpenSession key={session.id} of={session} />)
        if (last) return <EndedSession of={last} />
        return (
          <Card>
            <Empty
              title="Nothing runs here"
              acts={
                <Button look="filled" icon={<IconPlayerPlay />} to={`${workspacePath(id)}/launch`}>
                  Launch a session
                </Button>
              }
            >
              A session is a program that works on the files of this workspace: Jupyter, a terminal, and what
              your operators have added.
            </Empty>
          </Card>
        )
      }}
    </Ready>
  )
}
