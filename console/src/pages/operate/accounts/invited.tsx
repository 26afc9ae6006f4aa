import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Card, CountBadge, Row, Rows } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Link } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { State } from '../../../ui/state.tsx'
import { duration } from '../../../ui/time.tsx'

/** Invitations that nobody has answered yet; absent when there are none. */
export function Invited() {
  const act = useAct()
  const [withdrawing, withdraw] = useState<{ id: number; email: string } | null>(null)
  const open = useData(
    ['invitations', 'open'],
    (signal) => client.read('/api/invitations', { query: { open: true, limit: 200 }, signal }),
    { live: ['invitation'] },
  )
  const items = open.data?.data.items ?? []
  if (items.length === 0) return null
  return (
    <Card
      flush
      title={
        <>
          Invited <CountBadge>{items.length}</CountBadge>
        </>
      }
    >
      <Rows>
        {items.map(({ id, email, inviter, mail, expiresAt }) => (
          <Row
            key={id}
            title={email}
            note={
              <p>
                {inviter === null ? 'Invited' : `Invited by ${inviter}`}
                {mail === 'kept' && (
                  <>
                    . There is no mail server: <Link to="/app/operate/mail">read the mail</Link> and pass its
                    link on
                  </>
                )}
                {mail === 'failed' && (
                  <>
                    . <Link to="/app/operate/mail">The mail could not be sent</Link>
                  </>
                )}
              </p>
            }
            act={
              <Menu
                label={`More acts on ${email}`}
                items={[
                  {
                    label: 'Send it again',
                    run: () =>
                      void act(() => client.post('/api/invitations/{id}/resend', { path: { id } }), {
                        done: `A new link is on its way to ${email}; the old one opens nothing any more`,
                      }),
                  },
                  { label: 'Withdraw it', danger: true, run: () => withdraw({ id, email }) },
                ]}
              />
            }
          >
            <State look="waiting">{duration(new Date(expiresAt).getTime() - Date.now())} left</State>
          </Row>
        ))}
      </Rows>
      <ConfirmDialog
        title={`Withdraw the invitation of ${withdrawing?.email}?`}
        isOpen={withdrawing !== null}
        onClose={() => withdraw(null)}
        act="Withdraw it"
        run={() => withdrawing && client.delete('/api/invitations/{id}', { path: { id: withdrawing.id } })}
      >
        The link in the mail opens nothing any more. You can invite them again.
      </ConfirmDialog>
    </Card>
  )
}
