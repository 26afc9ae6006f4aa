import { useState } from 'react'
import { useAct } from '../../app/act.ts'
import { client } from '../../app/client.ts'
import { Ready, useData } from '../../app/data.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Row, Rows, Tag } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { counted, Time } from '../../ui/time.tsx'
import { MePage } from './me-page.tsx'

/** Where one is signed in, and ending that. */
export default function SignIns() {
  const act = useAct()
  const [isAsking, setAsking] = useState(false)
  const sessions = useData(['me', 'sessions'], (signal) => client.read('/api/me/sessions', { signal }), {
    live: ['session', 'account.password-set'],
  })
  const end = (id: number) => client.delete('/api/me/sessions/{id}', { path: { id } })
  return (
    <MePage tab="Sign-ins">
      <Ready of={sessions}>
        {({ items }) => {
          const others = items.filter(({ current }) => !current)
          return (
            <Card
              title={counted(items.length, 'sign-in')}
              flush
              aside={
                others.length > 1 && (
                  <Button small onClick={() => setAsking(true)}>
                    End all others
                  </Button>
                )
              }
            >
              <Rows>
                {items.map(({ id, browser, address, createdAt, lastSeenAt, current }) => (
                  <Row
                    key={id}
                    title={
                      <span className="line">
                        {browser ?? 'A browser that does not say its name'}
                        {current && <Tag accent>here</Tag>}
                      </span>
                    }
                    note={
                      <>
                        {address && `${address} · `}since <Time at={createdAt} />, last used{' '}
                        <Time at={lastSeenAt} />
                      </>
                    }
                    act={
                      !current && (
                        <Button
                          small
                          aria-label={`End the sign-in with ${browser ?? 'that browser'}`}
                          onClick={() => void act(() => end(id), { done: 'That sign-in is over' })}
                        >
                          End
                        </Button>
                      )
                    }
                  />
                ))}
              </Rows>
              <ConfirmDialog
                title={`End ${counted(others.length, 'other sign-in')}?`}
                isOpen={isAsking}
                onClose={() => setAsking(false)}
                act="End them"
                keep="Keep them"
                run={async () => {
                  for (const { id } of others) await end(id)
                }}
              >
                Whoever uses them has to sign in again. This browser stays signed in, and so do your API
                tokens.
              </ConfirmDialog>
            </Card>
          )
        }}
      </Ready>
      <p className="caption">A sign-in ends by itself when it is not used for 12 hours, and after 7 days.</p>
    </MePage>
  )
}
