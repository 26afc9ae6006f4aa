import { IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { moment } from '../../../ui/time.tsx'
import { rerunPath, standingOf } from '../experiments/words.ts'

/** Begins the form as an earlier experiment of the app was. */
export function EarlierButton({ app }: { app: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button icon={<IconHistory aria-hidden="true" />} onClick={() => setOpen(true)}>
        Fill from an earlier one
      </Button>
      <Dialog title="Fill from an earlier one" isOpen={isOpen} onClose={() => setOpen(false)} wide>
        {isOpen && <Earlier app={app} />}
      </Dialog>
    </>
  )
}

function Earlier({ app }: { app: string }) {
  const earlier = useData(['experiments', 'earlier', app], (signal) =>
    client.read('/api/pipelines/experiments', { query: { app, limit: 20 }, signal }),
  )
  return (
    <Ready of={earlier} what="The list of experiments">
      {({ items }) =>
        items.length === 0 ? (
          <p>You have made no experiment with this app yet.</p>
        ) : (
          <Card flush>
            <Rows>
              {items.map((each) => (
                <Row
                  key={each.id}
                  icon={<StateIcon look={standingOf(each).look} />}
                  title={<span dir="auto">{each.name}</span>}
                  note={`${standingOf(each).word}, ${moment(each.createdAt)}`}
                  act={
                    <Button small to={rerunPath(each)} aria-label={`Use ${each.name}`}>
                      Use
                    </Button>
                  }
                />
              ))}
            </Rows>
          </Card>
        )
      }
    </Ready>
  )
}
